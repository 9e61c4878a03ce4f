#!/bin/sh
# Makes models/sudoku.safetensors again: puzzles, training in two stages, figures. Stop it whenever you like and start it
# again: it goes on where it was. The stages may be given, for a part of the whole. Two cores of 2026 take about four
# hours, an hour and a half of them for the puzzles, which are made on one core.
#
#     sh tools/train_sudoku.sh [FOLDER [STAGE...]]      FOLDER: where the run lives [runs/sudoku-model]
#     THREADS=1 sh tools/train_sudoku.sh                the same bits with any number
#
# The second stage learns deep puzzles (docs/recipe.md) beside hard ones, with the cycles that the model is asked with.
# Deep puzzles are few and relatives of each other, so the rates are low, and each of them comes as often as there are
# copies of it.
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/sudoku-model}
[ $# -gt 0 ] && shift
stages=${*:-1 2}

# stage NUMBER PUZZLES OPTION...
stage() {
    out=$run/$1 puzzles=$2
    shift 2
    [ -e "$out/done" ] && return
    mkdir -p "$run"
    if [ -s "$out/checkpoint.safetensors" ]; then
        ./train "$puzzles" --out "$out" --threads "${THREADS:-0}" --resume
    else
        ./train "$puzzles" --out "$out" --threads "${THREADS:-0}" --seed 1 --supervision-steps 16 --report-every 100 "$@"
    fi
    touch "$out/done"
}

# Hard puzzles once, those nearly deep once, deep ones COPIES times.
mix() {
    head -1 "$1/train.csv"
    sed 1d "$1/train.csv"
    grep '^near,' "$2/train.csv"
    for copy in $(seq "$3"); do grep '^deep,' "$2/train.csv"; done
}

[ -x train ] && [ -x build/sudoku-data ] && [ -x build/deep-data ] || make all build/sudoku-data build/deep-data
case " $stages " in *" 1 "*)
    [ -s "$run-puzzles/train.csv" ] ||
        build/sudoku-data --out "$run-puzzles" --seed 42 --train 200000 --hard 70 --test 100
    stage 1 "$run-puzzles" --steps 90000 --cycles 3 --deepen-from 0.5 --test-every 2000 --test-puzzles 100
    ;;
esac
case " $stages " in *" 2 "*)
    [ -s "$run-hard/train.csv" ] || build/sudoku-data --out "$run-hard" --seed 44 --train 30000 --hard 85 --test 0
    [ -s "$run-deep/train.csv" ] ||
        build/deep-data --out "$run-deep" --seed 43 --train 2000 --near 10000 --test 100 --of-a-search 200
    mkdir -p "$run-mixed"
    [ -s "$run-mixed/test.csv" ] || {
        mix "$run-hard" "$run-deep" 7 >"$run-mixed/train.csv"
        cp "$run-deep/test.csv" "$run-mixed/test.csv"
    }
    stage 2 "$run-mixed" --from "$run/1/model.safetensors" --cycles 5 --steps 14000 --matrix-lr 0.0007 --lr 0.00035 \
        --ema 0.9995 --warmup 300 --validation 0 --test-every 500 --test-puzzles 100
    ;;
esac
for number in 2 1; do
    [ -e "$run/$number/done" ] || continue
    for set in test deep; do ./solve --model "$run/$number/model.safetensors" --eval data/sudoku/$set.csv; done
    break
done
