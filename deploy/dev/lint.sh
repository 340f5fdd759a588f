#!/usr/bin/env bash
# Checks what is not Java: white space in every text file, and the shell scripts with shellcheck where it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Against the empty tree, so that every line is looked at; .gitattributes says which files are exempt.
if ! git diff --check "$(git hash-object -t tree /dev/null)" --; then
  echo "lint: remove the white space named above (exempt recorded data in .gitattributes)" >&2
  exit 1
fi

mapfile -t scripts < <(git grep -lE '^#!.*\b(ba)?sh$' -- . ':!*.md' ':!*.java')
if command -v shellcheck > /dev/null; then
  shellcheck "${scripts[@]}"
else
  echo "lint: shellcheck is not installed; ${#scripts[@]} scripts not checked" >&2
  for script in "${scripts[@]}"; do bash -n "$script"; done
fi
