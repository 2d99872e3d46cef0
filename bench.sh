#!/usr/bin/env bash
# Sets up what is missing, builds, and measures. Without arguments everything, Darkroom beside the relay, into docs/performance.md.
# Arguments go to the bench program:
#   ./bench.sh load STREAMS [IMAGES [ROUNDS]]  one load only, printed
#   ./bench.sh growth                 how cost grows with images and viewers, printed
#   ./bench.sh start                  start, idle memory and the studio page's weight, printed
#   ./bench.sh perception             how pictures look while they come, in Chromium over a slow line
#   ./bench.sh hot [FILTER]           single pieces of code, by BenchmarkDotNet, into docs/performance.md
#   ./bench.sh smoke                  does the bench itself work? No figure is judged
#   ./bench.sh campaigns              what a campaign's requests cost with 60 creatives and with 9,600
#   ./bench.sh creatives [FOLDER]     how long creatives take to draw; with a folder, contact sheets to look at
#   ./bench.sh soak [GENERATIONS]     the real server under load for minutes: is its memory flat?
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet
missing=$(missing_runtime)
case ${1:-all} in all | perception) command -v chromium >/dev/null || missing="${missing}chromium " ;; esac
# shellcheck disable=SC2086
[ -z "$missing" ] || need_packages $missing

# The relay is only a column: what it lacks is said by the bench program, and the rest is measured.
case ${1:-all} in
  all | load | growth | start | perception)
    if [ ! -d bench/relay/node_modules/openai ] && command -v npm >/dev/null; then
      echo "Fetching the relay's package…"
      npm ci --prefix bench/relay --no-audit --no-fund --loglevel=error >/dev/null || echo "npm ci failed in bench/relay." >&2
    fi
    ;;
esac

echo "Building…"
dotnet build bench --configuration Release --verbosity quiet --nologo
exec dotnet artifacts/bin/Darkroom.Bench/release/Darkroom.Bench.dll "$@"
