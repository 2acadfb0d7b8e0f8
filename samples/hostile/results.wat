;; Results that do not fit their type, and ends that contradict each other.
(module
  (import "insitu" "return_null" (func $null))
  (import "insitu" "raise" (func $raise (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "38G02")
  (func (export "small") (param i32) (result i32) (local.get 0))
  (func (export "truth") (param i32) (result i32) (local.get 0))
  ;; NULL, and then a value
  (func (export "null_and_value") (param i32) (result i32) (call $null) (i32.const 5))
  ;; NULL, and then an error
  (func (export "null_and_error") (param i32) (result i32)
    (call $null) (call $raise (i32.const 0) (i32.const 0) (i32.const 5)) (i32.const 5))
  ;; a message of all memory
  (func (export "long_error") (param i32) (result i32)
    (memory.fill (i32.const 64) (i32.const 65) (i32.const 65472))
    (call $raise (i32.const 0) (i32.const 64) (i32.const 65472)) (i32.const 5)))
