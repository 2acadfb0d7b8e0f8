;; Fills its memory again and again: few instructions, much work.
(module
  (memory (export "memory") 256)
  (func (export "fill") (param i32) (result i32)
    (loop $again
      (memory.fill (i32.const 0) (local.get 0) (i32.const 0x1000000))
      (br $again))
    (unreachable)))
