#!/usr/bin/env bash
# Names what an installation depends on, so that downloaded packages are kept until that changes.
# In: PYTHON, GITHUB_ACTION_PATH, RUNNER_TEMP, RUNNER_OS, RUNNER_ARCH. Out: key.
#
# hashFiles() of a workflow looks into the tree that is judged, not into this checkout.
set -euo pipefail

interpreter=$PYTHON
unset "${!PYTHON@}"
cd "$RUNNER_TEMP" # The current folder is the tree that is judged: nothing of it may run.
names='
import hashlib, pathlib, sys
folder = pathlib.Path(sys.argv[1])
files = [folder / name for name in ("pyproject.toml", "constraints.txt")]
content = b"".join(path.read_bytes() for path in files if path.is_file())
print("%d.%d-%s" % (*sys.version_info[:2], hashlib.sha256(content).hexdigest()[:16]))
'
told=$("$interpreter" -I -c "$names" "$GITHUB_ACTION_PATH")
echo "key=reportgen-$RUNNER_OS-$RUNNER_ARCH-$told" >>"$GITHUB_OUTPUT"
