#!/bin/sh
# Makes models/sudoku.safetensors again: puzzles, training in four stages, figures. Stop it whenever you like and start it
# again: it goes on where it was. The stages may be given, for a part of the whole. Two cores of 2026 take about eight
# hours, three of them for the puzzles, which are made on one core.
#
#     sh tools/train_sudoku.sh [FOLDER [STAGE...]]      FOLDER: where the run lives [runs/sudoku-model]
#     THREADS=1 sh tools/train_sudoku.sh                the same bits with any number
#
# The second stage learns deep puzzles (docs/recipe.md) beside hard ones, with the cycles that the model is asked with.
# Deep puzzles are few and relatives of each other, so the rates are low, and each of them comes seven times. The third
# stage goes on with other deep ones and with 16x16; hard ones are those of the second. The fourth begins at the mean of
# these two, with deep puzzles of nine searches more, and thinks in six latent updates before each answer: its gradient
# goes through fourteen layers instead of eight. The model is the mean of the fourth (85%) and of where that began, without
# the hidden units that add nothing, and answers with a cycle more (docs/recipe.md). Deep puzzles of three other searches
# are among those by which it is decided when it stops.
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/sudoku-model}
[ $# -gt 0 ] && shift
stages=${*:-1 2 3 4}
common="--supervision-steps 16 --validation 0 --report-every 100"
. tools/stages.sh

# deep_of SEED: the set of a search, 100 deep puzzles and 500 nearly deep ones.
deep_of() {
    [ -s "$run-$1/train.csv" ] ||
        build/deep-data --out "$run-$1" --seed "$1" --train 100 --near 500 --test 0 --of-a-search 100
}

[ -x train ] && [ -x build/prune ] || make
if has_stage 1; then
    [ -s "$run-puzzles/train.csv" ] ||
        build/sudoku-data --out "$run-puzzles" --seed 42 --train 200000 --hard 70 --test 100
    stage 1 "$run-puzzles" --steps 90000 --cycles 3 --deepen-from 0.5 --test-every 2000 --test-puzzles 100
fi
if has_stage 2; then
    [ -s "$run-hard/train.csv" ] || build/sudoku-data --out "$run-hard" --seed 44 --train 30000 --hard 85 --test 1
    [ -s "$run-deep/train.csv" ] ||
        build/deep-data --out "$run-deep" --seed 43 --train 2000 --near 10000 --test 100 --of-a-search 200
    mixed mixed deep hard deep:near deep:deep,7
    stage 2 "$run-mixed" --cycles 5 --steps 14000 --matrix-lr 0.0007 --lr 0.00035 --ema 0.9995 --warmup 300 \
        --test-every 500 --test-puzzles 100
fi
if has_stage 3; then
    [ -s "$run-hard/train.csv" ] || build/sudoku-data --out "$run-hard" --seed 44 --train 30000 --hard 85 --test 1
    [ -s "$run-more/train.csv" ] ||
        build/deep-data --out "$run-more" --seed 53 --train 800 --near 4000 --test 1 --of-a-search 200
    [ -s "$run-sixteen/train.csv" ] ||
        build/sudoku-data --out "$run-sixteen" --side 16 --class guess --seed 48 --train 3000 --test 100
    mixed sides sixteen more more:deep,6 hard sixteen
    stage 3 "$run-sides" --cycles 5 --steps 10000 --shards 16 --matrix-lr 0.0007 --lr 0.00035 --ema 0.9995 \
        --warmup 300 --test-every 2000 --test-puzzles 40
fi
if has_stage 4; then
    need_stage 3
    build/average "$run/2/model.safetensors" "$run/3/model.safetensors" --share 0.5 --out "$run/mean.safetensors"
    parts="more:near more:deep,6"
    for seed in 101 102 103 104 105 106 107 108 110; do
        deep_of $seed
        parts="$parts $seed:near $seed:deep,6"
    done
    mixed deeper sixteen $parts hard/15000 sixteen/500
    stage 4 "$run-deeper" --from "$run/mean.safetensors" --latent-updates 6 --cycles 3 --steps 14500 --shards 16 \
        --matrix-lr 0.0005 --lr 0.00025 --ema 0.9995 --warmup 500 --test-every 3750 --test-puzzles 20
fi
test_last data/sudoku/test.csv data/sudoku/deep.csv
if [ -e "$run/4/done" ]; then
    build/average "$run/4/model.safetensors" "$run/mean.safetensors" --share 0.15 --out "$run/whole.safetensors"
    build/prune "$run/whole.safetensors" --cycles 4 --out "$run/model.safetensors"
    cp data/sudoku/train.csv "$run/calibration.csv"
    for seed in 109 111 112; do
        deep_of "$seed"
        sed 1d "$run-$seed/train.csv" >>"$run/calibration.csv"
    done
    build/calibrate "$run/model.safetensors" "$run/calibration.csv" --limit 11800 --threads "${THREADS:-0}"
    ./solve --model "$run/model.safetensors" --threads "${THREADS:-0}" --eval data/sudoku/deep.csv
fi
