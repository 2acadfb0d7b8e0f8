#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19
set -eu
cd "$(dirname "$0")"
clang-19 --target=wasm32 -O2 -nostdlib -Wl,--no-entry -o tip.wasm tip.c
