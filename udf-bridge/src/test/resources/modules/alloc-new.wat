;; AssemblyScript's allocator; what is not pinned is gone when the function runs.
(module
  (memory (export "memory") 3)
  (global $free (mut i32) (i32.const 1000))
  (global $pinned (mut i32) (i32.const 0))
  (func (export "__new") (param $size i32) (param $class i32) (result i32)
    local.get $class i32.const 1 i32.ne (if (then unreachable))
    global.get $free global.get $free local.get $size i32.add global.set $free)
  (func (export "__pin") (param i32) (result i32) local.get 0 global.set $pinned local.get 0)
  (func (export "echo") (param i32 i32) (result i64)
    global.get $pinned i32.const 1000 i32.ne (if (then unreachable))
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or))
