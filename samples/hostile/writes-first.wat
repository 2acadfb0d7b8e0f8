;; Writes 20,000 rows before it reads anything, then reads nothing.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\08\00\00\00") ;; an iovec: 8 bytes at 16
  (data (i32.const 16) "K,N\0ay,1\0a")
  (func (export "_start") (local $rows i32)
    (loop $more
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.store (i32.const 0) (i32.const 20))
      (i32.store (i32.const 4) (i32.const 4))
      (local.set $rows (i32.add (local.get $rows) (i32.const 1)))
      (br_if $more (i32.lt_u (local.get $rows) (i32.const 20000))))))
