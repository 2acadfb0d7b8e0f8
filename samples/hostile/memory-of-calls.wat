;; Counts its calls in a global, in memory and in a dropped segment, to tell them apart.
(module
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (data $once "\01")
  (func (export "count") (param i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
    (memory.init $once (i32.const 16) (i32.const 0) (i32.const 1))
    (data.drop $once)
    (i32.add (global.get $calls) (i32.load (i32.const 8)))))
