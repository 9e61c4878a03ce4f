#!/bin/sh
# Runs the test programs given as arguments, then the command lines, and adds up: "N passed, N failed".
# A program that dies without its closing line counts as one failure.
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() {
    "$@" >"$log" 2>&1
    status=$?
    cat "$log"
    line=$(grep -E '^[a-z_ ]+: [0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    if [ -z "$line" ]; then
        echo "FAILED $*: ended with status $status and no closing line"
        failed=$((failed + 1))
        return
    fi
    numbers=${line#*: }
    passed=$((passed + ${numbers%% *}))
    numbers=${numbers#*, }
    failed=$((failed + ${numbers%% *}))
    if [ "$status" -ne 0 ] && [ "${numbers%% *}" -eq 0 ]; then
        echo "FAILED $*: status $status in spite of its closing line"
        failed=$((failed + 1))
    fi
}

for program in "$@"; do count "$program"; done
count sh "$(dirname "$0")/test_cli.sh"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
