;; Looks at the bits of NaNs that arithmetic made.
(module
  (func (export "bits") (param f64 f64) (result i64)
    (i64.reinterpret_f64 (f64.add (f64.div (local.get 0) (local.get 0)) (local.get 1))))
  (func (export "negative") (param f64 f64) (result i64)
    (i64.reinterpret_f64 (f64.min (f64.neg (f64.div (local.get 0) (local.get 0))) (local.get 1))))
  (func (export "root") (param f64 f64) (result i64)
    (i64.reinterpret_f64 (f64.sqrt (f64.sub (f64.const -1) (local.get 1)))))
  (func (export "narrow") (param f64 f64) (result i64)
    (i64.extend_i32_u
      (i32.reinterpret_f32 (f32.demote_f64 (f64.div (local.get 0) (local.get 0)))))))
