;; Wants its host's memory.
(module
  (import "env" "memory" (memory 1))
  (func (export "f") (param i32) (result i32) (i32.load (local.get 0))))
