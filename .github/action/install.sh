#!/usr/bin/env bash
# Installs this checkout of reportgen into an environment of its own: the job's Python is left alone.
# In: PYTHON, GITHUB_ACTION_PATH, RUNNER_TEMP.
set -euo pipefail

environment=$RUNNER_TEMP/reportgen-environment
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' || {
    echo "::error::reportgen needs Python 3.10 or newer. Run actions/setup-python before it."
    exit 1
}
"$PYTHON" -m venv "$environment"
bin=$environment/bin
[ -d "$bin" ] || bin=$environment/Scripts
"$bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
