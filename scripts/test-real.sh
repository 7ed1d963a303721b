#!/bin/sh
# Holds a conversation with a real model on this machine, and lets it call tools: test-real.sh BINARY
# The server and the model come from the rig beside the checkout (LLMTERM_SHARED names it elsewhere).
set -eu

binary=${1:-.build/release/llmterm}
shared=${LLMTERM_SHARED:-../shared}
port=${LLMTERM_REAL_PORT:-8081}
name=llmterm-test-real

say() { printf '==> %s\n' "$*"; }
stop() { printf 'test-real: %s\n' "$*" >&2; exit 1; }

[ -x "$binary" ] || stop "There is no program at $binary. Build it with: make build"
[ -f "$shared/rig/unpack.sh" ] ||
  stop "There is no rig at $shared/rig. Set LLMTERM_SHARED to the folder that holds it."
case $binary in
  /*) ;;
  *) binary=$PWD/$binary ;;
esac

say "Installing the servers of the Model Context Protocol"
sh scripts/setup.sh tests
[ -f .build/peers/installed.txt ] ||
  stop "The Python packages of scripts/test-peers.txt are not there: tools cannot be tried."

say "Unpacking the rig"
RIG=$(bash "$shared/rig/unpack.sh" | sed -n 's/^RIG=//p')
export RIG

say "Starting the model's server (the first time it is installed, which takes minutes)"
trap 'say "Stopping the server"; bash "$RIG/llama.sh" stop "$name"' EXIT
trap 'exit 1' HUP INT TERM
bash "$RIG/llama.sh" start "$port" "$name" || stop "The server did not start; see $RIG/log."

say "Talking to it over openai-chat, openai-responses and anthropic"
LLMTERM_BINARY=$binary LLMTERM_REAL=http://127.0.0.1:$port swift test --filter 'A real model' --no-parallel
