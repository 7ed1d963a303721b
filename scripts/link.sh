#!/bin/bash
# Links as ld.lld does, but for two things.
#
# Objects have no unwind tables: nothing in the program throws C++ exceptions or unwinds, and they are
# 0.6 MB. Without llvm-objcopy beside the linker it links them as they are.
#
# No library is looked for in the program's own folder, as SwiftPM has it: there are none of ours, and
# what somebody else put there would be loaded in place of the system's.
set -euo pipefail
swift=$(readlink -f "$(command -v "${SWIFT:-swift}")")
tools=$(dirname "$swift")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
words=()
# Objects of this package and of Swift; what else is linked keeps its tables.
strip() {
  local copy=$folder/$count.o
  count=$((count + 1))
  if [ -x "$tools/llvm-objcopy" ] && "$tools/llvm-objcopy" --remove-section=.eh_frame --remove-section=.rela.eh_frame "$1" "$copy" 2>/dev/null
  then words+=("$copy"); else words+=("$1"); fi
}
add() {
  case $1 in
    -rpath=\$ORIGIN) ;;
    *.swift.o|*.swiftmodule.o) strip "$1" ;;
    *) words+=("$1") ;;
  esac
}
for word in "$@"; do
  case $word in
    @*) while read -r line; do add "$(eval "printf %s ${line//\$/\\$}")"; done < <(tr ' ' '\n' < "${word#@}" | sed '/^$/d') ;;
    *) add "$word" ;;
  esac
done
"$tools/ld.lld" "${words[@]}"
