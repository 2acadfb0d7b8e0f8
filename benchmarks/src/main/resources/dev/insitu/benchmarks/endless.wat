;; Writes 1, 2, 3, ... as frames of one BIGINT column without end. wat2wasm endless.wat
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; 64 rows: magic, length 536, rows, columns; BIGINT without bitmap, a block of 512 bytes
  (data (i32.const 64) "INS1\18\02\00\00\40\00\00\00\01\00\00\00\05\00\00\00\00\02\00\00")
  (func (export "_start") (local $last i64) (local $at i32)
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 536))
    (loop $again
      (local.set $at (i32.const 88))
      (loop $row
        (local.set $last (i64.add (local.get $last) (i64.const 1)))
        (i64.store (local.get $at) (local.get $last))
        (br_if $row
          (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 600))))
      (br_if $again
        (i32.eqz (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))))
