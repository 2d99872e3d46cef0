#!/usr/bin/env bash
# Publishes Darkroom into artifacts/release: for each platform an archive with the program, its native libraries, fonts and licences; a bill
# of materials (CycloneDX); the source maps of the scripts; and the checksums of all. Each platform takes about four minutes of processor time.
# Without arguments for all platforms: scripts/release.sh [PLATFORM...]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

need_dotnet
need_bundle
[ -d src/Darkroom.Server/Browser/node_modules/esbuild ] || { echo "A release needs Node.js and npm, which bundle the scripts." >&2; exit 1; }

[ $# -gt 0 ] || set -- linux-x64 linux-arm64 linux-musl-x64 osx-arm64 osx-x64 win-x64
version=$(dotnet msbuild src/Darkroom.Server -getProperty:Version)
output=$PWD/artifacts/release
rm -rf "$output" && mkdir -p "$output"

for platform in "$@"; do
  name=darkroom-$version-$platform
  echo "Publishing $name…"
  dotnet publish src/Darkroom.Server -p:PublishProfile=SingleFile --runtime "$platform" --output "$output/$name" --verbosity quiet --nologo
  for file in "$output/$name"/Darkroom.Server*; do
    mv "$file" "$output/$name/darkroom${file##*/Darkroom.Server}"
  done
  cp LICENSE "$output/$name/"
  cp "$output/$name/notices/sbom.cdx.json" "$output/$name.cdx.json"

  # The same sources give the same archive.
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}" -C "$output" -c "$name" |
    gzip -n >"$output/$name.tar.gz"
  maps=artifacts/obj/Darkroom.Server/release_$platform/browser/maps
done

tar -C "$maps" -czf "$output/darkroom-$version-source-maps.tar.gz" .
(cd "$output" && sha256sum -- *.tar.gz *.cdx.json >SHA256SUMS)
ls -l "$output"
