#!/bin/sh
# Builds the plotly.js bundle of the report in a temporary folder.
#   sh build.sh           rebuild and replace the files here
#   sh build.sh --check   rebuild and compare with the files here, changing nothing
# Needs node 20 or newer and npm. Every package in the bundle is pinned in package.json.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cp "$here/entry.js" "$here/bundle.mjs" "$here/package.json" "$work/"
: > "$work/empty.js"
mkdir "$work/out"
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error
node bundle.mjs "$work/out"

if [ "${1:-}" = "--check" ]; then
    for name in plotly-custom.min.js.gz bundle.json LICENSE NOTICE; do
        cmp "$work/out/$name" "$here/$name"
    done
    echo "The rebuilt files are the same as the files here."
else
    cp "$work"/out/* "$here/"
fi
