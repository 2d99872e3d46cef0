# Sourced by run.sh, test.sh, bench.sh and release.sh. Tests and bench install missing Debian packages, or print the command.

# need_packages NAME...: installs packages as root or with passwordless sudo.
need_packages() {
  local sudo=""
  if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then sudo="sudo"; else
      printf 'Missing: %s. Install with:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "$*" "$*" >&2
      exit 1
    fi
  fi
  if ! command -v apt-get >/dev/null; then
    printf 'Missing: %s (names as in Debian). Install them with this system'"'"'s package manager.\n' "$*" >&2
    exit 1
  fi
  printf 'Installing %s…\n' "$*" >&2
  $sudo apt-get update -qq >/dev/null

  # Prevents services from starting: nginx for the tests must not listen on port 80.
  local policy=/usr/sbin/policy-rc.d created=""
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod +x "$policy"
    created=1
  fi
  local status=0
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null || status=$?
  [ -z "$created" ] || $sudo rm -f "$policy"
  return "$status"
}

# Fonts that the tests and the bench draw with, and that are too large to be delivered with the program: Chinese, Japanese and
# Korean (91 MB) and emoji (11 MB). The server runs without them and reports characters that no font has.
fonts="fonts-noto-cjk fonts-noto-color-emoji"

# missing_fonts: prints the fonts that are not installed; nothing on systems without dpkg.
missing_fonts() {
  command -v dpkg-query >/dev/null || return 0
  local font
  for font in $fonts; do
    dpkg-query -W -f='${db:Status-Status}' "$font" 2>/dev/null | grep -qx installed || printf '%s ' "$font"
  done
}

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1; then
    echo "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

# need_bundle: installs what bundles the scripts of the pages. Without npm or its registry, the build delivers them as modules.
need_bundle() {
  local folder=src/Darkroom.Server/Browser
  [ ! -f "$folder/node_modules/.package-lock.json" ] || [ "$folder/package-lock.json" -nt "$folder/node_modules/.package-lock.json" ] || return 0
  if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
    echo "Without Node.js and npm, pages load their scripts as modules instead of one small bundle." >&2
  elif ! npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000 --loglevel=error >/dev/null; then
    rm -rf "$folder/node_modules"
    echo "npm ci failed in $folder: pages load their scripts as modules instead of one small bundle." >&2
  fi
}
