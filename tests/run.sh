#!/bin/sh
# run.sh PROGRAM...: runs test programs and scripts, JOBS at a time (by default as many as there are cores), prints the
# output of each whole when it ends, says which (SLOWEST, or 5) took the most processor time, and adds up: "N passed, N
# failed".
# A program that dies without its closing line counts as one failure.

# run.sh --one FOLDER PROGRAM: one of them; leaves its counts in a file of FOLDER.
run_one() {
    folder=$1 program=$2
    log=$folder/$(basename "$program")
    case $program in
    *.sh) sh "$program" ;;
    *) "$program" ;;
    esac >"$log" 2>&1 </dev/null
    status=$?
    times >"$log.times"
    line=$(grep -E '^[a-z_ ]+: [0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
    numbers=${line#*: }
    passed=${numbers%% *} failed=${numbers#*, }
    failed=${failed%% *}
    if [ -z "$line" ]; then
        echo "FAILED $program: ended with status $status and no closing line" >>"$log"
        passed=0 failed=1
    elif [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
        echo "FAILED $program: status $status despite its closing line" >>"$log"
        failed=1
    fi
    echo "$program $passed $failed $(awk -F '[ms ]' 'NR == 2 { printf "%.0f", $1 * 60 + $2 + $4 * 60 + $5 }' "$log.times")" >"$log.count"
    until mkdir "$folder/printing" 2>/dev/null; do sleep 0.05; done
    cat "$log"
    rmdir "$folder/printing"
}

if [ "$1" = --one ]; then
    run_one "$2" "$3"
    exit
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
# Threads that spin while they wait take the core from other tests.
export OMP_WAIT_POLICY=passive
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
printf '%s\n' "$@" | xargs -P "${JOBS:-$cores}" -n 1 sh "$0" --one "$folder"
echo "seconds of processor time:$(sort -k 4 -n -r "$folder"/*.count | head -n "${SLOWEST:-5}" |
    awk '{ sub(".*/", "", $1); printf " %s %d", $1, $4 }')"
cat "$folder"/*.count | awk -v programs=$# '
    { passed += $2; failed += $3; if ($3) names = names " " $1 }
    END {
        if (NR < programs) { failed += programs - NR; names = names " (and " programs - NR " that did not end)" }
        if (failed) print "failed:" names
        print passed " passed, " failed + 0 " failed"
        exit failed > 0
    }'
