#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc
# Builds the module and says whether it is the one that is committed; with --update, replaces it.
set -eu
cd "$(dirname "$0")"
new=$(mktemp)
trap 'rm -f "$new"' EXIT
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -mexec-model=reactor -Wall -Wextra -Werror \
  -Wl,--strip-all -Wl,-z,stack-size=65536 -Wl,--stack-first -o "$new" batch.c
if [ "${1:-}" = --update ]; then
  cat "$new" > batch.wasm
elif ! cmp -s "$new" batch.wasm; then
  echo "batch.wasm differs from what batch.c becomes here" >&2
  exit 1
fi
sha256sum batch.wasm
