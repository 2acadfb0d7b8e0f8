;; Writes one good row and ends with the code that its argument says: one digit, or 255 for x.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\08\00\00\00") ;; an iovec: 8 bytes at 16
  (data (i32.const 16) "K,N\0aa,1\0a")
  (func (export "_start") (local $letter i32)
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $args (i32.const 64) (i32.const 1024)))
    (local.set $letter (i32.load8_u (i32.load (i32.const 68))))
    (if (i32.eq (local.get $letter) (i32.const 120)) (then (call $exit (i32.const 255))))
    (call $exit (i32.sub (local.get $letter) (i32.const 48)))))
