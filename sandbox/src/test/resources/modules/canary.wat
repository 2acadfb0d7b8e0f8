;; Leaves a mark wherever an instance can keep one, ends in a chosen way, and looks for marks.
(module
  (memory (export "memory") 2 4)
  (global $whole (mut i32) (i32.const 7))
  (global $real (mut f64) (f64.const 1.5))
  (table $t 4 16 funcref)
  (elem (i32.const 1) $scan $poison)
  (elem $passive func $scan)
  (data (i32.const 100) "image")
  (data $late "late")
  ;; Ends: 0 returns, 1 traps, 2 uses up its fuel, 3 its call depth.
  (func $poison (export "poison") (param $mark i32) (param $end i32) (result i32)
    (drop (memory.grow (i32.const 1)))
    (memory.fill (i32.const 0) (local.get $mark) (i32.shl (memory.size) (i32.const 16)))
    (global.set $whole (local.get $mark))
    (global.set $real (f64.convert_i32_s (local.get $mark)))
    (table.set $t (i32.const 1) (ref.null func))
    (table.set $t (i32.const 3) (ref.func $poison))
    (drop (table.grow $t (ref.func $scan) (i32.const 2)))
    (data.drop $late)
    (elem.drop $passive)
    (block $depth
      (block $fuel
        (block $trap
          (block $return
            (br_table $return $trap $fuel $depth (local.get $end)))
          (return (local.get $mark)))
        unreachable)
      (loop $ever (br $ever)))
    (call $deep (local.get $mark)))
  (func $deep (param i32) (result i32)
    (i32.add (call $deep (local.get 0)) (i32.const 1)))
  ;; A number made of the whole memory, both globals, the table and what the segments still hold.
  (func $scan (export "scan") (param i32) (result i64)
    (local $hash i64) (local $at i32)
    (loop $words
      (local.set $hash
        (i64.add
          (i64.mul (local.get $hash) (i64.const 1099511628211))
          (i64.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $words (i32.lt_u (local.get $at) (i32.shl (memory.size) (i32.const 16)))))
    (local.set $at (i32.const 0))
    (loop $entries
      (local.set $hash
        (i64.add
          (i64.mul (local.get $hash) (i64.const 31))
          (i64.extend_i32_u (ref.is_null (table.get $t (local.get $at))))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $entries (i32.lt_u (local.get $at) (table.size $t))))
    (memory.init $late (i32.const 0) (i32.const 0) (i32.const 4))
    (table.init $t $passive (i32.const 0) (i32.const 0) (i32.const 1))
    (i64.add
      (i64.add (local.get $hash) (i64.extend_i32_u (global.get $whole)))
      (i64.reinterpret_f64 (global.get $real))))
  ;; Where texts arrive.
  (func (export "insitu_alloc") (param i32) (result i32) (i32.const 65536))
  ;; How many bytes of the whole memory are a Z, which a text brings.
  (func (export "count") (param i32 i32) (result i32)
    (local $at i32) (local $count i32)
    (loop $bytes
      (local.set $count
        (i32.add (local.get $count) (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x5A))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $bytes (i32.lt_u (local.get $at) (i32.shl (memory.size) (i32.const 16)))))
    (local.get $count)))
