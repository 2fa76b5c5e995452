#!/usr/bin/env bash
# What each part of the forge buys: small networks that differ in one setting of configs/ablation.yaml, and
# their loss on problems of held-out families (nats a token of the solution):
#
#     scripts/ablate_forge.sh [FOLDER] [ROW...]
#
# FOLDER (checkpoints/ablation unless given) gets a folder for each row, all rows unless some are named. All
# share one tokenizer, so that their tokens are the same. Call it again after an interruption: it goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${VIRTUAL_ENV:-}" ] || [ ! -d .venv ] || PATH="$PWD/.venv/bin:$PATH"
folder=${1:-checkpoints/ablation}
[ $# -eq 0 ] || shift

declare -A rows=(
    [everything]="data.seed=0"
    [another-seed]="data.seed=1"
    [one-telling]="data.tellings=1"
    [nothing-composed]="data.composed=0"
    [nothing-withheld]="data.withheld=0"
    [nothing-reworded]="data.reworded=0"
    [half-as-wide]="model={d_model: 96, num_attention_heads: 3, head_dim: 32, ffn_fan_out: 4, encoder_layers: 3, decoder_layers: 4}"
    [half-the-steps]="stages.sampler.steps=300"
)
[ $# -gt 0 ] || set -- everything another-seed one-telling nothing-composed nothing-withheld \
    nothing-reworded half-as-wide half-the-steps

mkdir -p "$folder"
for row in "$@"; do
    [ -n "${rows[$row]:-}" ] || { echo "There is no row $row: name one of ${!rows[*]}." >&2; exit 2; }
    mkdir -p "$folder/$row"
    [ ! -f "$folder/tokenizer.json" ] || cp "$folder/tokenizer.json" "$folder/$row/"
    python -m alphagen train configs/ablation.yaml --set out="$folder/$row" --set "${rows[$row]}" >/dev/null
    cp "$folder/$row/tokenizer.json" "$folder/"
    printf '%-18s %.4f\n' "$row" "$(grep -o '"validation": [0-9.]*' "$folder/$row/sampler/metrics.jsonl" | tail -1 | cut -d' ' -f2)"
done
