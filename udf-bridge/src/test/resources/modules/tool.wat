;; A command with many faces; the first letter of its first argument chooses.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  ;; 0: iovec, 8: count, 16: argc, 20: bytes of argv, 64: argv, 65536: texts of argv, data
  (memory (export "memory") 4)
  (data (i32.const 512) "A\n1\n")

  (func $arg (param $n i32) (result i32)
    (i32.load (i32.add (i32.const 64) (i32.mul (local.get $n) (i32.const 4)))))
  (func $length (param $text i32) (result i32) (local $at i32)
    (local.set $at (local.get $text))
    (block $end
      (loop $next
        (br_if $end (i32.eqz (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.sub (local.get $at) (local.get $text)))
  (func $write (param $fd i32) (param $from i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $from))
    (i32.store (i32.const 4) (local.get $length))
    (if (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (unreachable))))
  (func $read (param $length i32) (result i32)
    (i32.store (i32.const 0) (i32.const 65536))
    (i32.store (i32.const 4) (local.get $length))
    (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8))
      (then (unreachable)))
    (i32.load (i32.const 8)))

  ;; c: copies its input
  (func $copy (local $count i32)
    (loop $next
      (local.set $count (call $read (i32.const 65536)))
      (if (local.get $count)
        (then
          (call $write (i32.const 1) (i32.const 65536) (local.get $count))
          (br $next)))))
  ;; s: writes the second argument to its output, the third to standard error, and ends with the
  ;; letter of the fourth: x exits with code 3, t traps, l loops, z exits with code 0
  (func $say (local $argc i32) (local $end i32)
    (local.set $argc (i32.load (i32.const 16)))
    (call $write (i32.const 1) (call $arg (i32.const 2)) (call $length (call $arg (i32.const 2))))
    (if (i32.gt_u (local.get $argc) (i32.const 3))
      (then
        (call $write
          (i32.const 2) (call $arg (i32.const 3)) (call $length (call $arg (i32.const 3))))))
    (if (i32.gt_u (local.get $argc) (i32.const 4))
      (then
        (local.set $end (i32.load8_u (call $arg (i32.const 4))))
        (if (i32.eq (local.get $end) (i32.const 120)) (then (call $exit (i32.const 3))))
        (if (i32.eq (local.get $end) (i32.const 116)) (then (unreachable)))
        (if (i32.eq (local.get $end) (i32.const 108)) (then (loop $ever (br $ever))))
        (if (i32.eq (local.get $end) (i32.const 122)) (then (call $exit (i32.const 0)))))))
  ;; f: writes rows without end
  (func $flood
    (call $write (i32.const 1) (i32.const 512) (i32.const 4))
    (loop $next
      (call $write (i32.const 1) (i32.const 514) (i32.const 2))
      (br $next)))
  ;; h: writes a header and one row, closes its input and goes on for a while; then a second row
  (func $half (local $turns i32)
    (drop (call $read (i32.const 3)))
    (drop (call $fd_close (i32.const 0)))
    (call $write (i32.const 1) (i32.const 512) (i32.const 4))
    (loop $next
      (local.set $turns (i32.add (local.get $turns) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $turns) (i32.const 1000000))))
    (call $write (i32.const 1) (i32.const 514) (i32.const 2)))
  ;; w: writes the name it was called by, eight random letters and its clock's seconds
  (func $world (local $at i32) (local $seconds i64)
    (call $write (i32.const 1) (call $arg (i32.const 0)) (call $length (call $arg (i32.const 0))))
    (drop (call $random (i32.const 4096) (i32.const 8)))
    (local.set $at (i32.const 4096))
    (loop $next
      (i32.store8 (local.get $at)
        (i32.add (i32.const 97) (i32.and (i32.load8_u (local.get $at)) (i32.const 15))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (i32.const 4104))))
    (i32.store8 (i32.const 4095) (i32.const 44))
    (call $write (i32.const 1) (i32.const 4095) (i32.const 9))
    (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 4112)))
    (local.set $seconds (i64.div_u (i64.load (i32.const 4112)) (i64.const 1000000000)))
    (local.set $at (i32.const 4199))
    (i32.store8 (local.get $at) (i32.const 10))
    (loop $next
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (i32.store8 (local.get $at)
        (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $seconds) (i64.const 10)))))
      (local.set $seconds (i64.div_u (local.get $seconds) (i64.const 10)))
      (br_if $next (i64.ne (local.get $seconds) (i64.const 0))))
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i32.store8 (local.get $at) (i32.const 44))
    (call $write (i32.const 1) (local.get $at) (i32.sub (i32.const 4200) (local.get $at))))

  (func (export "_start") (local $what i32)
    (drop (call $args_sizes (i32.const 16) (i32.const 20)))
    (drop (call $args (i32.const 64) (i32.const 65536)))
    (local.set $what (i32.load8_u (call $arg (i32.const 1))))
    (if (i32.eq (local.get $what) (i32.const 99)) (then (call $copy)))
    (if (i32.eq (local.get $what) (i32.const 102)) (then (call $flood)))
    (if (i32.eq (local.get $what) (i32.const 104)) (then (call $half)))
    (if (i32.eq (local.get $what) (i32.const 115)) (then (call $say)))
    (if (i32.eq (local.get $what) (i32.const 119)) (then (call $world)))))
