;; The component model's allocator.
(module
  (memory (export "memory") 3)
  (global $free (mut i32) (i32.const 1000))
  (func (export "cabi_realloc") (param i32 i32) (param $align i32) (param $size i32) (result i32)
    local.get 0 local.get 1 i32.or (if (then unreachable))
    local.get $align i32.const 8 i32.ne (if (then unreachable))
    global.get $free global.get $free local.get $size i32.add global.set $free)
  (func (export "echo") (param i32 i32) (result i64)
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or))
