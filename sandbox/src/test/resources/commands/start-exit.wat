;; The start function exits, so what comes after it must not run.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $first (call $exit (i32.const 0)))
  (start $first)
  (func (export "_initialize") (unreachable))
  (func (export "_start") (unreachable)))
