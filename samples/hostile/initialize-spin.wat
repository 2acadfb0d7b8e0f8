;; Its _initialize never returns.
(module
  (func (export "_initialize") (loop $forever (br $forever)))
  (func (export "f") (param i32) (result i32) (local.get 0)))
