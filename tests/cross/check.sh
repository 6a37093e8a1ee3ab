#!/bin/sh
# check.sh windows|macos   the program for another system, from this one
#
#   windows   type-checks, builds and links target/…/oqyrman.exe with MinGW
#   macos     type-checks only: Apple's linker and headers are Apple's. C sources go to a compiler that writes nothing
#
# Says «skipped: why» and is content where the tools for it cannot be had. On the system itself it is an ordinary build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
PATH="$HOME/.cargo/bin:$PATH"

skipped() {
  echo "skipped: $1: $2"
  exit 0
}

# Rust's own library for the target, from rustup.
has_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] && return
  command -v rustup >/dev/null 2>&1 || return 1
  rustup target add "$1" >&2
}

# Without what a debugger wants, a build is twice as fast.
export CARGO_PROFILE_DEV_DEBUG=0

case "${1-}" in
windows)
  target=x86_64-pc-windows-gnu
  command -v x86_64-w64-mingw32-gcc >/dev/null 2>&1 || skipped windows "no MinGW compiler (x86_64-w64-mingw32-gcc)"
  command -v x86_64-w64-mingw32-g++ >/dev/null 2>&1 || skipped windows "no MinGW compiler for C++ (x86_64-w64-mingw32-g++)"
  has_target $target || skipped windows "Rust's library for $target cannot be had (rustup target add $target)"
  # The C of libopus asks for the guard of the stack, which lies in a library of its own.
  set -- rustc --locked --target $target --bin oqyrman -- -Clink-args="-l:libssp.a -ladvapi32 -lmsvcrt"
  ;;
macos)
  target=aarch64-apple-darwin
  has_target $target || skipped macos "Rust's library for $target cannot be had (rustup target add $target)"
  if [ "$(uname)" != Darwin ]; then
    for tool in CC CXX AR RANLIB; do export "${tool}_aarch64_apple_darwin=$here/nothing"; done
    # No headers are looked for.
    export SDKROOT=/ CRATE_CC_NO_DEFAULTS=1
  fi
  set -- check --locked --target $target --bin oqyrman
  ;;
*)
  sed -n '2,7s/^# \{0,1\}//p' "$0"
  exit 2
  ;;
esac

cargo "$@"
[ "$1" = check ] && echo "type-checked for $target" ||
  echo "built for $target: ${CARGO_TARGET_DIR:-target}/$target/debug/oqyrman.exe"
