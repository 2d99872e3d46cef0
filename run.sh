#!/usr/bin/env bash
# Sets up what is missing, builds, and serves Darkroom on http://127.0.0.1:5080. Arguments go to the server.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet
missing=$(missing_runtime)
# Word splitting is wanted: one argument a package.
# shellcheck disable=SC2086
[ -z "$missing" ] || need_packages $missing

# A build that finds nothing to do still takes seconds, so it is only begun when a source is newer than the last one.
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
