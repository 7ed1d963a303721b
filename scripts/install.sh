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

if [ "$1" = --remove ]; then
  printf '==> Removing llmterm from %s\n' "$place"
  rm -f "$binary" "$manual" "$bash" "$zsh" "$fish"
  exit 0
fi

cd "$(dirname "$0")/.."
printf '==> Installing to %s\n' "$place"
for file in "$binary" "$manual" "$bash" "$zsh" "$fish"; do mkdir -p "$(dirname "$file")"; done
install -m755 "$1" "$binary"
install -m644 man/llmterm.1 "$manual"
for shell in bash zsh fish; do
  eval "file=\$$shell"
  "$binary" completions "$shell" > "$file"
  chmod 644 "$file"
done
