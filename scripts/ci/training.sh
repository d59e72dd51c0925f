#!/usr/bin/env bash
# Tests the training toolkit in an environment of its own, made anew when its requirements change.
set -euo pipefail
cd "$(dirname "$0")/../../models/training"
venv=../../.cache/training-venv
wanted=$(sha256sum pyproject.toml | cut -d' ' -f1)

if [ "$(cat "$venv/.installed" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -e '.[test]'
  echo "$wanted" > "$venv/.installed"
fi
# One thread: the models of the tests are tiny, and other checks run beside. As this process, so that it ends with it.
OMP_NUM_THREADS=1 exec "$venv/bin/python" -m pytest -q
