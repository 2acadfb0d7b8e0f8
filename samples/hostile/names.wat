;; Exports with names that would forge lines, move cursors, or pass for each other.
(module
  (func (export "f") (param i32) (result i32) (local.get 0))
  (func (export "F") (param i32) (result i32) (i32.const 2))
  (func (export "a\0aINFO all is well\1b[2J"))
  (func (export "\e2\80\aeevil"))
  (func (export "nul\00")))
