;; Never returns, in loops of other shapes.
(module
  (global $go (mut i32) (i32.const 1))
  ;; a branch that is taken without any call
  (func (export "branch") (param i32) (result i32)
    (loop $forever
      (local.set 0 (i32.add (local.get 0) (i32.const 1)))
      (br_if $forever (i32.ge_u (local.get 0) (i32.const 0))))
    (local.get 0))
  ;; a table of branches that all go back
  (func (export "branch_table") (param i32) (result i32)
    (loop $forever (br_table $forever $forever $forever (local.get 0)))
    (unreachable))
  ;; a condition that nobody changes
  (func (export "of_global") (param i32) (result i32)
    (loop $forever (br_if $forever (global.get $go)))
    (local.get 0))
  ;; loops inside loops
  (func (export "nested") (param i32) (result i32)
    (loop $outer (loop $inner (br_if $inner (i32.const 0))) (br $outer))
    (unreachable)))
