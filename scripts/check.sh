#!/usr/bin/env bash
# Format, lint and types. "scripts/check.sh --fix" mends what can be mended.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${VIRTUAL_ENV:-}" ] || [ ! -d .venv ] || PATH="$PWD/.venv/bin:$PATH"

if [ "${1:-}" = --fix ]; then
  ruff format .
  ruff check --fix .
else
  ruff format --check .
  ruff check .
fi
mypy
