;; Raises errors with states that are not its own to use, and a message that would forge a log.
(module
  (import "insitu" "raise" (func $raise (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "00000")      ;; success
  (data (i32.const 8) "57014")      ;; cancelled
  (data (i32.const 16) "38abc")     ;; letters that no state has
  (data (i32.const 24) "38G01")     ;; its own
  (data (i32.const 32) "22012")     ;; an error of its data
  (data (i32.const 64) "no\0aINFO all is well\1b[2J")
  (func (export "fail") (param i32) (result i32)
    (call $raise (i32.mul (local.get 0) (i32.const 8)) (i32.const 64) (i32.const 23))
    (unreachable))
  ;; the message lies outside the memory
  (func (export "lie") (param i32) (result i32)
    (call $raise (i32.const 24) (i32.const 65530) (i32.const 1000))
    (unreachable)))
