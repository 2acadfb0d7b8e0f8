;; Procedures: OUT and INOUT parameters are addresses of cells, 16 bytes each.
(module
  (import "insitu" "return_null" (func $null))
  (memory (export "memory") 1)
  (data (i32.const 16) "even odd ")
  ;; divide(IN a BIGINT, IN b BIGINT, OUT quotient BIGINT, OUT remainder BIGINT); traps for b = 0
  (func (export "divide") (param $a i64) (param $b i64) (param $q i32) (param $r i32)
    (i64.store (local.get $q) (i64.div_s (local.get $a) (local.get $b)))
    (i64.store (local.get $r) (i64.rem_s (local.get $a) (local.get $b))))
  ;; twice(INOUT n INTEGER, OUT what VARCHAR): a NULL of n stays; odd numbers have no text
  (func (export "twice") (param $n i32) (param $what i32)
    (if (i32.and (i32.load (local.get $n)) (i32.const 1))
      (then (i32.store (i32.add (local.get $what) (i32.const 8)) (i32.const 0)))
      (else
        (i32.store (local.get $what) (i32.const 16))
        (i32.store (i32.add (local.get $what) (i32.const 4)) (i32.const 4))))
    (i32.store (local.get $n) (i32.mul (i32.load (local.get $n)) (i32.const 2))))
  ;; bad(OUT what VARCHAR): text outside of the memory
  (func (export "bad") (param $what i32)
    (i32.store (local.get $what) (i32.const -16))
    (i32.store (i32.add (local.get $what) (i32.const 4)) (i32.const 64)))
  ;; echo(INOUT s VARCHAR): what goes in comes out
  (func (export "echo") (param $s i32))
  ;; spin(OUT n INTEGER): never ends
  (func (export "spin") (param $n i32) (loop $l (br $l)))
  ;; nothing(): no parameters
  (func (export "nothing"))
  ;; none(OUT n INTEGER): everything is NULL
  (func (export "none") (param $n i32) (call $null)))
