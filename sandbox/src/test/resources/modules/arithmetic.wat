;; Numeric functions, one a type, and one trap of each kind.
(module
  (memory (export "memory") 1)
  (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func (export "twice") (param i64) (result i64) local.get 0 i64.const 2 i64.mul)
  (func (export "half") (param f64) (result f64) local.get 0 f64.const 0.5 f64.mul)
  (func (export "gcd") (param i32 i32) (result i32) (local i32)
    (block (loop
      local.get 1 i32.eqz br_if 1
      local.get 1 local.set 2
      local.get 0 local.get 1 i32.rem_u local.set 1
      local.get 2 local.set 0
      br 0))
    local.get 0)
  (func (export "divide") (param i32 i32) (result i32) local.get 0 local.get 1 i32.div_s)
  (func (export "crash") unreachable)
  (func (export "convert") (param f64) (result i32) local.get 0 i32.trunc_f64_s)
  (func (export "load") (param i32) (result i32) local.get 0 i32.load))
