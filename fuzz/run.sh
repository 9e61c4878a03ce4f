#!/bin/sh
# run.sh TARGET...: libFuzzer on each for FUZZ_SECONDS, from its corpus. A line for each; ends with 1 if one found
# something, which then lies in BUILD/TARGET.found.
failed=0
for target in "$@"; do
    work=$BUILD/$target.corpus found=$BUILD/$target.found
    mkdir -p "$work" "$found"
    if "$BUILD/$target" -max_total_time="$FUZZ_SECONDS" -timeout=5 -rss_limit_mb=1024 -max_len=16384 -dict=fuzz/dictionary \
        -artifact_prefix="$found/" "$work" "fuzz/corpus/$target" >"$BUILD/$target.log" 2>&1; then
        echo "$target: $(grep '^Done' "$BUILD/$target.log"), nothing found"
    else
        failed=1
        echo "$target: see $BUILD/$target.log; what it found is in $found"
    fi
done
exit $failed
