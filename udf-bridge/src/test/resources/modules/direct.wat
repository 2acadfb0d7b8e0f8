;; Functions of style DIRECT; the module has no allocator, so the host adds pages for arguments.
(module
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (func (export "div") (param i32 i32) (result i32) local.get 0 local.get 1 i32.div_s)
  (func (export "half") (param f64) (result f64) local.get 0 f64.const 2 f64.div)
  (func (export "count") (result i32)
    global.get $calls i32.const 1 i32.add global.set $calls global.get $calls)
  (func (export "echo") (param i32 i32) (result i64)
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or)
  (func (export "lie") (result i64) i64.const -1)
  (func (export "present") (param i32 i32) (result i32) local.get 0)
  (func (export "spin") (result i32) (loop (br 0)) unreachable))
