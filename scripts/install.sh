#!/bin/sh
# install.sh BINARY PLACE: puts the binary, the manual page and the shells' completions under PLACE.
# install.sh --remove PLACE: takes away what that put there, and nothing else.
set -eu

place=${2:?install.sh BINARY PLACE}
binary=$place/bin/llmterm
manual=$place/share/man/man1/llmterm.1
bash=$place/share/bash-completion/completions/llmterm
zsh=$place/share/zsh/site-functions/_llmterm
fish=$place/share/fish/vendor_completions.d/llmterm.fish
# The folders that were made for these, from PLACE on, each before what is in it.
folders=$place/share/llmterm/folders

if [ "$1" = --remove ]; then
  printf '==> Removing llmterm from %s\n' "$place"
  made=
  [ ! -f "$folders" ] || made=$(sed '1!G;h;$!d' "$folders")
  rm -f "$binary" "$manual" "$bash" "$zsh" "$fish" "$folders"
  # What others have put something into stays.
  printf '%s\n' "$made" | while IFS= read -r folder; do
    [ -z "$folder" ] || rmdir "$place/${folder#.}" 2>/dev/null || :
  done
  exit 0
fi

# Makes the folder $1 under PLACE with all above it, and adds to $made those that were not there.
made=
make_folder() {
  [ ! -d "$place/$1" ] || return 0
  case $1 in */*) make_folder "${1%/*}" ;; esac
  mkdir -p "$place/$1"
  made="$made$1
"
}

cd "$(dirname "$0")/.."
printf '==> Installing to %s\n' "$place"
make_folder .
for file in "$folders" "$binary" "$manual" "$bash" "$zsh" "$fish"; do
  file=${file#"$place/"}
  make_folder "${file%/*}"
done
printf '%s' "$made" >> "$folders"
install -m755 "$1" "$binary"
install -m644 man/llmterm.1 "$manual"
for shell in bash zsh fish; do
  eval "file=\$$shell"
  "$binary" completions "$shell" > "$file"
  chmod 644 "$file"
done
