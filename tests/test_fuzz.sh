#!/bin/sh
# The corpora of the fuzz targets, and a few hundred mutations of each file, as regression tests.
BUILD=${BUILD:-build}
passed=0 failed=0
for target in fuzz/fuzz_*.c; do
    name=$(basename "$target" .c)
    if "$BUILD/$name" fuzz/corpus/"$name"/*; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name"
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ $failed -eq 0 ]
