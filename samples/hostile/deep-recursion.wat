;; Calls itself without end.
(module
  (func $deeper (export "deeper") (param i32) (result i32)
    (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1))))
