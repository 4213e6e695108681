#!/usr/bin/env bash
# Writes the report, its summary and its numbers. A gate that fails stops the job later, when all
# is uploaded and said.
# In: RUNS, BASELINE, FAIL_ON, TITLE, OPTIONS, ARTIFACT, IGNORE_FOUND_SETTINGS.
# Out: report, json, markdown, gate.
set -euo pipefail

gate_failed=3
parts_lost=4 # with --strict among the options

if ! [[ $ARTIFACT =~ ^[A-Za-z0-9][A-Za-z0-9._-]*\.html$ ]]; then
    echo "::error::The input artifact must be a file name that ends in .html."
    exit 2
fi
target=$RUNNER_TEMP/reportgen
mkdir -p "$target"
report=$target/$ARTIFACT
json=${report%.html}.json
markdown=${report%.html}.md

# One argument a line, whatever else is in it; empty lines are left out.
arguments=()
folders=()
while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || arguments+=("$line")
done <<<"$OPTIONS"
while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || folders+=("$line")
done <<<"$RUNS"
if [ ${#folders[@]} = 0 ]; then
    echo "::error::The input runs names no run."
    exit 2
fi
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
read -ra aims <<<"${FAIL_ON//[$',\n']/ }"
for aim in ${aims[@]+"${aims[@]}"}; do arguments+=(--fail-on "$aim"); done
[ -z "$TITLE" ] || arguments+=(--title "$TITLE")
# A reportgen.yaml of the tree that is judged could switch off what judges it.
[ "${IGNORE_FOUND_SETTINGS:-true}" = false ] || arguments+=(--no-found-settings)

# The artifact's own address is known when it is uploaded; until then the summary links to the
# workflow's run, where the artifact is listed.
run_url=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
arguments+=(-o "$report" --json "$json" --markdown "$markdown" --report-url "$run_url")

bin=$RUNNER_TEMP/reportgen-environment/bin
[ -d "$bin" ] || bin=$RUNNER_TEMP/reportgen-environment/Scripts

# Names of runs are printed: what looks like a command of the runner must not be one.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
code=0
# The current folder is the tree that is judged. Isolated (-I), Python imports nothing of it.
"$bin/python" -I -m reportgen "${arguments[@]}" -- "${folders[@]}" 2>&1 || code=$?
echo
echo "::$token::"

gate=passed
if [ "$code" = "$gate_failed" ] || [ "$code" = "$parts_lost" ]; then
    gate=failed
elif [ "$code" != 0 ]; then
    echo "::error::reportgen wrote no report (exit code $code); the reason stands above."
    exit "$code"
fi
{
    echo "report=$report"
    echo "json=$json"
    echo "markdown=$markdown"
    echo "gate=$gate"
} >>"$GITHUB_OUTPUT"
