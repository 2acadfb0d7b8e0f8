;; A hostile writer of frames. Its first argument says how often it writes an empty frame of one
;; column INTEGER (0: for ever), its second how many bytes of one more, its third how it ends: with
;; this code, or with a trap for 9. wat2wasm frames.wat
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  ;; The frame: INS1, 24 bytes, no rows, one column of code 4 without a block.
  (data (i32.const 64) "INS1\18\00\00\00\00\00\00\00\01\00\00\00\04\00\00\00\00\00\00\00")
  ;; The value of the argument that is one or two digits.
  (func $argument (param $i i32) (result i32)
    (local $at i32)
    (local.set $at (i32.load (i32.add (i32.const 1024) (i32.mul (local.get $i) (i32.const 4)))))
    (if (result i32) (i32.load8_u (i32.add (local.get $at) (i32.const 1)))
      (then
        (i32.add
          (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
          (i32.sub (i32.load8_u (i32.add (local.get $at) (i32.const 1))) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $send (param $length i32)
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12))))
  (func (export "_start")
    (local $left i32)
    (drop (call $args (i32.const 1024) (i32.const 2048)))
    (local.set $left (call $argument (i32.const 1)))
    (loop $again
      (call $send (i32.const 24))
      (br_if $again (i32.ne (local.tee $left (i32.sub (local.get $left) (i32.const 1)))
                            (i32.const 0))))
    (call $send (call $argument (i32.const 2)))
    (if (i32.eq (call $argument (i32.const 3)) (i32.const 9)) (then unreachable))
    (call $exit (call $argument (i32.const 3)))))
