#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc rustc libstd-rust-dev-wasm32 lld-14
# Builds the modules in C and Rust and says whether they are those that are committed; with --update, replaces them.
set -eu
cd "$(dirname "$0")"
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -Wall -Wextra -Werror -mexec-model=reactor \
  -Wl,--strip-all -Wl,-z,stack-size=65536 -Wl,--stack-first -o "$new/subtotals.wasm" subtotals.c
${RUSTC:-/usr/bin/rustc} --edition 2021 --crate-type cdylib --target wasm32-wasi -D warnings \
  -C opt-level=s -C lto=fat -C codegen-units=1 -C panic=abort -C strip=symbols \
  -o "$new/subtotals-rs.wasm" subtotals.rs
for module in subtotals.wasm subtotals-rs.wasm; do
  if [ "${1:-}" = --update ]; then
    cat "$new/$module" > "$module"
  elif ! cmp -s "$new/$module" "$module"; then
    echo "$module differs from what its source becomes here" >&2
    exit 1
  fi
  sha256sum "$module"
done
