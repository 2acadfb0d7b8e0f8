;; Never returns.
(module
  (func (export "spin") (param i32) (result i32)
    (loop $forever (br $forever))
    (unreachable)))
