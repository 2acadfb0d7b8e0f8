;; Unsigned comparisons, which some compilers of the JVM got wrong.
(module
  (func (export "below") (param i32) (param i32) (result i32)
    (i32.lt_u (i32.mul (local.get 0) (i32.const 0x9e3779b1)) (local.get 1)))
  (func (export "below_wide") (param i64) (param i64) (result i32)
    (i64.lt_u (i64.mul (local.get 0) (i64.const 0x9e3779b97f4a7c15)) (local.get 1))))
