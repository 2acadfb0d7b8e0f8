;; Writes a megabyte to standard error, with escapes that clear a terminal and forge a log line,
;; and ends with code 1.
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\20\00\00\00") ;; an iovec: 32 bytes at 16
  (data (i32.const 16) "\1b[2J\1b]0;owned\07\0aINFO all well \e2\80\ae")
  (func (export "_start") (local $left i32)
    (local.set $left (i32.const 32768))
    (loop $more
      (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $exit (i32.const 1))))
