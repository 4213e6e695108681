#!/usr/bin/env bash
# Writes the job's summary, and the comment of a pull request: a new one, or over the last one.
# In: MARKDOWN, REPORT_URL, COMMENT, COMMENT_AUTHOR, GH_TOKEN, and what every step has.
set -euo pipefail

# No tool here is to find settings of its own in the tree that is judged.
cd "$RUNNER_TEMP"

# GitHub drops a step's summary that is larger than 1 MiB; a cut one is better.
most_bytes=1000000

warn() { echo "::warning::$1"; }

# The same text with the address of the artifact in place of the run's.
run_url=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
told=$RUNNER_TEMP/reportgen/told.md
text=$(cat "$MARKDOWN")
[ -z "$REPORT_URL" ] || text=${text//"$run_url"/"$REPORT_URL"}
printf '%s\n' "$text" >"$told"

if [ "$(wc -c <"$told")" -le "$most_bytes" ]; then
    cat "$told" >>"$GITHUB_STEP_SUMMARY"
else
    # Up to the last whole line, so that no character is cut in two.
    head -c "$most_bytes" "$told" | sed '$d' >>"$GITHUB_STEP_SUMMARY"
    printf '\n\nThe rest is left out here; it stands in the report.\n' >>"$GITHUB_STEP_SUMMARY"
fi

[ "$COMMENT" = true ] || exit 0
number=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
if ! [[ $number =~ ^[0-9]+$ ]]; then
    echo "This is no event of a pull request: there is nowhere to comment."
    exit 0
fi

# The last line is a hidden marker that stays the same for the same title.
marker=$(tail -n 1 "$told")
if [[ $marker != "<!-- reportgen"*"-->" ]]; then
    warn "The summary ends with no marker; there is no comment."
    exit 0
fi
comments=repos/$GITHUB_REPOSITORY/issues/$number/comments
failed="The comment could not be written. The token needs the permission pull-requests: write, which pull requests from forks do not have; the summary says the same."
if ! listed=$(gh api --paginate "$comments?per_page=100"); then
    warn "$failed"
    exit 0
fi
# Only a comment of our own is written over: anybody can write the marker.
mine=$(jq -rn --arg marker "$marker" --arg author "$COMMENT_AUTHOR" '
    [inputs[] | select(.user.login == $author)
        | select(.body // "" | sub("\\s+$"; "") | endswith($marker))] | first.id // empty
' <<<"$listed")
if [ -n "$mine" ]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$mine" \
        -F "body=@$told" || warn "$failed"
else
    gh api --silent --method POST "$comments" -F "body=@$told" || warn "$failed"
fi
