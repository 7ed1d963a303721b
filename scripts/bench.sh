#!/bin/sh
# bench.sh BINARY [GROUP...]: measures a built llmterm against the yardsticks that this machine
# has. `make bench` builds both and calls this.
set -eu
binary=${1:?usage: scripts/bench.sh BINARY [GROUP...]}
shift
cd "$(dirname "$0")/.."
for tool in tig htop curl less vim bash git rg; do
  command -v "$tool" >/dev/null ||
    echo "==> $tool is not installed: what is compared with it is skipped"
done
exec .build/release/llmterm-bench "$binary" "$@"
