#!/usr/bin/env bash
# Installs what is missing and runs all tests, including browser tests in Chromium. Arguments are passed to the test runner,
# for example: ./test.sh -class "*Painter*"
# Browser tests use the bundle of the scripts if npm can install what makes it; with DARKROOM_TEST_SCRIPTS=modules/, the modules.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/packages.sh

need_dotnet
missing=$(missing_fonts)
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || missing="${missing}chromium-headless-shell "
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || missing="${missing}nginx "
# shellcheck disable=SC2086
[ -z "$missing" ] || need_packages $missing

need_bundle

echo "Building…"
dotnet build Darkroom.slnx --configuration Release --verbosity quiet --nologo

output=$(mktemp)
trap 'rm -f "$output"' EXIT
status=0

# Checks that ./bench.sh works, without comparing its figures; only if all tests run.
[ $# -gt 0 ] || dotnet artifacts/bin/Darkroom.Bench/release/Darkroom.Bench.dll smoke || status=$?

dotnet artifacts/bin/Darkroom.Tests/release/Darkroom.Tests.dll -noLogo -noColor "$@" | tee "$output" || status=$?

# One summary line, independent of the output of the runner.
sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/p' "$output" | tail -n 1 |
  awk '{ printf "%d passed, %d failed, %d skipped\n", $1 - $3 - $4, $2 + $3, $4 }'
exit "$status"
