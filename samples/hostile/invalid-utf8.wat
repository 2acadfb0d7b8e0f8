;; Returns bytes that are no UTF-8.
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "ab\c0\80")     ;; overlong: NUL in two bytes
  (data (i32.const 16) "\ed\a0\80")   ;; a surrogate
  (data (i32.const 32) "abc\f0\9f\9b") ;; a character that breaks off
  (data (i32.const 48) "ok\ff")       ;; a byte that never occurs
  (func (export "text") (param i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (i32.mul (local.get 0) (i32.const 16))) (i64.const 32))
      (i64.extend_i32_u
        (i32.sub (i32.const 6) (i32.load8_u (i32.add (local.get 0) (i32.const 64)))))))
  (data (i32.const 64) "\02\03\00\03"))
