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

hard_puzzles() {
    [ -s "$run-hard/train.csv" ] || build/sudoku-data --out "$run-hard" --seed 44 --train 30000 --hard 85 --test 1
}

# deep_puzzles FOLDER SEED ROWS NEAR: deep ones, and nearly deep ones.
deep_puzzles() {
    [ -s "$1/train.csv" ] ||
        build/deep-data --out "$1" --seed "$2" --train "$3" --near "$4" --test 100 --of-a-search 200
}

# copies FILE: its deep rows, seven times each.
copies() {
    for copy in 1 2 3 4 5 6 7; do grep '^deep,' "$1"; done
}

# mixed NUMBER DEEP HARD COMMAND...: the puzzles of a stage: HARD hard ones, those of the folder DEEP that are nearly deep, and
# the deep ones that a command prints.
mixed() {
    mixed=$run-mixed-$1 deep=$2 hard=$3
    shift 3
    [ -s "$mixed/train.csv" ] && return
    mkdir -p "$mixed"
    cp "$deep/test.csv" "$mixed/test.csv"
    sed "$((hard + 1))q" "$run-hard/train.csv" >"$mixed/new"
    grep '^near,' "$deep/train.csv" >>"$mixed/new"
    "$@" >>"$mixed/new"
    mv "$mixed/new" "$mixed/train.csv"
}

[ -x train ] && [ -x build/sudoku-data ] && [ -x build/deep-data ] || make all build/sudoku-data build/deep-data
if has_stage 1; then
    [ -s "$run-puzzles/train.csv" ] ||
        build/sudoku-data --out "$run-puzzles" --seed 42 --train 200000 --hard 70 --test 100
    stage 1 "$run-puzzles" --steps 90000 --cycles 3 --deepen-from 0.5 --test-every 2000 --test-puzzles 100
fi
later="--cycles 5 --matrix-lr 0.0007 --lr 0.00035 --ema 0.9995 --warmup 300 --validation 0 --test-puzzles 100"
if has_stage 2; then
    hard_puzzles
    deep_puzzles "$run-deep-2" 43 2000 10000
    mixed 2 "$run-deep-2" 30000 copies "$run-deep-2/train.csv"
    stage 2 "$run-mixed-2" --steps 14000 --test-every 500 $later
fi
if has_stage 3; then
    need_stage 2
    hard_puzzles
    deep_puzzles "$run-deep-3" 45 4600 11000
    mixed 3 "$run-deep-3" 20000 sh tools/weigh.sh "$run/2/model.safetensors" "$run-deep-3/train.csv"
    stage 3 "$run-mixed-3" --steps 17000 --test-every 1000 $later
fi
test_last data/sudoku/test.csv data/sudoku/deep.csv
