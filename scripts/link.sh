#!/bin/bash
# Links as ld.lld does, with objects that have no unwind tables: nothing in the program throws C++
# exceptions or unwinds, and they are 0.6 MB. Without llvm-objcopy beside the linker it links them
# as they are.
set -euo pipefail
swift=$(readlink -f "$(command -v "${SWIFT:-swift}")")
tools=$(dirname "$swift")
[ -x "$tools/llvm-objcopy" ] || exec "$tools/ld.lld" "$@"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
count=0
words=()
# Objects of this package and of Swift; what else is linked keeps its tables.
strip() {
  local copy=$folder/$count.o
  count=$((count + 1))
  if "$tools/llvm-objcopy" --remove-section=.eh_frame --remove-section=.rela.eh_frame "$1" "$copy" 2>/dev/null
  then words+=("$copy"); else words+=("$1"); fi
}
add() {
  case $1 in
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
