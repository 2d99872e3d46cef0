#!/usr/bin/env bash
# Sets up what is missing, builds, and measures. Arguments go to the bench program:
#   ./bench.sh creatives [folder]   how long creatives take to draw; with a folder, contact sheets to look at
#   ./bench.sh soak [generations]   the real server under load for minutes: is its memory flat?
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet
missing=$(missing_runtime)
# shellcheck disable=SC2086
[ -z "$missing" ] || need_packages $missing

echo "Building…"
dotnet build bench --configuration Release --verbosity quiet --nologo
exec dotnet artifacts/bin/Darkroom.Bench/release/Darkroom.Bench.dll "$@"
