;; Its exports do not take what SQL would give them.
(module
  (func (export "wide") (param i64) (result i64) (local.get 0))
  (func (export "silent") (param i32))
  (global (export "number") i32 (i32.const 1)))
