;; Asks for the network.
(module
  (import "env" "connect" (func (param i32) (result i32)))
  (func (export "call_home") (result i32) i32.const 0))
