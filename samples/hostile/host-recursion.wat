;; Goes as deep as it may and calls a host function at every step, to end the stack inside it.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\01\00\00\00x") ;; an iovec: 1 byte at 16
  (func $deeper (export "deeper") (param i32) (result i32)
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.add (call $deeper (local.get 0)) (i32.const 1))))
