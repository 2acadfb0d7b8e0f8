;; A program that never ends, reads nothing and writes nothing.
(module
  (memory (export "memory") 1)
  (func (export "_start") (loop $forever (br $forever))))
