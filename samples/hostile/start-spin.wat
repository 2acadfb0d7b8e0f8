;; Never gets past its start function.
(module
  (func $start (loop $ever (br $ever)))
  (start $start)
  (func (export "f") (param i32) (result i32) (local.get 0)))
