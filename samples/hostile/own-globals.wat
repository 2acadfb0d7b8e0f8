;; Its last global stands where a meter might stand; it exports and counts with it.
(module
  (global $a (export "a") (mut i64) (i64.const 0))
  (global $last (export "last") (mut i64) (i64.const -1))
  (func $nothing (export "nothing"))
  (func (export "spend") (param i32) (result i32)
    (loop $again
      (global.set $last (i64.const 0x7fffffffffffffff))
      (global.set $a (i64.const 0x7fffffffffffffff))
      (call $nothing)
      (br $again))
    (unreachable)))
