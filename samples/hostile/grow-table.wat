;; Grows its table to the moon and says how many entries it got.
(module
  (table $t 1 funcref)
  (func (export "grow") (param i32) (result i32)
    (loop $more
      (br_if $more
        (i32.ne (table.grow $t (ref.null func) (local.get 0)) (i32.const -1))))
    (table.size $t)))
