#!/bin/sh
# solve --dump and --probabilities, and tools/forward.py, which computes every step of a dump again in NumPy.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh
puzzle=8....3...4..8...9....65....3.5.9.......3..7...81..6.5.9...4.57.........8.68...12.
dump=$dir/dump.safetensors

# --- the file --------------------------------------------------------------------------------------------------------
dumped() { # dumped TEXT: it stands in the header
    if grep -a -q -F "$1" "$dump"; then ok; else bad "the dump lacks $1"; fi
}
expect 0 '^826973415' "$SOLVE" --threads 1 --quiet --dump "$dump" $puzzle
dumped '"0.y":{"dtype":"F32","shape":[1,9,81,32]'
dumped '"0.z":{"dtype":"F32","shape":[1,9,81,32]'
dumped '"0.logits":{"dtype":"F32","shape":[1,9,81,1]'
dumped '"0.halt":{"dtype":"F32","shape":[1]'
dumped '"0.answers":{"dtype":"U8","shape":[1,81]'
dumped '"0.tokens":{"dtype":"U8","shape":[9,81]'
dumped '"0.relations":{"dtype":"U8","shape":[81,81]'
dumped '"0.places":{"dtype":"I32","shape":[81]'
dumped "\"0\":\"$puzzle\""
# Several puzzles of several sizes, bad ones left out; --eval may be dumped too.
printf '%s\n' "$puzzle" "88${puzzle#??}" 1.3434.22.43.321 >"$dir/three"
expect 2 'three:2' "$SOLVE" --threads 1 --quiet --steps 3 --halt 100 --dump "$dump" "$dir/three"
dumped '"0.y":{"dtype":"F32","shape":[3,9,81,32]'
dumped '"1.y":{"dtype":"F32","shape":[3,4,16,32]'
expect 0 'exact' "$SOLVE" --threads 1 --eval data/sudoku/test.csv --limit 2 --dump "$dump"
dumped '"1.tokens"'
expect 3 'cannot\|No such' "$SOLVE" --threads 1 --dump "$dir/none/dump" $puzzle
expect 2 'leave it out' "$SOLVE" --dump "$dump" data/arc

# --- probabilities ---------------------------------------------------------------------------------------------------
expect 0 '"symbols": "123456789", "probabilities": \[\[0.0000, ' "$SOLVE" --threads 1 --json --probabilities $puzzle
expect 0 '"wrong": \[\]}$' "$SOLVE" --threads 1 --json $puzzle
expect 2 'needs --json' "$SOLVE" --probabilities $puzzle
# Of every cell they come to 1, and of cells that the question leaves open the likeliest is the answer.
cat >"$dir/likeliest.py" <<'END'
import json, sys
for line in open(sys.argv[1]):
    r = json.loads(line)
    if r["puzzle"]:
        assert all(abs(sum(p) - 1) < 1e-3 for p in r["probabilities"])
        for p, given, answer in zip(r["probabilities"], r["puzzle"], r["answer"]):
            assert given not in " ." or r["symbols"][p.index(max(p))] == answer
print("right")
END
if command -v python3 >/dev/null; then
    "$SOLVE" --threads 1 --json --probabilities "$dir/three" >"$dir/lines" 2>"$dir/err"
    expect 0 right python3 "$dir/likeliest.py" "$dir/lines"
    "$SOLVE" --threads 1 --json --probabilities --limit 3 data/maze/test.csv >"$dir/lines" 2>"$dir/err"
    expect 0 right python3 "$dir/likeliest.py" "$dir/lines"
fi

# --- the same in NumPy -----------------------------------------------------------------------------------------------
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import sys, numpy; sys.exit(sys.version_info < (3, 9))' 2>/dev/null && python=$candidate && break
done
forward() { # forward STATUS PATTERN MODEL WHAT
    expect "$1" "$2" "$python" tools/forward.py "$3" "$4"
}
repeats() { # repeats MODEL PUZZLES: what solve dumps, forward.py computes again
    "$SOLVE" --threads 1 --model "$1" --limit 2 --steps 3 --halt 100 --quiet --dump "$dump" "$2" >/dev/null 2>&1
    forward 0 'largest differences' "$1" "$dump"
}
trained() { # trained NAME OPTIONS: a small model of 4x4 Sudokus
    name=$1
    shift
    expect 0 'unseen' "$TRAIN" "$dir/four" --width 16 --inner 16 --batch 8 --shards 4 --threads 1 --steps 20 \
        --test-puzzles 2 --out "$dir/$name" "$@"
}
if [ -z "$python" ]; then
    echo "skipped: no Python 3.9 with NumPy for tools/forward.py"
else
    repeats models/sudoku.safetensors data/sudoku/test.csv
    repeats models/maze-11x11.safetensors data/maze/test.csv
    "$BUILD/sudoku-data" --side 4 --train 100 --test 10 --out "$dir/four" >/dev/null 2>&1
    trained mlp --mixer mlp --planes off --positions learned
    trained classic --planes off --relations off --positions rope --sharpness fixed --registers 3 --heads 4 --kv-heads 2
    trained planes --exchange attention --positions learned --registers 2
    trained reference --planes off --relations off --symbols shared --positions learned-all --registers 4 \
        --puzzle-emb-tokens 2 --networks 2 --continue-head idle --mixer mlp,attention --mixer-inner 24
    trained afresh --carry off
    for name in mlp classic reference afresh planes; do repeats "$dir/$name/model.safetensors" "$dir/four/test.csv"; done
    # It can fail: these are other weights of the same sizes.
    trained other --exchange attention --positions learned --registers 2 --seed 2
    forward 1 'largest differences' "$dir/other/model.safetensors" "$dump"
    forward 0 "^826973415.*step 1, halting logit 13.3643" models/sudoku.safetensors $puzzle
    forward 2 'mixer convolution' models/maze.safetensors $puzzle
    forward 2 'mixer convolution,attention' models/program.safetensors $puzzle
    forward 2 'on one line' models/sudoku.safetensors 12
fi
echo "dump: $passed passed, $failed failed"
[ $failed -eq 0 ]
