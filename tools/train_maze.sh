#!/bin/sh
# Trains one maze model for mazes of 5x5 to 40x40: puzzles, training in stages, figures. Stop it whenever you like and
# start it again: it goes on where it was. The stages may be given, for a part of the whole. models/maze.safetensors is
# the mean of the eighth stage (70%) and the seventh, calibrated (models/README.md).
#
#     sh tools/train_maze.sh [FOLDER [STAGE...]]      FOLDER: where the run lives [runs/maze-model]
#     THREADS=1 sh tools/train_maze.sh                the same bits with any number
#
# Small grids come first: what is learned there (a wave from the goal, cell by cell) holds on larger ones, and a step
# costs a tenth. Cycles T come last: with T = 1 the gradient sees most of what a step does. The fifth stage learns far mazes
# beside those of the fourth, and counts what is nearly right for more. The sixth has twice as many hidden units, for all of
# these and more loops; the seventh goes on with the same at lower rates. The eighth thinks in six latent updates before
# each answer, so that its gradient goes through fourteen layers instead of eight, and has more far mazes. Every stage draws
# its labels and facts from the rules. Mixer, sizes and loss are the defaults of mazes; docs/mazes.md has what they were
# chosen by.
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/maze-model}
[ $# -gt 0 ] && shift
stages=${*:-1 2 3 4 5 6 7 8}
common="--validation 0 --test-every 2000 --test-puzzles 100 --report-every 100"
kinds=scattered:6,carved:4,perfect,braided,obstacles,rooms:2,near:2
. tools/stages.sh

# puzzles NAME SIDES ROWS SEED OPTION...
puzzles() {
    name=$1 sides=$2 rows=$3 seed=$4
    shift 4
    [ -s "$run-$name/train.csv" ] || build/maze-data --out "$run-$name" --side "$sides" --train "$rows" --seed "$seed" "$@"
}

# of_all_kinds NAME SIDES ROWS SEED
of_all_kinds() {
    puzzles "$@" --test 500 --kind $kinds --ties --oblong 20
}

[ -x train ] && [ -x build/average ] || make
of_all_kinds small 5-10 20000 13
of_all_kinds middle 5-16 40000 11
of_all_kinds large 5-40 60000 15
stage 1 "$run-small" --steps 10000
stage 2 "$run-middle" --steps 15000
stage 3 "$run-large" --steps 10000 --cycles 5 --vary-cycles --deepen-from 0.3
stage 4 "$run-large" --steps 30000 --cycles 5 --vary-cycles --deepen-from 0.1
if has_stage 5; then
    puzzles far 20-32 20000 17 --test 100 --kind scattered,carved --min-length 90
    puzzles farther 30-40 10000 18 --test 100 --kind scattered,carved --min-length 140
    puzzles loops 15-32 6000 19 --test 100 --kind braided --ties --min-length 50
    mixed far-mixed far large far farther loops
    stage 5 "$run-far-mixed" --steps 30000 --cycles 5 --robust 0.05 --matrix-lr 0.002 --lr 0.001 --ema 0.9995 --warmup 300
fi
if has_stage 6; then
    puzzles home 5-16 30000 31 --test 500 --oblong 20 \
        --kind scattered:7,carved:3,perfect:2,braided:5,obstacles:2,rooms:2,near
    puzzles far6 20-32 24000 27 --test 100 --kind scattered,carved:2 --min-length 90
    puzzles loops6 7-32 24000 29 --test 100 --kind braided --ties
    mixed wide-mixed far6 far-mixed home far6 loops6
    stage 6 "$run-wide-mixed" --steps 36000 --inner 128 --cycles 5 --robust 0.05 --matrix-lr 0.003 --lr 0.0015 --ema 0.9995 \
        --warmup 300
fi
stage 7 "$run-wide-mixed" --steps 40000 --inner 128 --cycles 5 --robust 0.05 --matrix-lr 0.002 --lr 0.001 --ema 0.9995 \
    --warmup 300 --seed 2
if has_stage 8; then
    puzzles far8 24-32 24000 37 --test 100 --kind scattered,carved:2 --min-length 100
    mixed wider-mixed far6 wide-mixed far8
    stage 8 "$run-wider-mixed" --steps 31000 --inner 128 --latent-updates 6 --cycles 3 --robust 0.05 --matrix-lr 0.002 \
        --lr 0.001 --ema 0.9995 --warmup 500
fi
test_last data/maze/test.csv
if [ -e "$run/8/done" ]; then
    build/average "$run/8/model.safetensors" "$run/7/model.safetensors" --share 0.3 --out "$run/model.safetensors"
    puzzles rooms 5-15 1 41 --test 500 --kind rooms --ties
    (cat "$run-large/test.csv" && tail -n +2 "$run-home/test.csv" && tail -n +2 "$run-rooms/test.csv") >"$run/all.csv"
    build/calibrate "$run/model.safetensors" "$run/all.csv" --limit 1500 --threads "${THREADS:-0}"
    ./solve --model "$run/model.safetensors" --threads "${THREADS:-0}" --eval data/maze/test.csv
fi
