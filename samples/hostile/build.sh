#!/bin/sh
# Debian 12: apt-get install wabt
set -eu
cd "$(dirname "$0")"
for module in spin network; do wat2wasm "$module.wat" -o "$module.wasm"; done
