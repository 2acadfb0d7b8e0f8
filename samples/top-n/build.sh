#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc
set -eu
cd "$(dirname "$0")"
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 \
  -Wl,--strip-all -Wl,-z,stack-size=65536 -Wl,--stack-first -o top-n.wasm top-n.c
