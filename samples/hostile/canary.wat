;; Hides a text in its memory, and looks for the texts of others in all of it.
(module
  (memory (export "memory") 2)
  (func (export "insitu_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "hide") (param $from i32) (param $length i32) (result i32)
    (drop (memory.grow (i32.const 3)))
    (memory.copy (i32.const 100000) (local.get $from) (local.get $length))
    (memory.copy (i32.const 300000) (local.get $from) (local.get $length))
    (local.get $length))
  ;; how many times the four bytes 'CNRY' stand in its memory
  (func (export "seek") (param i32) (result i32) (local $at i32) (local $found i32)
    (drop (memory.grow (i32.const 3)))
    (loop $next
      (if (i32.eq (i32.load (local.get $at)) (i32.const 0x59524e43))
        (then (local.set $found (i32.add (local.get $found) (i32.const 1)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next
        (i32.lt_u (local.get $at)
          (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)))))
    (local.get $found)))
