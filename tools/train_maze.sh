#!/bin/sh
# Trains one maze model for mazes of 5x5 to 40x40: puzzles, training in stages, figures. Stop it whenever you like and
# start it again: it goes on where it was. The stages may be given, for a part of the whole. models/maze.safetensors is
# the fourth stage (models/README.md), calibrated.
#
#     sh tools/train_maze.sh [FOLDER [STAGE...]]      FOLDER: where the run lives [runs/maze-model]
#     THREADS=1 sh tools/train_maze.sh                the same bits with any number
#
# Small grids come first: what is learned there (a wave from the goal, cell by cell) holds on larger ones, and a step
# costs a tenth. Cycles T come last: with T = 1 the gradient sees most of what a step does. Every stage draws its labels
# and facts from the rules. Mixer, sizes and loss are the defaults of mazes; docs/mazes.md has what they were chosen by.
set -eu
cd "$(dirname "$0")/.."
run=${1:-runs/maze-model}
[ $# -gt 0 ] && shift
stages=${*:-1 2 3 4}
common="--validation 0 --test-every 2000 --test-puzzles 100 --report-every 100"
kinds=scattered:6,carved:4,perfect,braided,obstacles,rooms:2,near:2
. tools/stages.sh

# puzzles NAME SIDES ROWS SEED
puzzles() {
    [ -s "$run-$1/train.csv" ] || build/maze-data --out "$run-$1" --kind $kinds --ties --oblong 20 --side "$2" \
        --train "$3" --test 500 --seed "$4"
}

[ -x train ] && [ -x build/maze-data ] || make all build/maze-data
puzzles small 5-10 20000 13
puzzles middle 5-16 40000 11
puzzles large 5-40 60000 15
stage 1 "$run-small" --steps 10000
stage 2 "$run-middle" --steps 15000
stage 3 "$run-large" --steps 10000 --cycles 5 --vary-cycles --deepen-from 0.3
stage 4 "$run-large" --steps 30000 --cycles 5 --vary-cycles --deepen-from 0.1
test_last data/maze/test.csv
