#!/usr/bin/env bash
# From a base model's packages and the vocabularies to a model folder that the service loads.
#
#   ./make-encoder.sh <recipe.toml> <data folder> <target folder> [starter.jsonl]
#
# Run it with the toolkit installed (see README.md). A run that was cut off goes on where it was. The weights are
# those of the same machine and thread count; elsewhere floating point differs in the last digits, and what
# `measure` prints should be within a point.
set -euo pipefail
recipe=$(realpath "$1") data=$(realpath "$2") target=$(realpath -m "$3")
starter=$(realpath "${4:-$(dirname "$0")/../../ontologies/starter/starter.jsonl}")
cd "$(dirname "$0")"
name=$(basename "$recipe" .toml)
read -r base seed stages smoothing learned kept < <(python -c '
import sys
from pathlib import Path
from ade_training.recipe import read_recipe
recipe = read_recipe(Path(sys.argv[1]))
kept = [f"--keep-float={pattern}" for pattern in recipe.export.keep_float]
learned = "whole" if recipe.learns_all else "held-out"
print(recipe.base, recipe.seed, len(recipe.stages), recipe.export.smoothing, learned, *kept)' "$recipe")
where=(--data "$data" --starter "$starter")
bases=${ADE_BASES:-.cache} run=${ADE_RUNS:-.cache/runs}/$name
ade() { python -m ade_training "$@"; }

[ -f "cards/$name.md" ] || { echo "cards/$name.md is missing: the card of the encoder" >&2; exit 1; }
[ -f "$bases/$base/model.safetensors" ] || ade fetch-base "$base" --to "$bases/$base"
ade train "$recipe" "${where[@]}" --base "$bases/$base" --to "$run"
last=("$run/$stages"-*)
# shellcheck disable=SC2086 # several options in one word
ade export --from "${last[0]}" --to "$target" --id "$name" --base "$base" --tuned --card "cards/$name.md" \
  --names "$starter" --sample "${ADE_CHECKED_NAMES:-2000}" --max-tokens "${ADE_MAX_TOKENS:-128}" \
  --smoothing "$smoothing" $kept
[ "$learned" = whole ] && whole=(--whole) || whole=()
ade calibrate "$target" "${where[@]}" --seed "$seed" "${whole[@]}"
ade verify "$target"
