#!/bin/sh
# Stands for Java: prints its version and arguments, a line each; a training run leaves a cache.
set -eu
for argument; do
  case $argument in
    -XX:AOTCacheOutput=*)
      if [ ! -f "$FAKES/untrained" ]; then echo cache >"${argument#*=}"; fi
      exit
      ;;
  esac
done
sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$(dirname "$(readlink -f "$0")")/../release"
for argument; do
  printf '%s\n' "$argument"
done
