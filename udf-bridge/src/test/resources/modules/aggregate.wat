;; Aggregates, honest and hostile. A state is an i64, unless it says otherwise. Every state that is
;; given back lies where it came in, in the argument arena, or at 16.
(module
  (import "insitu" "return_null" (func $return_null))
  (memory (export "memory") 1)
  (global $calls (mut i64) (i64.const 0))
  (func $range (param $at i32) (param $length i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32))
            (i64.extend_i32_u (local.get $length))))
  (func $zero (export "total_init") (export "trap_init") (export "spin_init") (export "lie_init")
      (export "outside_init") (export "none_init") (export "late_init") (export "global_init")
      (export "present_init") (export "peek_init") (export "memory_init") (export "wide_init")
      (export "pair_init") (result i64)
    (call $range (i32.const 16) (i32.const 8)))
  (func $load (export "total_finish") (export "trap_finish") (export "spin_finish")
      (export "lie_finish") (export "outside_finish") (export "none_finish") (export "global_finish")
      (export "present_finish") (export "memory_finish") (export "wide_finish")
      (export "pair_finish") (param $s i32) (param $l i32) (result i64)
    (i64.load (local.get $s)))
  ;; The sum of the rows.
  (func $add (export "total_accumulate") (export "late_accumulate") (export "peek_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (i64.store (local.get $s) (i64.add (i64.load (local.get $s)) (local.get $v)))
    (call $range (local.get $s) (i32.const 8)))
  (func (export "total_merge")
      (param $s i32) (param $l i32) (param $o i32) (param $m i32) (result i64)
    (call $add (local.get $s) (local.get $l) (i64.load (local.get $o))))
  ;; The sum of products.
  (func (export "pair_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (param $w i64) (result i64)
    (call $add (local.get $s) (local.get $l) (i64.mul (local.get $v) (local.get $w))))
  ;; Counts rows by 1,000 and those that have a value by 1; called on NULL.
  (func (export "present_accumulate")
      (param $s i32) (param $l i32) (param $there i32) (param $v i64) (result i64)
    (call $add (local.get $s) (local.get $l)
      (i64.add (i64.const 1000) (i64.extend_i32_u (local.get $there)))))
  ;; Divides by the row.
  (func (export "trap_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (call $add (local.get $s) (local.get $l) (i64.div_s (i64.const 12) (local.get $v))))
  ;; Never comes back.
  (func (export "spin_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (loop $for_ever (br $for_ever))
    (i64.const 0))
  ;; Says that its state has 4 GiB.
  (func (export "lie_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (call $range (local.get $s) (i32.const -1)))
  ;; Says that its state begins inside the memory and ends outside.
  (func (export "outside_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (call $range (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 8)))
  ;; Gives NULL instead of a state.
  (func (export "none_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (call $return_null)
    (i64.const 0))
  ;; Fails at the end.
  (func (export "late_finish") (param $s i32) (param $l i32) (result i64)
    (unreachable))
  ;; Tries to count the calls of all groups.
  (func (export "global_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
    (i64.store (local.get $s) (global.get $calls))
    (call $range (local.get $s) (i32.const 8)))
  ;; Looks for another group's state behind its own.
  (func (export "peek_finish") (param $s i32) (param $l i32) (result i64)
    (local $at i32) (local $found i64)
    (local.set $at (i32.add (local.get $s) (local.get $l)))
    (block $end
      (loop $next
        (br_if $end (i32.ge_u (local.get $at) (i32.mul (memory.size) (i32.const 65536))))
        (local.set $found
          (i64.add (local.get $found) (i64.extend_i32_u (i32.load8_u (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $found))
  ;; Grows its memory with every row; the state is how many pages there were.
  (func (export "memory_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (i64.store (local.get $s) (i64.extend_i32_s (memory.grow (i32.const 100))))
    (call $range (local.get $s) (i32.const 8)))
  ;; Its state is as wide as the row says, in bytes; finish reads what it was given.
  (func (export "wide_accumulate")
      (param $s i32) (param $l i32) (param $v i64) (result i64)
    (call $range (local.get $s) (i32.wrap_i64 (local.get $v))))
  ;; A text that grows by each row's; the state is the text.
  (func (export "glue_init") (export "much_init") (result i64) (i64.const 0))
  (func (export "glue_accumulate") (export "much_accumulate")
      (param $s i32) (param $l i32) (param $v i32) (param $n i32) (result i64)
    (call $range (local.get $s)
      (i32.sub (i32.add (local.get $v) (local.get $n)) (local.get $s))))
  (func (export "glue_finish") (param $s i32) (param $l i32) (result i64)
    (if (i32.eqz (local.get $l)) (then (call $return_null)))
    (call $range (local.get $s) (local.get $l)))
  (func (export "much_finish") (param $s i32) (param $l i32) (result i64)
    (i64.extend_i32_u (local.get $l)))
  ;; Half an aggregate, and one whose merge has another type.
  (func (export "half_init") (result i64) (i64.const 0))
  (func (export "half_accumulate") (param i32 i32 i64) (result i64) (i64.const 0))
  (func (export "odd_init") (result i64) (i64.const 0))
  (func (export "odd_accumulate") (param i32 i32 i64) (result i64) (i64.const 0))
  (func (export "odd_merge") (param i32 i32) (result i64) (i64.const 0))
  (func (export "odd_finish") (param i32 i32) (result i64) (i64.const 0))
  ;; An init that asks for a state without end.
  (func (export "huge_init") (result i64) (i64.const 0x7fffffff))
  (func (export "huge_accumulate") (param i32 i32 i64) (result i64) (i64.const 0))
  (func (export "huge_finish") (param i32 i32) (result i64) (i64.const 0))
)
