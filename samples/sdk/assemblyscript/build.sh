#!/bin/sh
# Debian 12: apt-get install nodejs npm
# Builds the samples in AssemblyScript and says whether they are the modules that are committed; with --update,
# replaces them.
set -eu
cd "$(dirname "$0")/../.."
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
for sample in identity top-rows sessionize word-count batch subtotals; do
  module=$sample/$sample-ts.wasm
  kind='--exportStart _start'
  case $sample in batch|subtotals) kind=--exportRuntime ;; esac
  npx --yes -p assemblyscript@0.28.20 asc "$sample/$sample.ts" -O $kind --use abort= -o "$new/m.wasm"
  if [ "${1:-}" = --update ]; then
    cat "$new/m.wasm" > "$module"
  elif ! cmp -s "$new/m.wasm" "$module"; then
    echo "$module differs from what $sample.ts becomes here" >&2
    exit 1
  fi
  sha256sum "$module"
done
