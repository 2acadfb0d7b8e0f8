#!/bin/sh
# Debian 12: apt-get install rustc libstd-rust-dev-wasm32 lld-14
# Builds the module and says whether it is the one that is committed; with --update, replaces it.
set -eu
cd "$(dirname "$0")"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
${RUSTC:-/usr/bin/rustc} --edition 2021 --target wasm32-wasi -D warnings \
  -C opt-level=s -C lto=fat -C codegen-units=1 -C panic=abort -C strip=symbols -o "$new" word_count.rs
if [ "${1:-}" = --update ]; then
  cat "$new" > word-count.wasm
elif ! cmp -s "$new" word-count.wasm; then
  echo "word-count.wasm differs from what word_count.rs becomes here" >&2
  exit 1
fi
sha256sum word-count.wasm
