;; Keeps state in memory and in a global; grows; fills.
(module
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 16) "insitu")
  (func (export "count") (result i32)
    global.get $calls i32.const 1 i32.add global.set $calls
    i32.const 8192 i32.const 8192 i32.load i32.const 1 i32.add i32.store
    global.get $calls i32.const 8192 i32.load i32.add)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
  (func (export "fill") (param i32) i32.const 0 i32.const 7 local.get 0 memory.fill)
  (func (export "byte") (param i32) (result i32) local.get 0 i32.load8_u))
