;; Reads buffers of ever other sizes and writes what it read, and at times random numbers and the
;; time, to output and errors, until its input has ended; then leaves with a code made of all sizes.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 4)
  (global $state (mut i32) (i32.const 12345))
  (global $sum (mut i32) (i32.const 0))
  (func $ok (param i32) (if (local.get 0) (then (unreachable))))
  (func $next (param $mask i32) (result i32)
    (global.set $state
      (i32.add (i32.mul (global.get $state) (i32.const 1103515245)) (i32.const 12345)))
    (i32.and (i32.shr_u (global.get $state) (i32.const 16)) (local.get $mask)))
  ;; Two buffers at 0: 1,024 and 100,000.
  (func $buffers (param i32 i32)
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 4) (local.get 0))
    (i32.store (i32.const 8) (i32.const 100000))
    (i32.store (i32.const 12) (local.get 1)))
  (func (export "_start") (local $first i32) (local $second i32) (local $n i32)
    (loop $again
      (local.set $first (call $next (i32.const 8191)))
      (local.set $second (call $next (i32.const 32767)))
      (if (i32.eqz (call $next (i32.const 15))) (then (local.set $second (i32.const 100000))))
      (call $buffers (local.get $first) (local.get $second))
      (call $ok (call $read (i32.const 0) (i32.const 0) (i32.const 2) (i32.const 16)))
      (local.set $n (i32.load (i32.const 16)))
      (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 31)) (local.get $n)))
      (if (i32.le_u (local.get $n) (local.get $first))
        (then (call $buffers (local.get $n) (i32.const 0)))
        (else
          (call $buffers (local.get $first) (i32.sub (local.get $n) (local.get $first)))))
      (call $ok (call $write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 20)))
      (if (i32.eqz (call $next (i32.const 7)))
        (then
          (call $ok (call $random (i32.const 1024) (i32.const 13)))
          (call $ok (call $time (i32.const 1) (i64.const 0) (i32.const 1037)))
          ;; Is there more to read? A subscription at 200,000.
          (i32.store8 (i32.const 200008) (i32.const 1))
          (call $ok
            (call $poll (i32.const 200000) (i32.const 1045) (i32.const 1) (i32.const 1077)))
          (call $buffers (i32.const 57) (i32.const 0))
          (call $ok (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 20)))
          (call $ok (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 20)))))
      (br_if $again (i32.or (local.get $n) (i32.eqz (i32.add (local.get $first) (local.get $second))))))
    (call $exit (global.get $sum))))
