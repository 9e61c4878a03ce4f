#!/bin/sh
# Makes models/sudoku.safetensors again: puzzles, training in three stages, figures. Stop it whenever you like and start it
# again: it goes on where it was. The stages may be given, for a part of the whole. Two cores of 2026 take about eight
# hours, three of them for the puzzles, which are made on one core.
#
#     sh tools/train_sudoku.sh [FOLDER [STAGE...]]      FOLDER: where the run lives [runs/sudoku-model]
#     THREADS=1 sh tools/train_sudoku.sh                the same bits with any number
#
# The second and third stage learn deep puzzles (docs/recipe.md) beside hard ones, with the cycles that the model is asked
# with. Deep puzzles are few and relatives of each other, so the rates are low, and each of them comes more than once: in
# the third stage the more often, the more steps the model of the second takes.
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/sudoku-model}
[ $# -gt 0 ] && shift
stages=${*:-1 2 3}
common="--supervision-steps 16 --report-every 100"
. tools/stages.sh

rows() { sed 1d "$1/train.csv"; }

# deep ROWS SEED FOLDER: deep puzzles, and nearly deep ones.
deep() {
    [ -s "$3/train.csv" ] || build/deep-data --out "$3" --seed "$2" --train "$1" --near 11000 --test 100 --of-a-search 200
}

# The deep rows of a folder, COPIES times each.
copies() {
    for copy in $(seq "$2"); do grep '^deep,' "$1/train.csv"; done
}

# The deep rows of a folder, once if the model solves them in one step, up to 15 times if it takes seven or fails.
weigh() {
    ./solve --model "$1" --json "$2/train.csv" | awk -v rows="$2/train.csv" '
        BEGIN { getline row < rows } # the names of the columns
        {
            getline row < rows
            if (row !~ /^deep,/) next
            steps = 7
            if (/"solved": true/) { steps = $0; sub(/.*"steps": /, "", steps); steps += 0 }
            count = steps == 1 ? 1 : steps == 2 ? 3 : steps == 3 ? 6 : steps < 7 ? 10 : 15
            for (; count > 0; count--) print row
        }'
}

# mixed NUMBER FOLDER COMMAND...: puzzles of a stage: hard ones, nearly deep ones, and the deep ones that a command prints.
mixed() {
    mixed=$run-mixed-$1 deep=$2 hard=$3
    shift 3
    [ -s "$mixed/test.csv" ] && return
    mkdir -p "$mixed"
    { head -1 "$deep/train.csv" && rows "$run-hard" | head -"$hard" && grep '^near,' "$deep/train.csv" && "$@"; } \
        >"$mixed/train.csv"
    cp "$deep/test.csv" "$mixed/test.csv"
}

[ -x train ] && [ -x build/sudoku-data ] && [ -x build/deep-data ] || make all build/sudoku-data build/deep-data
slow="--cycles 5 --matrix-lr 0.0007 --lr 0.00035 --ema 0.9995 --warmup 300 --validation 0 --test-puzzles 100"
if has_stage 1; then
    [ -s "$run-puzzles/train.csv" ] ||
        build/sudoku-data --out "$run-puzzles" --seed 42 --train 200000 --hard 70 --test 100
    stage 1 "$run-puzzles" --steps 90000 --cycles 3 --deepen-from 0.5 --test-every 2000 --test-puzzles 100
fi
[ -s "$run-hard/train.csv" ] || build/sudoku-data --out "$run-hard" --seed 44 --train 30000 --hard 85 --test 0
if has_stage 2; then
    deep 2000 43 "$run-deep-2"
    mixed 2 "$run-deep-2" 30000 copies "$run-deep-2" 7
    stage 2 "$run-mixed-2" --steps 14000 --test-every 500 $slow
fi
if has_stage 3; then
    deep 4600 45 "$run-deep-3"
    mixed 3 "$run-deep-3" 20000 weigh "$run/2/model.safetensors" "$run-deep-3"
    stage 3 "$run-mixed-3" --steps 17000 --test-every 1000 $slow
fi
test_last data/sudoku/test.csv data/sudoku/deep.csv
