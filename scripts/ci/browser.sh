#!/usr/bin/env bash
# The browser that the page tests drive.
set -euo pipefail
command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; }
chromium --version
