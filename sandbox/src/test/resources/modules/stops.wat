;; What keeps a guest busy for long between two of its instructions, each for ever.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 16384)
  (table $t 1 funcref)
  (elem $one declare func $nothing)
  (func $nothing)
  (global $sink (mut i32) (i32.const 0))
  (func (export "initialize") (param $pages i32)
    (drop (memory.grow (local.get $pages))))
  (func (export "spin") (loop $on (br $on)))
  ;; a loop that a compiler may count
  (func (export "count") (local $i i32) (local $sum i32)
    (loop $again
      (local.set $i (i32.const 0))
      (loop $on
        (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $i) (local.get $i))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $on (i32.lt_s (local.get $i) (i32.const 2147483647))))
      (global.set $sink (local.get $sum))
      (br $again)))
  (func $bytes (result i32) (i32.mul (memory.size) (i32.const 65536)))
  (func (export "fill")
    (loop $on (memory.fill (i32.const 0) (i32.const 7) (call $bytes)) (br $on)))
  (func (export "copy_up")
    (loop $on
      (memory.copy (i32.const 1) (i32.const 0) (i32.sub (call $bytes) (i32.const 1)))
      (br $on)))
  (func (export "copy_down")
    (loop $on
      (memory.copy (i32.const 0) (i32.const 1) (i32.sub (call $bytes) (i32.const 1)))
      (br $on)))
  (func (export "grow")
    (loop $on (drop (memory.grow (i32.const 1))) (br $on)))
  (func (export "table_fill")
    (drop (table.grow $t (ref.null func) (i32.const 999999)))
    (loop $on
      (table.fill $t (i32.const 0) (ref.func $nothing) (table.size $t)) (br $on)))
  (func (export "table_copy")
    (drop (table.grow $t (ref.null func) (i32.const 999999)))
    (loop $on
      (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 999999)) (br $on)))
  (func (export "table_grow")
    (loop $on (drop (table.grow $t (ref.null func) (i32.const 1))) (br $on)))
  (func (export "random")
    (loop $on (drop (call $random (i32.const 0) (call $bytes))) (br $on)))
  ;; as many buffers of all memory as one call may have
  (func (export "write") (local $i i32)
    (loop $next
      (i32.store (i32.mul (local.get $i) (i32.const 8)) (i32.const 0))
      (i32.store offset=4 (i32.mul (local.get $i) (i32.const 8)) (i32.const 4194303))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 1024))))
    (loop $on
      (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1024) (i32.const 8192)))
      (br $on)))
  ;; zeroes: clocks that are due at once
  (func (export "poll")
    (loop $on
      (drop (call $poll (i32.const 65536) (i32.const 33554432) (i32.const 500000) (i32.const 0)))
      (br $on)))
  (func $deep (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
      (else (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))))
  (func (export "recurse") (loop $on (drop (call $deep (i32.const 2000))) (br $on))))
