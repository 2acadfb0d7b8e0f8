;; Bulk instructions of lengths that no memory has, and of all memory again and again.
(module
  (memory (export "memory") 256)
  (data $bytes "0123456789")
  (func (export "fill_all") (param i32) (result i32)
    (memory.fill (i32.const 0) (i32.const 7) (local.get 0)) (i32.const 1))
  (func (export "copy_all") (param i32) (result i32)
    (memory.copy (i32.const 0) (i32.const 1) (local.get 0)) (i32.const 1))
  (func (export "init_all") (param i32) (result i32)
    (memory.init $bytes (i32.const 0) (i32.const 0) (local.get 0)) (i32.const 1))
  (func (export "copy_on") (param i32) (result i32)
    (loop $again
      (memory.copy (i32.const 0x800000) (i32.const 0) (i32.const 0x800000))
      (br $again))
    (unreachable))
  (func (export "init_on") (param i32) (result i32)
    (loop $again
      (memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 10))
      (br $again))
    (unreachable)))
