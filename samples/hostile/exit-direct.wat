;; Leaves the program in the middle of a call.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "leave") (param i32) (result i32)
    (call $exit (local.get 0))
    (unreachable)))
