;; A function that leaves no trace, and one that writes a global and memory.
(module
  (memory (export "memory") 1)
  (global $calls (mut i64) (i64.const 0))
  (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func (export "count") (result i64)
    global.get $calls i64.const 1 i64.add global.set $calls
    i32.const 8192 i32.const 8192 i64.load i64.const 1 i64.add i64.store
    global.get $calls))
