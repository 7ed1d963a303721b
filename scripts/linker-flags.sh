#!/bin/sh
# Prints the linker flags that this machine's C library allows. Packed relocations (DT_RELR) save 0.6 MB and
# half a millisecond of every start, but a glibc before 2.36 does not load them.
set -eu
version=$(getconf GNU_LIBC_VERSION 2>/dev/null || echo none)
minor=${version##*.}
case $version in
  "glibc 2."*) if [ "$minor" -ge 36 ]; then echo "-Xlinker -z -Xlinker pack-relative-relocs"; fi ;;
esac
