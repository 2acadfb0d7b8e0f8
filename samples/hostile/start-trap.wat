;; Traps before anybody calls it.
(module
  (func $start unreachable)
  (start $start)
  (func (export "f") (param i32) (result i32) (local.get 0)))
