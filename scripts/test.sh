#!/bin/bash
# Runs all tests that were built. Where some fail, says at the end which, for a reader who sees only
# the end of a long output.
set -uo pipefail
output=$(mktemp)
trap 'rm -f "$output"' EXIT
# Not all at once: servers that tests start must come to their turn within the tests' time.
width=--experimental-maximum-parallelization-width
words=()
if "${SWIFT:-swift}" test --help-hidden 2>/dev/null | grep -q -- "$width"; then words=("$width" 12); fi
"${SWIFT:-swift}" test --skip-build "${words[@]}" 2>&1 | tee "$output"
status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  echo "==> What failed"
  grep -a '^✘' "$output" | cut -c 1-600 | head -n 60
fi
exit "$status"
