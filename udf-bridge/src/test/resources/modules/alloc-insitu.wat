;; An allocator under ABI 1's own name.
(module
  (memory 3)
  (global $free (mut i32) (i32.const 1000))
  (func (export "insitu_alloc") (param $size i32) (result i32)
    global.get $free global.get $free local.get $size i32.add global.set $free)
  (func (export "malloc") (param i32) (result i32) unreachable)
  (func (export "echo") (param i32 i32) (result i64)
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or))
