#!/usr/bin/env bash
# Builds and starts Darkroom on http://127.0.0.1:5080. Arguments are passed to the server.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet

# A build without changes still takes seconds, so it runs only if a source is newer than the last build.
server=artifacts/run/Darkroom.Server.dll
stamp=artifacts/run.stamp
if [ ! -f "$server" ] || [ ! -f "$stamp" ] ||
  [ -n "$(find src Directory.*.props global.json \( -name obj -o -name bin -o -name node_modules \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
  need_bundle
  echo "Building…" >&2
  began=$(mktemp)
  dotnet publish src/Darkroom.Server -p:PublishProfile=Run -p:RunAnalyzers=false --output artifacts/run --verbosity quiet --nologo
  mkdir -p artifacts && touch -r "$began" "$stamp" && rm -f "$began"
fi

exec dotnet "$server" "$@"
