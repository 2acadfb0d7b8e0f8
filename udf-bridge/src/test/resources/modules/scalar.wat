;; Functions of every type in style DIRECT, and some that show what is left of a call before.
(module
  (import "insitu" "return_null" (func $return_null))
  (memory (export "memory") 1)
  (global $calls (mut i64) (i64.const 0))
  (data (i32.const 1024) "the state")
  (func (export "same_bool") (param i32) (result i32) local.get 0)
  (func (export "same_smallint") (param i32) (result i32) local.get 0)
  (func (export "same_int") (param i32) (result i32) local.get 0)
  (func (export "same_bigint") (param i64) (result i64) local.get 0)
  (func (export "same_real") (param f32) (result f32) local.get 0)
  (func (export "same_double") (param f64) (result f64) local.get 0)
  (func (export "same_text") (param i32 i32) (result i64)
    local.get 0 local.get 1 call $text)
  ;; under CALLED ON NULL INPUT: NULL for NULL, otherwise the value
  (func (export "opt_bool") (param i32 i32) (result i32) local.get 0 call $keep local.get 1)
  (func (export "opt_smallint") (param i32 i32) (result i32) local.get 0 call $keep local.get 1)
  (func (export "opt_int") (param i32 i32) (result i32) local.get 0 call $keep local.get 1)
  (func (export "opt_bigint") (param i32 i64) (result i64) local.get 0 call $keep local.get 1)
  (func (export "opt_real") (param i32 f32) (result f32) local.get 0 call $keep local.get 1)
  (func (export "opt_double") (param i32 f64) (result f64) local.get 0 call $keep local.get 1)
  (func (export "opt_text") (param i32 i32 i32) (result i64)
    local.get 0 call $keep local.get 1 local.get 2 call $text)
  ;; under CALLED ON NULL INPUT: one decimal digit for each parameter that is there
  (func (export "there") (param i32 i32 i32 i32 i32 i32 f64) (result i32)
    local.get 0 i32.const 100 i32.mul
    local.get 2 i32.const 10 i32.mul i32.add
    local.get 5 i32.add
    ;; what a NULL carries is 0
    local.get 2 i32.eqz local.get 3 local.get 4 i32.or i32.const 0 i32.ne i32.and
    (if (then unreachable)))
  (func $keep (param i32) local.get 0 i32.eqz (if (then call $return_null)))
  (func $text (param i32 i32) (result i64)
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or)
  (func (export "null_and_value") (param i32) (result i32) call $return_null local.get 0)
  (func (export "two") (param i32 i32 i32 i32) (result i32) ;; the bytes of both, times 1000
    local.get 1 i32.const 1000 i32.mul local.get 3 i32.add)
  (func (export "latter") (param i32 i32 i32 i32) (result i64)
    local.get 2 local.get 3 call $text)
  ;; 8 bytes behind its own argument
  (func (export "behind") (param i32 i32) (result i64)
    local.get 0 local.get 1 i32.add i64.load)
  ;; memory and global of the calls before
  (func (export "count") (param i64) (result i64)
    global.get $calls i64.const 1 i64.add global.set $calls
    i32.const 2048 i32.const 2048 i64.load i64.const 1 i64.add i64.store
    i32.const 2048 i64.load global.get $calls i64.add)
  (func (export "eleven")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    local.get 0 local.get 8 i32.mul local.get 10 i32.add)
  (func (export "nothing") (result i32) i32.const 7)
  (func (export "number") (param i32) (result i32) local.get 0)
  (func (export "spin") (param i32) (result i32) (loop (br 0)) unreachable)
  ;; runs for about so many million instructions
  (func (export "work") (param i32) (result i32) (local i32)
    local.get 0 i32.const 250000 i32.mul local.set 1
    (loop
      local.get 1 i32.const 1 i32.sub local.tee 1
      br_if 0)
    local.get 0))
