;; Reads one digit and then does one thing for ever.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (memory (export "memory") 1024)
  (func $ok (param i32) (if (local.get 0) (then (unreachable))))
  (func $deeper (call $deeper))
  ;; A list of one buffer at 0: a MiB from 1,024 on.
  (func $buffer (param i32)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (local.get 0)))
  (func (export "_start")
    (call $buffer (i32.const 1))
    (call $ok (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (block $9 (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1
      (block $0
        (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9
          (i32.sub (i32.load8_u (i32.const 1024)) (i32.const 48))))
      (loop $spin (br $spin)))
    (loop $fill
      (memory.fill (i32.const 0) (i32.const 7) (i32.const 67108864))
      (br $fill)))
    (loop $copy
      (memory.copy (i32.const 0) (i32.const 1) (i32.const 67108863))
      (br $copy)))
    (loop $randoms
      (call $ok (call $random (i32.const 0) (i32.const 67108864)))
      (br $randoms)))
    ;; A million subscriptions of zeroes: clocks that are due at once.
    (call $buffer (i32.const 0))
    (loop $polls
      (call $ok
        (call $poll (i32.const 2048) (i32.const 16777216) (i32.const 300000) (i32.const 8)))
      (br $polls)))
    ;; A thousand buffers of nothing.
    (loop $nothings
      (call $ok (call $write (i32.const 1) (i32.const 1024) (i32.const 1000) (i32.const 8)))
      (br $nothings)))
    (call $buffer (i32.const 1000))
    (loop $reads
      (call $ok (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br $reads)))
    (call $buffer (i32.const 1048576))
    (loop $errors
      (call $ok (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br $errors)))
    (call $buffer (i32.const 1048576))
    (loop $writes
      (call $ok (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
      (br $writes)))
    (loop $yields
      (call $ok (call $yield))
      (br $yields))))
