#!/usr/bin/env bash
# Makes the typeface of the pages and the icons of the installed application, whose results are committed: scripts/typeface.sh
# Needs npm, fonttools with Brotli (Debian: fonttools python3-brotli) and rsvg-convert (Debian: librsvg2-bin).
set -euo pipefail
cd "$(dirname "$0")/.."
# The same bytes each time.
export SOURCE_DATE_EPOCH=0
out=src/Darkroom.Server/wwwroot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" geist@1.9.2 >/dev/null
tar -xzf "$work"/geist-*.tgz -C "$work"
{ printf 'Geist, the typeface of the pages, reduced to Latin letters: https://github.com/vercel/geist-font\n\n'; cat "$work/package/LICENSE.txt"; } >licenses/Geist-OFL-1.1.txt

# The weights that the style sheet uses, Latin and Latin Extended-A, punctuation, currency signs, arrows and mathematical signs.
fonttools varLib.instancer --quiet -o "$work/weights.ttf" "$work/package/dist/fonts/geist-sans/Geist-Variable.ttf" wght=400:700
pyftsubset "$work/weights.ttf" --flavor=woff2 --output-file="$out/geist.woff2" --layout-features=kern,mark,mkmk,ccmp,locl,liga,tnum,case \
  --unicodes=U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6-02DD,U+0300-0304,U+0306-0308,U+030A-030C,U+0327-0328,U+1E9E,U+2002-200A,U+2010-2027,U+202F-203A,U+2044,U+20A0-20C0,U+2116,U+2122,U+2190-2199,U+2212,U+2215,U+2248,U+2260,U+2264-2265

for size in 192 512; do
  rsvg-convert -w "$size" -h "$size" "$out/icon.svg" -o "$out/icon-$size.png"
done

# A system cuts a maskable icon to its own shape: the ground reaches the edges.
sed 's/ rx="7"//; s/\(<circle.*\)<\/svg>/<g transform="translate(16 16) scale(.8) translate(-16 -16)">\1<\/g><\/svg>/' "$out/icon.svg" >"$work/maskable.svg"
rsvg-convert -w 512 -h 512 "$work/maskable.svg" -o "$out/icon-maskable.png"
