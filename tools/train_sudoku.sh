#!/bin/sh
# Makes models/sudoku.safetensors again: puzzles, training, figures. Stop it whenever you like and start it again: it
# goes on where it was. Two cores of 2026 take about two hours, a quarter of an hour of them for the puzzles.
#
#     sh tools/train_sudoku.sh [FOLDER]       FOLDER: where the run lives [runs/sudoku-model]
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/sudoku-model}
puzzles=$run-puzzles

make
mkdir -p "$(dirname "$run")"
if [ ! -s "$puzzles/train.csv" ]; then
    build/sudoku-data --out "$puzzles" --seed 42 --train 200000 --hard 70 --test 100
fi
if [ -s "$run/checkpoint.safetensors" ]; then
    ./train "$puzzles" --out "$run" --resume
else
    ./train "$puzzles" --out "$run" --seed 1 --steps 90000 --cycles 3 --deepen-from 0.5 --supervision-steps 16 \
        --test-every 2000 --test-puzzles 100 --report-every 100
fi
./solve --model "$run/model.safetensors" --eval data/sudoku/test.csv
