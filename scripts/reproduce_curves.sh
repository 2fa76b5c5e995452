#!/usr/bin/env bash
# The four curves of the paper's figure 8 (no filter, filter, filter + cluster, oracle) for the bundled
# model, on problems of families that training never saw (`alphagen reproduce figure8` makes them for a
# network that it trains):
#
#     scripts/reproduce_curves.sh [FOLDER] [PROBLEMS] [SAMPLES]
#
# FOLDER (runs/figure-8 unless given) gets curves.svg, curves.csv and report.html, and the samples
# themselves under evaluation/. Call it again after an interruption: what is there is not made again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${VIRTUAL_ENV:-}" ] || [ ! -d .venv ] || PATH="$PWD/.venv/bin:$PATH"
folder=${1:-runs/figure-8}
problems=${2:-40}
samples=${3:-1000}

alphagen() { python -m alphagen "$@"; }

mkdir -p "$folder"
alphagen evaluate --benchmark forge --problems "$problems" --samples "$samples" --out "$folder/evaluation"
alphagen curve "$folder/evaluation" --n 10 --svg "$folder/curves.svg" --csv "$folder/curves.csv" >/dev/null
alphagen report "$folder/evaluation" --out "$folder/report.html" >/dev/null
echo "Written: $folder/curves.svg, $folder/curves.csv, $folder/report.html"
