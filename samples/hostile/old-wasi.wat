;; Imports from a WASI that came before.
(module
  (import "wasi_unstable" "random_get" (func (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "f") (param i32) (result i32) (local.get 0)))
