;; Calls itself without end, with large frames.
(module
  (func $deeper (export "wide") (param i32) (result i32)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 1 (i64.extend_i32_u (local.get 0)))
    (local.set 21 (i64.extend_i32_u (local.get 0)))
    (local.set 41 (i64.extend_i32_u (local.get 0)))
    (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.wrap_i64 (local.get 41)))))
