;; Grows its memory by nothing, and by more than there is.
(module
  (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "touch") (param i32) (result i32)
    ;; grows to the limit in steps and writes into the first and the last byte of each page
    (local $page i32)
    (loop $more (br_if $more (i32.ne (memory.grow (local.get 0)) (i32.const -1))))
    (loop $next
      (i32.store8 (i32.mul (local.get $page) (i32.const 65536)) (i32.const 1))
      (i32.store8 offset=65535 (i32.mul (local.get $page) (i32.const 65536)) (i32.const 1))
      (local.set $page (i32.add (local.get $page) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $page) (memory.size))))
    (local.get $page)))
