#!/bin/sh
# Debian 12: apt-get install clang-19 lld-19 libclang-rt-19-dev-wasm32 wasi-libc bison gcc libc6-dev
# Builds jq, Lua and awk from the sources that Debian has, and says whether they are the modules that are committed;
# with --update, replaces them. The sources come by apt and are held against the digests below.
set -eu
cd "$(dirname "$0")"
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A list of its own, so that the machine's lists of packages stay as they are.
mkdir -p "$work/lists/partial"
echo 'deb-src http://deb.debian.org/debian bookworm main' > "$work/sources.list"
apt() {
  (cd "$work" && apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$work/lists" -o APT::Sandbox::User=root "$@")
}
apt update
apt source --download-only jq lua5.4 original-awk > /dev/null
(cd "$work" && sha256sum --quiet -c "$here/sources.sha256")

wasi() {
  clang-19 --target=wasm32-wasi --sysroot=/usr -O2 -w -I"$here/wasi" -include "$here/wasi/missing.h" \
    -Wl,--strip-all -Wl,-z,stack-size=1048576 -Wl,--stack-first "$@"
}

unpack() {
  mkdir "$work/$1"
  tar -xf "$work"/$2 -C "$work/$1" --strip-components=1
  cd "$work/$1"
}

unpack jq 'jq_*.orig.tar.gz'
cd src
mkdir -p generated/src
sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$/\\n"/' builtin.jq > generated/src/builtin.inc
echo '#define JQ_VERSION "1.6"' > generated/src/version.h
# What configure would find: all of the C library's mathematics that jq asks for, but what only BSD and glibc have.
math=$(grep -oE 'HAVE_[A-Z0-9_]+' libm.h | sort -u | grep -vE 'POW10|DREM|SIGNIFICAND|LGAMMA_R|GAMMA$|LIBM' |
  sed 's/.*/-D&=1/')
time='TIMEGM GMTIME_R GMTIME LOCALTIME_R LOCALTIME MKTIME STRPTIME STRFTIME SETLOCALE TM_TM_GMT_OFF MEMMEM'
# shellcheck disable=SC2046,SC2086 # each is several arguments
wasi -I. -Igenerated -D_GNU_SOURCE -DIEEE_8087=1 $math $(printf -- '-DHAVE_%s=1 ' $time) -o "$work/jq.wasm" \
  $(ls ./*.c | LC_ALL=C sort | grep -v inject_errors)

unpack lua 'lua5.4_*.orig.tar.gz'
cd src
# shellcheck disable=SC2046
wasi -I. -DBUILDS_LUA -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -o "$work/lua.wasm" \
  $(ls ./*.c | LC_ALL=C sort | grep -v luac) "$here/wasi/lua_ends.c" \
  -lwasi-emulated-signal -lwasi-emulated-process-clocks

unpack awk 'original-awk_*.orig.tar.gz'
bison -d -o awkgram.tab.c awkgram.y 2> /dev/null
gcc -w -o maketab maketab.c
./maketab awkgram.tab.h > proctab.c
wasi -D_WASI_EMULATED_SIGNAL -o "$work/awk.wasm" \
  awkgram.tab.c b.c lex.c lib.c main.c parse.c proctab.c run.c tran.c -lwasi-emulated-signal

cd "$here"
for program in jq lua awk; do
  if [ "${1:-}" = --update ]; then
    cat "$work/$program.wasm" > "$program.wasm"
  elif ! cmp -s "$work/$program.wasm" "$program.wasm"; then
    echo "$program.wasm differs from what Debian's source becomes here" >&2
    exit 1
  fi
done
sha256sum jq.wasm lua.wasm awk.wasm
