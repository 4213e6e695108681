#!/usr/bin/env bash
# Fails the job when the gate says so; the report, the summary and the comment are there by now.
# In: GATE.
set -euo pipefail

if [ "$GATE" = failed ]; then
    echo "::error::The gate failed; its reasons stand in the step that wrote the report."
    exit 3
fi
