;; Asks for the network.
(module
  (import "env" "connect" (func $connect (param i32 i32 i32) (result i32)))
  (func (export "call_home") (param i32) (result i32)
    (call $connect (local.get 0) (i32.const 0) (i32.const 16))))
