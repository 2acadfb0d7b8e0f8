;; Leaves while it starts.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $leave (call $exit (i32.const 3)))
  (start $leave)
  (func (export "f") (param i32) (result i32) (local.get 0)))
