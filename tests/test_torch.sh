#!/bin/sh
# Our programs beside PyTorch: answers, optimiser steps, weights in and out (tests/golden/against_torch.py). Needs
# python3-torch and python3-numpy, which nothing else here does; without them it says so and passes.
# FULL=1: at the sizes of docs/paper.md, which takes minutes, with libopenblas0; without it PyTorch is 20 times slower.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
python=${PYTHON:-/usr/bin/python3}
if ! "$python" -c 'import torch, numpy' 2>/dev/null; then
    echo "skipped: $python has no PyTorch or no NumPy"
    echo "torch: 0 passed, 0 failed"
    exit 0
fi
[ "$FULL" ] && make -s "${BUILD:-build}/train-double"
for what in names answers steps; do
    "$python" tests/golden/against_torch.py $what ${FULL:+--full} >"$dir/checks" 2>"$dir/said"
    status=$?
    grep -v '^ok' "$dir/checks"
    [ "$FULL" ] && grep '^ok' "$dir/checks"
    passed=$((passed + $(grep -c '^ok' "$dir/checks")))
    failed=$((failed + $(grep -c '^FAILED' "$dir/checks")))
    [ $status -eq 0 ] && continue
    failed=$((failed + 1))
    echo "FAILED against_torch.py $what ended with $status: $(tail -n 3 "$dir/said")"
done
echo "torch: $passed passed, $failed failed"
[ $failed -eq 0 ]
