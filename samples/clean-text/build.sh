#!/bin/sh
# Debian 12: apt-get install rustc libstd-rust-dev-wasm32 lld-14
set -eu
cd "$(dirname "$0")"
${RUSTC:-/usr/bin/rustc} --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib \
  -C opt-level=3 -C panic=abort -C strip=symbols -C link-arg=-zstack-size=65536 \
  -o clean-text.wasm clean_text.rs
