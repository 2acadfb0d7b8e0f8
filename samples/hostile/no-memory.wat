;; Has a memory of no pages and calls its host before it grows.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 0)
  (func $first (drop (call $random (i32.const 0) (i32.const 4))))
  (start $first)
  (func (export "f") (param i32) (result i32)
    (call $random (i32.const 0) (local.get 0))))
