;; Grows its memory to the moon, touches all of it, and says how many pages it got.
(module
  (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) (local $at i32)
    (loop $more
      (br_if $more (i32.ne (memory.grow (local.get 0)) (i32.const -1))))
    (loop $touch
      (i32.store8 (local.get $at) (i32.const 1))
      (local.set $at (i32.add (local.get $at) (i32.const 4096)))
      (br_if $touch
        (i32.lt_u (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))
    (memory.size)))
