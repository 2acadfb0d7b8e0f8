;; Wants four gigabytes before it starts.
(module
  (memory (export "memory") 65536)
  (func (export "f") (param i32) (result i32) (local.get 0)))
