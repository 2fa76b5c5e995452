#!/usr/bin/env bash
# Format, lint and types, all three whatever they find. "scripts/check.sh --fix" mends what it can.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
[ -n "${VIRTUAL_ENV:-}" ] || [ ! -d .venv ] || PATH="$PWD/.venv/bin:$PATH"

if [ "${1:-}" = --fix ]; then
  ruff format .
  ruff check --fix .
fi
status=0
ruff format --check . || status=1
ruff check . || status=1
mypy || status=1
exit $status
