;; Gives an argument back.
(module
  (func (export "pick") (param i32 i32 i32 i32) (result i32) local.get 1)
  (func (export "same") (param i32) (result i32) local.get 0))
