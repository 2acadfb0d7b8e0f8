#!/bin/sh
# Debian 12: apt-get install wabt
set -eu
cd "$(dirname "$0")"
for text in *.wat; do wat2wasm "$text" -o "${text%.wat}.wasm"; done
head -c 30 truncated.wasm > truncated.part
mv truncated.part truncated.wasm
