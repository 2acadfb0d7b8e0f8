;; Writes rows without end.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\08\00\00\00") ;; an iovec: 8 bytes at 16
  (data (i32.const 16) "K,N\0ay,1\0a")
  (func (export "_start")
    (loop $more
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.store (i32.const 0) (i32.const 20)) ;; from now on 4 bytes at 20: the row
      (i32.store (i32.const 4) (i32.const 4))
      (br $more))))
