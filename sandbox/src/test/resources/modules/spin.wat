;; Loops for ever: an empty loop, and one that grows nothing but a counter.
(module
  (func (export "empty") (loop br 0))
  (func (export "count") (result i64) (local i64)
    (loop local.get 0 i64.const 1 i64.add local.set 0 br 0) local.get 0))
