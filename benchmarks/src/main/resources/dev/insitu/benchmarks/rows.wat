;; What CallBench calls for each row: four numbers to one, and text to text.
(module
  (memory (export "memory") 1)
  (func (export "mix") (param f64 f64 f64 f64) (result f64)
    local.get 0 local.get 1 f64.mul
    local.get 2 local.get 3 f64.mul f64.add
    local.get 0 local.get 3 f64.sub f64.div)
  ;; ASCII letters to upper case, in place
  (func (export "shout") (param $at i32) (param $length i32) (result i64)
    (local $i i32) (local $byte i32)
    (block $done
      (loop $next
        local.get $i local.get $length i32.ge_u br_if $done
        local.get $at local.get $i i32.add i32.load8_u local.tee $byte
        i32.const 97 i32.sub i32.const 26 i32.lt_u
        (if (then
          local.get $at local.get $i i32.add
          local.get $byte i32.const 32 i32.sub i32.store8))
        local.get $i i32.const 1 i32.add local.set $i
        br $next))
    local.get $at i64.extend_i32_u i64.const 32 i64.shl
    local.get $length i64.extend_i32_u i64.or))
