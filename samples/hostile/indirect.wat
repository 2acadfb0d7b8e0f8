;; Calls through a table what is not there, of another type, or outside of it.
(module
  (type $unary (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $one $two)
  (func $one (type $unary) (i32.const 1))
  (func $two (param i64) (result i32) (i32.const 2))
  (func (export "through") (param i32) (result i32)
    (call_indirect (type $unary) (i32.const 0) (local.get 0))))
