;; The two imports of the ABI, and a start that counts.
(module
  (import "insitu" "return_null" (func $null))
  (import "insitu" "raise" (func $raise (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "38123")
  (data (i32.const 16) "no such airport")
  (func (export "null") (result i32) call $null i32.const 0)
  (func (export "raise") i32.const 0 i32.const 16 i32.const 15 call $raise)
  (func (export "lie") i32.const -1 i32.const 16 i32.const 15 call $raise))
