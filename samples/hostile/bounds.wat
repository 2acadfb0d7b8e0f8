;; Reads and writes where its memory ends, and beyond.
(module
  (memory (export "memory") 1)
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "poke") (param i32) (result i32)
    (i32.store (local.get 0) (i32.const 1))
    (i32.const 0))
  ;; The address and the offset add up to more than 32 bits hold.
  (func (export "wrap") (param i32) (result i32)
    (i32.load offset=0xffffffff (local.get 0))))
