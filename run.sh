#!/usr/bin/env bash
# Builds and starts Darkroom on http://127.0.0.1:5080. Arguments are passed to the server.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet

# A build without changes still takes seconds, so it runs only if a source is newer than the last build.
server=artifacts/bin/Darkroom.Server/release/Darkroom.Server.dll
stamp=artifacts/run.stamp
if [ ! -f "$server" ] || [ ! -f "$stamp" ] ||
  [ -n "$(find src Directory.*.props global.json \( -name obj -o -name bin -o -name js \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
  echo "Building…"
  began=$(mktemp)
  dotnet build src/Darkroom.Server --configuration Release --verbosity quiet --nologo
  mkdir -p artifacts && touch -r "$began" "$stamp" && rm -f "$began"
fi

exec dotnet "$server" "$@"
