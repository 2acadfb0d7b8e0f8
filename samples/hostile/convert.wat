;; Converts floating-point numbers that no integer holds.
(module
  (func (export "to_int") (param f64) (result i32)
    (i32.trunc_f64_s (local.get 0))))
