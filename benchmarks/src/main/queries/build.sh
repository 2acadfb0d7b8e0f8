#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc
set -eu
cd "$(dirname "$0")"
clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -mexec-model=reactor \
  -Wl,--strip-debug -Wl,-z,stack-size=65536 -Wl,--stack-first \
  -o ../resources/dev/insitu/benchmarks/queries.wasm queries.c -lm
sha256sum queries.c ../resources/dev/insitu/benchmarks/queries.wasm > queries.sha256
