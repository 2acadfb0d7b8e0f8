;; A good module; of its bytes build.sh keeps only the first half.
(module
  (memory (export "memory") 1)
  (func (export "f") (param i32) (result i32) (local.get 0)))
