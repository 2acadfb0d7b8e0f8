;; Imports a function of the right name with another type.
(module
  (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "f") (param i32) (result i32) (local.get 0)))
