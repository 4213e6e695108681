#!/usr/bin/env bash
# Installs this checkout of reportgen into an environment of its own: the job's Python is left alone.
# In: PYTHON, GITHUB_ACTION_PATH, RUNNER_TEMP.
#
# The current folder is the tree that is judged, and may be a stranger's. Nothing of it may run:
# work goes on in a new folder, Python is isolated (-I: no current folder, no user's packages and no
# PYTHON* variable), and those variables are gone for the processes that pip starts by itself.
set -euo pipefail

interpreter=$PYTHON
unset "${!PYTHON@}"
folder=$(mktemp -d "$RUNNER_TEMP/reportgen-install-XXXXXX")
cd "$folder"

environment=$RUNNER_TEMP/reportgen-environment
"$interpreter" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "::error::reportgen needs Python 3.11 or newer. Run actions/setup-python before it."
    exit 1
}
"$interpreter" -I -m venv "$environment"
bin=$environment/bin
[ -d "$bin" ] || bin=$environment/Scripts
# The versions that were tested, so that the kept packages (key.sh) are those that are asked for.
tested=()
[ ! -f "$GITHUB_ACTION_PATH/constraints.txt" ] || tested=(--constraint "$GITHUB_ACTION_PATH/constraints.txt")
export PIP_CACHE_DIR=$RUNNER_TEMP/reportgen-packages
# Python compiles what it imports; to compile all that is installed takes longer than all else.
"$bin/python" -I -m pip install --quiet --no-compile --disable-pip-version-check ${tested[@]+"${tested[@]}"} "$GITHUB_ACTION_PATH"
echo "Installed within $SECONDS s."
