;; Every way that the bits of a NaN made by arithmetic can be seen. Each function gives the bits of
;; a NaN that depends on x, which is 0 or a NaN.
(module
  (memory (export "memory") 1)
  (global $g (mut f64) (f64.const 0))
  (type $bits (func (param i32 f64 i32) (result i64)))
  (table 1 funcref)
  (elem (i32.const 0) $middle)
  ;; The module that flips its answer on an engine that does not look after NaNs.
  (func (export "flip") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add i64.reinterpret_f64)
  (func (export "store") (param f64) (result i64)
    i32.const 8 local.get 0 local.get 0 f64.div f64.const nan f64.add f64.store
    i32.const 8 i64.load)
  (func (export "return") (param f64) (result f64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add return)
  (func $both (param f64) (result f64 f64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add
    local.get 0 i32.const 0 br_if 0 f64.sqrt)
  (func (export "results") (param f64) (result i64)
    local.get 0 call $both i64.reinterpret_f64 drop i64.reinterpret_f64)
  (func $middle (param i32 f64 i32) (result i64) local.get 1 i64.reinterpret_f64)
  (func (export "argument") (param f64) (result i64)
    i32.const 1 local.get 0 local.get 0 f64.div f64.const nan f64.add i32.const 2 call $middle)
  (func (export "indirect") (param f64) (result i64)
    i32.const 1 local.get 0 local.get 0 f64.div f64.const nan f64.add i32.const 2
    i32.const 0 call_indirect (type $bits))
  (func (export "global") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add global.set $g
    global.get $g i64.reinterpret_f64)
  (func (export "sign") (param f64) (result i64)
    f64.const 1 local.get 0 local.get 0 f64.div f64.const nan f64.add f64.copysign
    i64.reinterpret_f64)
  (func (export "signed") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add f64.const -1 f64.copysign
    i64.reinterpret_f64)
  (func (export "negated") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add f64.neg f64.abs f64.neg
    i64.reinterpret_f64)
  (func (export "local") (param f64) (result i64) (local f64 f64 i32)
    (loop
      local.get 2 local.set 1
      local.get 0 local.get 0 f64.div f64.const nan f64.add local.set 2
      local.get 3 i32.eqz i32.const 1 local.set 3 br_if 0)
    local.get 1 i64.reinterpret_f64)
  (func (export "tee") (param f64) (result i64) (local f64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add local.tee 1 i64.reinterpret_f64
    local.get 1 i64.reinterpret_f64 i64.and)
  (func (export "select") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add f64.const 1 i32.const 1 select
    i64.reinterpret_f64)
  (func (export "block") (param f64) (result i64)
    (block (result f64)
      (if (result f64) (i32.const 1)
        (then local.get 0 local.get 0 f64.div f64.const nan f64.add br 1)
        (else f64.const 1)))
    i64.reinterpret_f64)
  (func (export "table") (param f64) (result i64)
    (block (result f64)
      (block (result f64)
        local.get 0 local.get 0 f64.div f64.const nan f64.add i32.const 7 br_table 0 0 1)
      drop f64.const 1)
    i64.reinterpret_f64)
  (func (export "parameter") (param f64) (result i64)
    f64.const 1
    (loop (param f64) (result f64)
      drop local.get 0 local.get 0 f64.div f64.const nan f64.add)
    i64.reinterpret_f64)
  (func (export "narrow") (param f64) (result i64)
    local.get 0 local.get 0 f64.div f64.const nan f64.add f32.demote_f64
    i32.reinterpret_f32 i64.extend_i32_u)
  (func (export "wide") (param f64) (result i64)
    local.get 0 f32.demote_f64 local.get 0 f32.demote_f64 f32.div f32.const nan f32.add
    f64.promote_f32 i64.reinterpret_f64)
  ;; What is only copied keeps its bits.
  (func (export "copied") (result i64)
    i32.const 16 i32.const 24 f64.load f64.store
    i32.const 16 i64.load)
  (func (export "constant") (result i64) f64.const nan:0x123 i64.reinterpret_f64)
  (data (i32.const 24) "\ef\cd\ab\89\67\45\f3\ff"))
