#!/usr/bin/env bash
# Whether a tag may be released: it is v and the version, and CHANGELOG.md has a section of it.
#   bash .github/check_tag.sh v0.2.0
set -euo pipefail

tag=$1
root=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/reportgen/about.py")
if [ "$tag" != "v$version" ]; then
    echo "The tag is $tag, but reportgen/about.py says $version. Make them the same." >&2
    exit 1
fi
if ! grep -q "^## \[${version//./\\.}\] - [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]$" "$root/CHANGELOG.md"; then
    echo "CHANGELOG.md has no section \"## [$version] - YEAR-MONTH-DAY\". Move Unreleased there." >&2
    exit 1
fi
