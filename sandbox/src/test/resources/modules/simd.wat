;; Uses a refused feature.
(module (func (export "f") (result i32) v128.const i32x4 0 0 0 0 i32x4.extract_lane 0))
