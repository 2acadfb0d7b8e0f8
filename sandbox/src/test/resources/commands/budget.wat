;; Spends in the start function and in the command: both on one budget.
(module
  (memory (export "memory") 1)
  (func $spend (local i32)
    (local.set 0 (i32.const 10000))
    (loop $again (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (start $spend)
  (func (export "_start") (call $spend)))
