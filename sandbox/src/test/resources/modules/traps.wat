;; Every kind of trap, three calls deep, with names (wat2wasm --debug-names).
(module $traps
  (import "insitu" "raise" (func $raise (param i32 i32 i32)))
  (memory (export "memory") 1)
  (table $table 10 funcref)
  (elem (i32.const 0) $two $one)
  (elem $passive func $one $two $one)
  (data $bytes "insitu")
  (type $nothing (func))
  (type $numbers (func (param i32 i32)))
  (func $one)
  (func $two (param i32 i32))
  (func $inner (param $kind i32) (param $x i32) (param $y i32)
    (block $b14 (block $b13 (block $b12 (block $b11 (block $b10 (block $b9 (block $b8 (block $b7
    (block $b6 (block $b5 (block $b4 (block $b3 (block $b2 (block $b1 (block $b0
    local.get $kind
    br_table $b0 $b1 $b2 $b3 $b4 $b5 $b6 $b7 $b8 $b9 $b10 $b11 $b12 $b13 $b14)
    unreachable)
    local.get $x local.get $y i32.div_s drop return)
    local.get $x f32.convert_i32_u f32.const 0 f32.div i32.trunc_f32_s drop return)
    local.get $x i32.load offset=8 drop return)
    local.get $x i64.const 1 i64.store8 return)
    local.get $x i32.const 1 local.get $y memory.fill return)
    local.get $x i32.const 0 local.get $y memory.copy return)
    i32.const 0 local.get $x local.get $y memory.init $bytes return)
    local.get $x call_indirect (type $nothing) return)
    local.get $x ref.func $one table.set $table return)
    local.get $x table.get $table drop return)
    local.get $x ref.null func local.get $y table.fill $table return)
    local.get $x i32.const 0 local.get $y table.copy $table $table return)
    local.get $x i32.const 0 local.get $y table.init $table $passive return)
    local.get $x i32.const 16 local.get $y call $raise)
  (func $middle (param i32 i32 i32) local.get 0 local.get 1 local.get 2 call $inner)
  (func (export "outer") (param i32 i32 i32) local.get 0 local.get 1 local.get 2 call $middle)
  (func $deep (export "deep") (param i32)
    local.get 0 i32.eqz (if (then unreachable)) local.get 0 i32.const 1 i32.sub call $deep)
  (func (export "far") (param i32) (result i32) local.get 0 i32.load offset=4294967295)
  ;; What calls change in tables and segments.
  (func (export "growTable") (result i32) ref.func $one i32.const 1 table.grow $table)
  (func (export "setTable") (result i32)
    i32.const 5 table.get $table ref.is_null
    i32.const 5 ref.func $one table.set $table)
  (func (export "dropSegments") (result i32)
    i32.const 0 i32.const 0 i32.const 6 memory.init $bytes
    i32.const 4 i32.const 0 i32.const 3 table.init $table $passive
    data.drop $bytes elem.drop $passive
    i32.const 5 i32.load8_u))
