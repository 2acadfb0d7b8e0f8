;; Writes eight bytes, then ends as the first input byte says: e and four bytes exit, t traps,
;; r recurses, m grows the memory to its limit and writes the pages, c closes everything and tries on.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "partial\0a")
  (func $must (param i32 i32) (if (i32.ne (local.get 0) (local.get 1)) (then (unreachable))))
  (func $io (param $fd i32) (param $address i32) (param $length i32) (param $expected i32)
    (i32.store (i32.const 0) (local.get $address))
    (i32.store (i32.const 4) (local.get $length))
    (if (local.get $fd)
      (then
        (call $must
          (call $write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))
          (local.get $expected)))
      (else
        (call $must
          (call $read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8))
          (local.get $expected)))))
  (func $deeper (param i32) (result i32) (i32.add (i32.const 1) (call $deeper (local.get 0))))
  (func (export "_start") (local $what i32)
    (call $io (i32.const 1) (i32.const 64) (i32.const 8) (i32.const 0))
    (call $io (i32.const 2) (i32.const 64) (i32.const 8) (i32.const 0))
    (call $io (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 0))
    (local.set $what (i32.load8_u (i32.const 16)))
    (if (i32.eq (local.get $what) (i32.const 101))
      (then
        (call $io (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0))
        (call $exit (i32.load (i32.const 16)))))
    (if (i32.eq (local.get $what) (i32.const 116)) (then (unreachable)))
    (if (i32.eq (local.get $what) (i32.const 114)) (then (drop (call $deeper (i32.const 0)))))
    (if (i32.eq (local.get $what) (i32.const 109))
      (then
        (loop $again (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
        (i32.store (i32.const 16) (memory.size))
        (call $io (i32.const 1) (i32.const 16) (i32.const 4) (i32.const 0))))
    (if (i32.eq (local.get $what) (i32.const 99))
      (then
        (call $must (call $close (i32.const 0)) (i32.const 0))
        (call $must (call $close (i32.const 1)) (i32.const 0))
        (call $must (call $close (i32.const 2)) (i32.const 0))
        (call $io (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 8))
        (call $io (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8))
        (call $io (i32.const 2) (i32.const 16) (i32.const 1) (i32.const 8))
        (call $must (call $close (i32.const 0)) (i32.const 8))))))
