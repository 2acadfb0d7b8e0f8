;; No allocator and no exported memory: the host grows the memory.
(module
  (memory 1)
  (func (export "echo") (param i32 i32) (result i64)
    local.get 0 i64.extend_i32_u i64.const 32 i64.shl local.get 1 i64.extend_i32_u i64.or))
