;; As pick, but negative.
(module
  (func (export "pick") (param i32 i32 i32 i32) (result i32) i32.const 0 local.get 1 i32.sub)
  (func (export "same") (param i32) (result i32) i32.const 0 local.get 0 i32.sub))
