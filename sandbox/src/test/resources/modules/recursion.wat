;; Recursion without end, direct and through a table; fib for an honest depth.
(module
  (table 1 funcref)
  (elem (i32.const 0) $indirect)
  (type $t (func (param i32) (result i32)))
  (func $deep (export "deep") (param i32) (result i32)
    local.get 0 i32.const 1 i32.add call $deep)
  (func $indirect (export "indirect") (param i32) (result i32)
    local.get 0 i32.const 0 call_indirect (type $t))
  (func $fib (export "fib") (param i32) (result i32)
    local.get 0 i32.const 2 i32.lt_u if local.get 0 return end
    local.get 0 i32.const 1 i32.sub call $fib
    local.get 0 i32.const 2 i32.sub call $fib i32.add))
