#!/bin/sh
# Which mixer runs with which algorithm, with planes, registers and a relation bias: each combination is trained for a
# step, and must run or be refused as the table of mixers in docs/training.md has it.
cd "$(dirname "$0")/.." || exit 1
train=${TRAIN:-./train}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0 failed=0

header='source,question,answer,rating'
printf '%s\n' "$header" a,1.34341221434321,1234341221434321,0 b,12.434..21434321,1234341221434321,0 >"$folder/train.csv"
printf '%s\n' "$header" c,123434122..34321,1234341221434321,0 >"$folder/test.csv"

# try yes|no OPTION...: whether this combination runs; a refusal is one sentence on standard error, and status 2.
try() {
    expected=$1
    shift
    "$train" "$folder" --steps 1 --threads 1 --batch 2 --shards 1 --test-puzzles 1 --width 8 --inner 8 \
        --out "$folder/run" "$@" >/dev/null 2>"$folder/errors"
    status=$?
    case "$expected $status $(grep -c '^train: ' "$folder/errors")" in
    'yes 0 0' | 'no 2 1') passed=$((passed + 1)) ;;
    *)
        failed=$((failed + 1))
        echo "FAILED: $*: expected to run: $expected; status $status, $(cat "$folder/errors")"
        ;;
    esac
    rm -rf "$folder/run"
}

# Rows of the table: mixer, what it is, cost, bias, places, registers, autoregressive.
table=$(sed -n '/^## Mixers/,/^## /s/^| `\([a-z0-9-]*\)` *|\(.*\)|$/\1|\2/p' docs/training.md)
named=$("$train" --help | sed -n 's/^  --mixer WORD.*: \([a-z0-9|-]*\) \[.*/\1/p' | tr '|' '\n' | sort)
[ "$(echo "$table" | cut -d'|' -f1 | sort)" = "$named" ] && passed=$((passed + 1)) || {
    failed=$((failed + 1))
    echo "FAILED: the table of docs/training.md and --help name other mixers"
}
echo "$table" >"$folder/table"
while IFS='|' read -r mixer _ _ bias _ registers causal; do
    case $bias in *none*) bias=no ;; *) bias=yes ;; esac
    for planes in on off; do
        for algorithm in trm winner-takes-all one-pass diffusion; do
            try yes --mixer "$mixer" --planes $planes --algorithm $algorithm --latents "$([ $algorithm = winner-takes-all ] && echo 2 || echo 1)"
        done
        try ${causal# } --mixer "$mixer" --planes $planes --algorithm autoregressive
    done
    try ${registers# } --mixer "$mixer" --planes off --registers 2
    try $bias --mixer "$mixer" --relations on
    try yes --mixer "$mixer,attention"
done <"$folder/table"
echo "pairs: $passed passed, $failed failed"
[ "$failed" = 0 ]
