#!/bin/sh
# The data tools make the folders of data/ again, bit for bit; but for data/sudoku/deep.csv, which takes `make data-deep` minutes.
BUILD=${BUILD:-build}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

sets="maze program arc"
[ -n "$QUICK" ] || sets="sudoku $sets" # a minute, and several under the sanitizers
for set in $sets; do
    options=
    [ $set != maze ] || options="--oblong 15"
    "$BUILD/$set-data" --out "$dir/$set" $options >"$dir/log" 2>&1
    if diff -r -x deep.csv "data/$set" "$dir/$set" >>"$dir/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED data/$set is not what $set-data makes"
        head -n 12 "$dir/log"
    fi
done
echo "shipped data: $passed passed, $failed failed"
[ $failed -eq 0 ]
