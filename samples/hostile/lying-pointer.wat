;; Returns text that is not where it says.
(module
  (memory (export "memory") 1)
  ;; 16 bytes at 65530, of which 6 are in memory
  (func (export "across") (param i32) (result i64) (i64.const 0x0000fffa_00000010))
  ;; 4294967295 bytes at 4294967295: the sum does not fit 32 bits
  (func (export "everywhere") (param i32) (result i64) (i64.const -1))
  ;; no bytes just behind the end: a legal way to say the empty text
  (func (export "nothing") (param i32) (result i64) (i64.const 0x00010000_00000000)))
