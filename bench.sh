#!/usr/bin/env bash
# Installs what is missing, builds and measures. Without arguments it measures everything and writes it to docs/performance.md.
# Arguments are passed to the bench program:
#   ./bench.sh load STREAMS [IMAGES [ROUNDS]]  one load only, printed
#   ./bench.sh growth                 how the cost grows with images and viewers, printed
#   ./bench.sh v1                     how much later an event arrives on the OpenAI-compatible API than on /api, printed
#   ./bench.sh start                  start, idle memory and the studio page's weight, printed
#   ./bench.sh perception             the perceived wait, in Chromium over a slow connection
#   ./bench.sh hot [FILTER]           micro-benchmarks, by BenchmarkDotNet, into docs/performance.md
#   ./bench.sh smoke                  checks that the bench itself works
#   ./bench.sh campaigns              what a request costs with 60 creatives and with 9,600
#   ./bench.sh gallery [IMAGES…]      what requests of the gallery cost with 1,000, 100,000 and 1,000,000 images; DARKROOM_BENCH_LIBRARIES=FOLDER
#                                     keeps the libraries, DARKROOM_BENCH_REQUESTS=TEXT measures only some requests
#   ./bench.sh gallery similar        how many copies of 1,000 images are found among 100,000, and what a question costs among 1,000,000
#   ./bench.sh gallery runs           how long a start and 16 images take with 1,000, 100,000 and 1,000,000 images
#   ./bench.sh gallery scroll         tiles, memory, long tasks and blank places in Chromium while a user scrolls through large galleries
#   ./bench.sh gallery work           cached sizes beside servers of files, missing sizes, a zip of 10,000 images, changes of 100,000
#   ./bench.sh creatives [FOLDER]     how long creatives take to render; with a folder, contact sheets
#   ./bench.sh record FOLDER          the recordings of the README, from the running product; docs is their place
#   ./bench.sh painter                how soon the painter shows something and is done
#   ./bench.sh soak [GENERATIONS]     checks that the memory of a real server does not grow under load
# DARKROOM_BENCH_SERVER=FILE measures another server: what scripts/release.sh made, or the Darkroom.Server.dll of another build;
# DARKROOM_BENCH_EARLIER=FILE measures an earlier one beside it.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet
missing=$(missing_fonts)
case "${1:-all} ${2:-}" in "all " | "perception "* | "gallery scroll" | "record "*) command -v chromium >/dev/null || missing="${missing}chromium " ;; esac
# shellcheck disable=SC2086
[ -z "$missing" ] || need_packages $missing

# The relay is optional: without it, the bench program leaves its column empty.
case ${1:-all} in
  all | load | growth | start | perception)
    if [ ! -d bench/relay/node_modules/openai ] && command -v npm >/dev/null; then
      echo "Downloading the package of the relay…"
      npm ci --prefix bench/relay --no-audit --no-fund --loglevel=error >/dev/null || echo "npm ci failed in bench/relay." >&2
    fi
    ;;
esac

need_bundle

echo "Building…"
dotnet build bench --configuration Release --verbosity quiet --nologo
exec dotnet artifacts/bin/Darkroom.Bench/release/Darkroom.Bench.dll "$@"
