;; A library whose start function traps: it can be stored nowhere.
(module
  (func $start unreachable)
  (start $start)
  (func (export "f") (result i32) i32.const 1))
