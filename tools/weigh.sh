#!/bin/sh
# Prints the deep rows of a Sudoku file, the more often, the more steps a model takes for them: once if it takes one, 3 times
# if two, 6 times if three, 10 times up to six, 15 times above that or if it fails.
#
#     sh tools/weigh.sh MODEL FILE.csv
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n -e 1p -e '/^deep,/p' "$2" >"$work/deep.csv"
status=0
./solve --model "$1" --threads "${THREADS:-0}" --json "$work/deep.csv" >"$work/answers" || status=$?
if [ $status -gt 1 ] || [ "$(wc -l <"$work/answers")" -ne "$(($(wc -l <"$work/deep.csv") - 1))" ]; then
    echo "weigh: $1 did not answer all deep rows of $2" >&2
    exit 1
fi
awk -v rows="$work/deep.csv" '
    BEGIN { getline row < rows } # the names of the columns
    {
        getline row < rows
        steps = 7
        if (/"solved": true/) { steps = $0; sub(/.*"steps": /, "", steps); steps += 0 }
        count = steps == 1 ? 1 : steps == 2 ? 3 : steps == 3 ? 6 : steps < 7 ? 10 : 15
        for (; count > 0; count--) print row
    }' "$work/answers"
