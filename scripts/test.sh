#!/usr/bin/env bash
# The tests; arguments go to pytest: scripts/test.sh -m slow, scripts/test.sh tests/selection
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${VIRTUAL_ENV:-}" ] || [ ! -d .venv ] || PATH="$PWD/.venv/bin:$PATH"

exec python -m pytest "$@"
