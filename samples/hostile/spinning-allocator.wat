;; Its allocator never returns.
(module
  (memory (export "memory") 1)
  (func (export "insitu_alloc") (param i32) (result i32)
    (loop $ever (br $ever))
    (unreachable))
  (func (export "bytes") (param i32 i32) (result i32) (local.get 1)))
