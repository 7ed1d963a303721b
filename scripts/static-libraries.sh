#!/bin/sh
# static-libraries.sh FOLDER: prepares FOLDER for a release binary that carries what it can.
# The archives of ncurses and of the C++ library (which the Swift runtime uses) are linked into it; the
# linker searches it first. Without archives the binary is linked dynamically.
set -eu
folder=$1
mkdir -p "$folder"
for name in ncursesw tinfo stdc++; do
  archive=$("${CC:-cc}" -print-file-name="lib$name.a" 2>/dev/null || echo)
  case $archive in
    /*) ln -sf "$archive" "$folder/lib$name.a" ;;
    *) printf '==> lib%s.a was not found: the binary will need lib%s.so\n' "$name" "$name" ;;
  esac
done
