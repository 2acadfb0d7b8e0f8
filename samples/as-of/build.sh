#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc
# Builds the module and says whether it is the one that is committed; with --update, replaces it.
set -eu
cd "$(dirname "$0")"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -Wall -Wextra -Werror \
  -Wl,--strip-all -Wl,-z,stack-size=65536 -Wl,--stack-first -o "$new" as-of.c
if [ "${1:-}" = --update ]; then
  cat "$new" > as-of.wasm
elif ! cmp -s "$new" as-of.wasm; then
  echo "as-of.wasm differs from what as-of.c becomes here" >&2
  exit 1
fi
sha256sum as-of.wasm
