#!/bin/sh
# static-libraries.sh FOLDER: prepares FOLDER for a release binary that carries what it can.
# The archives of ncurses and of the C++ library (which the Swift runtime uses) are linked into it; the
# linker searches it first. Without archives the binary is linked dynamically.
# FOLDER/swift is the toolchain's folder of static libraries, with a standard library that has no unwind
# tables: nothing in the program throws C++ exceptions or unwinds, and they are 0.6 MB.
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

swift=$(readlink -f "$(command -v "${SWIFT:-swift}")")
libraries=$(dirname "$swift")/../lib/swift_static
core=$libraries/linux/libswiftCore.a
objcopy=$(dirname "$swift")/llvm-objcopy
mine=$folder/swift/linux/libswiftCore.a
[ -f "$mine" ] && [ ! -L "$mine" ] && [ "$mine" -nt "$core" ] && exit 0
rm -rf "$folder/swift"
mkdir -p "$folder/swift"
cp -as "$(cd "$libraries" && pwd)/." "$folder/swift/"
if [ -x "$objcopy" ]; then
  rm "$mine"
  "$objcopy" --remove-section=.eh_frame --remove-section=.rela.eh_frame "$core" "$mine"
else
  echo "==> llvm-objcopy was not found beside swift: the binary will be 0.6 MB larger"
fi
