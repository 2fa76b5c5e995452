#!/usr/bin/env bash
# Installs alphagen from this checkout into .venv: scripts/install.sh [EXTRA], such as "dev".
# PYTHON names the interpreter; TORCH_INDEX a further package index, for another build of torch.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
extra=${1:+[$1]}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "alphagen needs Python 3.11 or newer, and '$python' is not." \
    "Name another one: make demo PYTHON=python3.12" >&2
  exit 1
fi
PYTHON=$python scripts/system.sh python3-venv

echo "Installing alphagen$extra into .venv: about 1 GB, a few minutes the first time." >&2
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --upgrade pip
.venv/bin/python -m pip install --quiet -c constraints.txt \
  ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -e ".$extra"
