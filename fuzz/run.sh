#!/bin/sh
# run.sh TARGET...: libFuzzer on each from its corpus, until it has had FUZZ_SECONDS of CPU time of its own. A line for
# each; ends with 1 if one found something, which then lies in BUILD/TARGET.found.

# cpu PID: its CPU seconds so far, from [[days-]hours:]minutes:seconds; nothing if it has ended.
cpu() {
    ps -o time= -p "$1" | sed 's/-/:/' |
        awk -F: '{ for (i = 1; i <= NF; i++) s = s * (i == 2 && NF == 4 ? 24 : 60) + $i; print s }'
}

# watch PID: asks it to end (USR1, which libFuzzer takes as such) when it has had its time.
watch() {
    spent=0
    while sleep 1 && now=$(cpu "$1") && [ -n "$now" ]; do
        spent=$now
        [ "$spent" -lt "$FUZZ_SECONDS" ] || kill -USR1 "$1" 2>/dev/null
    done
}

failed=0 fuzzer=
trap 'kill "$fuzzer" 2>/dev/null; exit 130' INT TERM
for target in "$@"; do
    work=$BUILD/$target.corpus found=$BUILD/$target.found
    mkdir -p "$work" "$found"
    "$BUILD/$target" -timeout=120 -rss_limit_mb=1024 -max_len=16384 -dict=fuzz/dictionary -artifact_prefix="$found/" \
        -print_final_stats=1 "$work" "fuzz/corpus/$target" >"$BUILD/$target.log" 2>&1 &
    fuzzer=$!
    watch "$fuzzer"
    if wait "$fuzzer"; then
        echo "$target: $(awk '/number_of_executed_units/ { print $2 }' "$BUILD/$target.log") inputs in $spent s of CPU, nothing found"
    else
        failed=1
        echo "$target: see $BUILD/$target.log; what it found is in $found"
    fi
done
exit $failed
