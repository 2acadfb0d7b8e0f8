;; Loops of every kind, for the fuel that they take: n says how long they run.
(module
  (memory 1)
  (func $step (param $i i32) (param $end i32) (result i32) (local $j i32)
    (loop $again
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $j) (i32.const 5))))
    ;; Divides by zero in the last turn.
    (i32.div_u (local.get $j) (i32.sub (local.get $end) (local.get $i))))
  (func (export "count") (param $n i32) (result i32) (local $i i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $i))
  (func (export "branches") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (if (i32.and (local.get $i) (i32.const 1))
          (then (local.set $sum (i32.add (local.get $sum) (i32.const 3))))
          (else (i32.store (i32.const 16) (local.get $sum))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.get $sum))
  (func (export "traps") (param $n i32) (result i32) (local $i i32)
    (loop $again
      (drop (i32.load (i32.sub (i32.const 0) (i32.eq (local.get $i) (local.get $n)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $again))
    (unreachable))
  (func (export "calls") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $again
      (local.set $sum
        (i32.add (local.get $sum) (call $step (local.get $i) (local.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (local.get $sum))
  (func (export "calls_to_a_trap") (param $n i32) (result i32) (local $i i32)
    (loop $again
      (drop (call $step (local.get $i) (local.get $n)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $again))
    (unreachable))
  ;; Operands of every type lie below the loop, and one goes in as its parameter.
  (func (export "operands") (param $n i32) (result i32)
    (local $long i64) (local $double f64) (local $sum i32)
    (local.set $long (i64.const 5))
    (local.set $double (f64.const 1.5))
    (i64.const 1)
    (f64.const 2)
    (i32.const 0)
    (loop $again (param i32) (result i32)
      (i32.add (i32.const 1))
      (local.tee $sum)
      (local.set $long (i64.add (local.get $long) (i64.const 3)))
      (br_if $again (i32.lt_u (local.get $sum) (local.get $n))))
    (drop)
    (drop)
    (drop)
    (i32.add (local.get $sum) (i32.wrap_i64 (local.get $long))))
  (func (export "fills") (param $n i32) (result i32) (local $i i32)
    (loop $again
      (memory.fill (i32.const 64) (local.get $i) (i32.and (local.get $i) (i32.const 255)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $n))))
    (i32.load8_u (i32.const 64)))
  ;; Recursion through a loop.
  (func $tree (export "tree") (param $n i32) (result i32) (local $sum i32)
    (local.set $sum (i32.const 1))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))
        (local.set $sum (i32.add (local.get $sum) (call $tree (local.get $n))))
        (br $again)))
    (local.get $sum)))
