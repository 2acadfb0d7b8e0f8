;; Two functions that call each other without end, one of them through a table.
(module
  (type $unary (func (param i32) (result i32)))
  (table funcref (elem $ping))
  (func $ping (type $unary)
    (i32.add (call $pong (local.get 0)) (i32.const 1)))
  (func $pong (export "pong") (type $unary)
    (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 0)) (i32.const 1))))
