#!/bin/sh
# The two programs as a person runs them: good input, every kind of bad input, exit codes, bits, kills.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
DATA=$BUILD/sudoku-data
MAZES=$BUILD/maze-data
ARC=$BUILD/arc-data
. tests/expect.sh
# Puzzles to solve where it matters little which: fewer under the sanitizers.
if [ -z "$QUICK" ]; then few=30 some=300 deep=60; else few=3 some=8 deep=6; fi

# An error is one sentence on stderr and nothing on stdout.
refuse() {
    status=$1
    expect "$@"
    if [ "$(wc -l <"$dir/err")" -ne 1 ] || [ -s "$dir/out" ]; then bad "not one sentence on stderr"; else ok; fi
}

# Waits for a file that a program in the background is about to make, at most 30 seconds.
until_exists() {
    tries=0
    while [ ! -s "$1" ] && [ $tries -lt 300 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

# --- help and usage --------------------------------------------------------------------------------------------------
expect 0 'Usage: .*train FOLDER' "$TRAIN" --help
expect 0 'Usage: .*solve FILE' "$SOLVE" --help
expect 0 'Exit codes' "$SOLVE" -h
expect 0 'train (trm [0-9]' "$TRAIN" --version
expect 0 'solve (trm [0-9]' "$SOLVE" --version
expect 0 'data (trm [0-9]' "$DATA" --version
# They call themselves and each other as they were started.
ln -s "$(cd "$(dirname "$SOLVE")" && pwd)/solve" "$dir/my-solve"
expect 0 'Usage: .*/my-solve FILE' "$dir/my-solve" --help
expect 0 '/my-train --help' "$dir/my-solve" --help
refuse 2 '^my-solve: which puzzle? For example: .*/my-solve puzzle.txt' "$dir/my-solve"
refuse 2 'which folder' "$TRAIN"
refuse 2 'which puzzle' "$SOLVE"
refuse 2 'no option --nonsense' "$TRAIN" data/sudoku --nonsense
refuse 2 'whole number' "$TRAIN" data/sudoku --steps ten
refuse 2 'out of range' "$TRAIN" data/sudoku --steps 0
refuse 2 'out of range' "$TRAIN" data/sudoku --batch -3
refuse 2 'needs a value' "$TRAIN" data/sudoku --seed
refuse 2 'one of softmax|stablemax' "$TRAIN" data/sudoku --loss hinge
refuse 2 'multiple of --heads' "$TRAIN" data/sudoku --width 30 --heads 4
refuse 2 'one argument too many' "$TRAIN" data/sudoku data/sudoku
refuse 2 'no option -x' "$SOLVE" -x puzzle.txt
refuse 2 'out of range' "$SOLVE" puzzle.txt --steps 5000
refuse 2 'out of range' "$SOLVE" puzzle.txt --tries 0
refuse 2 'confident|first|rules' "$SOLVE" puzzle.txt --choose best
expect 0 'chosen of 3' "$SOLVE" puzzle.txt --tries 3 --choose first
expect 0 'chosen of 1 ' "$SOLVE" puzzle.txt --tries 3 --choose rules

refuse 2 'leave out --steps' "$TRAIN" data/sudoku --flops 1e9 --steps 3
refuse 2 'leave out --minutes' "$TRAIN" data/sudoku --flops 1e9 --minutes 3
refuse 2 'more than 1e+09 steps' "$TRAIN" data/sudoku --flops 1e30

# --- training --------------------------------------------------------------------------------------------------------
"$DATA" --out "$dir/four" --side 4 --train 300 --test 40 >/dev/null 2>&1
tiny="--width 16 --inner 16 --batch 8 --shards 4 --steps 24 --test-every 16 --report-every 8 --test-puzzles 40"
expect 0 'on 40 unseen puzzles' "$TRAIN" "$dir/four" $tiny --threads 1 --out "$dir/one"
expect 0 'on 40 unseen puzzles' "$TRAIN" "$dir/four" $tiny --threads 2 --out "$dir/two"
same "$dir/one/model.safetensors" "$dir/two/model.safetensors"
# A length in FLOPs: as many steps as fit, which run.json and a checkpoint that goes on know.
each=$(sed -n 's/.*"flops_per_example": \([0-9]*\),.*/\1/p' "$dir/one/run.json")
flops="--width 16 --inner 16 --batch 8 --shards 4 --report-every 8 --out $dir/flops"
expect 0 'after 24 steps' "$TRAIN" "$dir/four" $flops --flops $((each * 8 * 24))
same "$dir/one/model.safetensors" "$dir/flops/model.safetensors"
expect 0 'after 24 steps' "$TRAIN" "$dir/four" $flops --resume
expect 0 'after 26 steps' "$TRAIN" "$dir/four" $flops --resume --flops $((each * 8 * 25 + 1))
expect 0 'after 28 steps' "$TRAIN" "$dir/four" $flops --resume --steps 28
expect 0 '"steps": 28, "steps_done": 28' cat "$dir/flops/run.json"
# The header of a checkpoint holds the clock; its data must be the same.
tail -c 9000 "$dir/one/checkpoint.safetensors" >"$dir/state1"
tail -c 9000 "$dir/two/checkpoint.safetensors" >"$dir/state2"
same "$dir/state1" "$dir/state2"
expect 0 '^step,seconds,train/exact_accuracy' cat "$dir/one/metrics.csv"
expect 0 'tapes' "$TRAIN" "$dir/four" $tiny --memory
expect 0 'unseen' "$TRAIN" "$dir/four" $tiny --fresh --out "$dir/fresh"
for form in '--planes off --positions rope' '--planes off --relations off --mixer mlp --optimiser adam-atan2 --loss stablemax' \
    '--exchange pool' '--exchange attention' '--mixer latent --kv-width 6' '--kv-heads 1 --positions rope' \
    '--algorithm diffusion' '--algorithm autoregressive --cell-order solver' '--algorithm autoregressive --planes off' \
    '--planes off --positions learned --optimiser adamw --cycles 2'; do
    expect 0 'unseen' "$TRAIN" "$dir/four" $tiny $form --out "$dir/form"
    expect 0 'cells' "$SOLVE" --model "$dir/form/model.safetensors" --eval "$dir/four/test.csv"
done

# Algorithms that fill in cells: the open ones alone, a step for each or as many as one says; frames show them come.
"$TRAIN" "$dir/four" $tiny --algorithm diffusion --out "$dir/diffusion" >/dev/null 2>&1
"$TRAIN" "$dir/four" $tiny --algorithm autoregressive --cell-order random --out "$dir/decoder" >/dev/null 2>&1
echo '1234 34.. 2143 432.' | tr -d ' ' >"$dir/three"
for how in '--steps 2' '--steps 2 --unmask random' '--steps 2 --unmask confidence --remask'; do
    expect 0 'step 2, log-likelihood -' sh -c '"$@" || true' - "$SOLVE" --model "$dir/diffusion/model.safetensors" $how "$dir/three"
    expect 0 'after 2 steps' sh -c '"$@" || true' - "$SOLVE" --model "$dir/diffusion/model.safetensors" $how "$dir/three"
done
expect 0 'after 3 steps' sh -c '"$@" || true' - "$SOLVE" --model "$dir/decoder/model.safetensors" "$dir/three"
refuse 2 'must hide later cells' "$TRAIN" "$dir/four" --algorithm autoregressive --mixer mlp --relations off
refuse 2 'cell-order is for' "$TRAIN" "$dir/four" --cell-order random
refuse 2 'multiple of --kv-heads' "$TRAIN" "$dir/four" --heads 4 --kv-heads 3
refuse 2 'kv-heads is for' "$TRAIN" "$dir/four" --mixer latent --kv-heads 1
refuse 2 'that can be recorded' "$TRAIN" "$dir/four" --layers 64 --latent-updates 20
refuse 2 'no solver gives an order' "$TRAIN" data/maze --algorithm autoregressive --cell-order solver

# A run that stops and goes on ends in the same bits; an old run is set aside, never overwritten.
expect 0 'unseen' "$TRAIN" "$dir/four" $tiny --steps 11 --decay-from 1 --out "$dir/parts"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 24 --out "$dir/parts"
expect 0 'unseen' "$TRAIN" "$dir/four" $tiny --decay-from 1 --out "$dir/whole"
same "$dir/parts/model.safetensors" "$dir/whole/model.safetensors"
# ... and so does one on fresh puzzles, which the checkpoint remembers; a model without a checkpoint is set aside as well.
expect 0 'unseen' "$TRAIN" "$dir/four" $tiny --fresh --decay-from 1 --out "$dir/fresh/whole"
expect 0 'unseen' "$TRAIN" "$dir/four" $tiny --fresh --steps 11 --decay-from 1 --out "$dir/fresh/parts/"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 24 --out "$dir/fresh/parts"
same "$dir/fresh/parts/model.safetensors" "$dir/fresh/whole/model.safetensors"
rm "$dir/fresh/parts/checkpoint.safetensors"
expect 0 'earlier run' "$TRAIN" "$dir/four" $tiny --steps 2 --out "$dir/fresh/parts/"
same "$dir/fresh/parts.1/model.safetensors" "$dir/fresh/whole/model.safetensors"
refuse_divergence() { "$TRAIN" "$dir/four" $tiny --warmup 0 --lr 10 --matrix-lr 10 --weight-decay 10 --steps 200 --out "$dir/diverged"; }
expect 1 'diverged at step' refuse_divergence
expect 0 'earlier run' "$TRAIN" "$dir/four" $tiny --steps 2 --out "$dir/whole"
same "$dir/parts/model.safetensors" "$dir/whole.1/model.safetensors"
refuse 3 'is there a run to --resume' "$TRAIN" "$dir/four" --resume --out "$dir/nowhere"
refuse 2 'does not fit this run' "$TRAIN" "$dir/four" --resume --width 32 --out "$dir/parts"

# Ctrl-C writes a checkpoint, says how to go on, and ends with 130.
"$TRAIN" "$dir/four" $tiny --steps 1000000 --out "$dir/stop" >"$dir/out" 2>"$dir/err" &
pid=$!
until_exists "$dir/stop/metrics.csv"
kill -INT $pid
wait $pid
got=$?
if [ $got -eq 130 ] && grep -q -e '--resume' "$dir/err" && [ -s "$dir/stop/checkpoint.safetensors" ]; then ok; else bad "Ctrl-C: status $got"; fi

# kill -9 at any moment leaves a checkpoint that loads.
for pause in 0.31 0.47 0.63; do
    "$TRAIN" "$dir/four" $tiny --steps 1000000 --save-minutes 0 --out "$dir/kill" >/dev/null 2>&1 &
    pid=$!
    until_exists "$dir/kill/checkpoint.safetensors"
    sleep $pause
    kill -9 $pid
    wait $pid 2>/dev/null
    expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 1 --out "$dir/kill"
    rm -rf "$dir/kill"
done

# --- bad training sets -----------------------------------------------------------------------------------------------
refuse 3 'no/such/folder' "$TRAIN" "$dir/no/such/folder"
refuse 3 'puzzle.txt' "$TRAIN" puzzle.txt
mkdir "$dir/empty" "$dir/header" "$dir/wrong" "$dir/overlap"
refuse 3 'train.csv' "$TRAIN" "$dir/empty"
printf 'a,b\n1,2\n' >"$dir/header/train.csv"
cp "$dir/four/test.csv" "$dir/header/test.csv"
refuse 2 'header/train.csv:1' "$TRAIN" "$dir/header"
cp "$dir/four/test.csv" "$dir/wrong/test.csv"
printf 'source,question,answer,rating\nx,1...............,1234341221434321,0\nx,1...............,1234341221434322,0\n' >"$dir/wrong/train.csv"
refuse 2 'wrong/train.csv:3' "$TRAIN" "$dir/wrong"
cp "$dir/four/test.csv" "$dir/overlap/test.csv"
cp "$dir/four/test.csv" "$dir/overlap/train.csv"
refuse 2 'overlap/test.csv:' "$TRAIN" "$dir/overlap"
refuse 3 'cannot' "$TRAIN" "$dir/four" $tiny --out /dev/null/run
# A full disk (a limit on file size acts like one): a sentence, and the checkpoint that was there stays whole.
cp "$dir/stop/checkpoint.safetensors" "$dir/before"
refuse_full() { sh -c "ulimit -f 8; exec \"\$@\"" sh "$@"; }
expect 3 'cannot write.*File too large' refuse_full "$TRAIN" "$dir/four" --resume --save-minutes 0 --out "$dir/stop"
same "$dir/before" "$dir/stop/checkpoint.safetensors"
if [ -w /dev/full ]; then
    expect 3 'cannot write' sh -c "'$SOLVE' --quiet puzzle.txt >/dev/full"
fi

# --- solving ---------------------------------------------------------------------------------------------------------
grid=$(tr -d '\n' <puzzle.txt | tr -cd '0-9.')
expect 0 'solved' "$SOLVE" puzzle.txt
expect 0 '^[1-9]\{81\}$' "$SOLVE" --quiet puzzle.txt
expect 0 '"solved": true' "$SOLVE" --json puzzle.txt
expect 0 'row 1\|solved' sh -c "cat puzzle.txt | '$SOLVE' -"
expect 1 'not solved after 1 step' "$SOLVE" --steps 1 --model "$dir/one/model.safetensors" "$dir/four/test.csv"
expect 1 '\.' "$SOLVE" --quiet --steps 1 --model "$dir/one/model.safetensors" "$dir/four/test.csv"
expect 1 '"solved": false' "$SOLVE" --json --steps 1 --model "$dir/one/model.safetensors" "$dir/four/test.csv"
expect 0 '"exact": [01]\.[0-9]*, "cells": [01]\.[0-9]*, "puzzles": '$few', "puzzles_per_s": [0-9.]*, "mean_steps": [0-9.]*, "mean_tries": 1.000, "mean_work": [0-9.]*, "mean_flops": [1-9][0-9]*, "seconds": [0-9.]*, "exact_puzzles": [0-9]*' \
    "$SOLVE" --eval data/sudoku/test.csv --limit $few --json
expect 0 'steps  puzzles   exact' "$SOLVE" --eval data/sudoku/test.csv --limit $few
"$SOLVE" --quiet --threads 1 --limit $few data/sudoku/test.csv >"$dir/t1"
"$SOLVE" --quiet --threads 2 --limit $few data/sudoku/test.csv >"$dir/t2"
same "$dir/t1" "$dir/t2"
if [ "$(wc -l <"$dir/t1")" -eq $few ]; then ok; else bad "--quiet: not a line for a line"; fi

# --- shipped models --------------------------------------------------------------------------------------------------
expect 0 'solved after 1 step; the rules agree' "$SOLVE" puzzle.txt
expect 0 'the rules agree' "$SOLVE" --limit 1 data/maze/test.csv
# Mazes of one size with one shortest path each, which are not what the maze model learned from:
"$MAZES" --out "$dir/eleven" --side 11 --kind mix --train 1 >/dev/null 2>&1
expect 0 '^solved by the rules \([89].\|100\)' "$SOLVE" --eval "$dir/eleven/test.csv" --limit $some

# --- mazes -----------------------------------------------------------------------------------------------------------
"$MAZES" --out "$dir/seven" --side 7 --train 200 --test 20 --ties >/dev/null 2>&1
# --lanes is the earlier name of --shards, and still accepted.
maze="--steps 12 --batch 8 --lanes 4 --test-every 8 --test-puzzles 30 --report-every 4 --width 16 --inner 16 --heads 2"
expect 0 'on 20 unseen puzzles' "$TRAIN" "$dir/seven" $maze --out "$dir/maze"
expect 0 'unseen' "$TRAIN" "$dir/seven" $maze --steps 5 --decay-from 1 --out "$dir/maze.parts"
expect 0 'unseen' "$TRAIN" "$dir/seven" --resume --steps 12 --out "$dir/maze.parts"
expect 0 'unseen' "$TRAIN" "$dir/seven" $maze --decay-from 1 --out "$dir/maze.whole"
same "$dir/maze.parts/model.safetensors" "$dir/maze.whole/model.safetensors"
expect 0 'unseen' "$TRAIN" "$dir/seven" $maze --fresh --out "$dir/maze.fresh"
expect 0 'exact .*%  solved .*%  cells .*% .*unseen' "$TRAIN" "$dir/seven" $maze --labels rule --out "$dir/maze.rule"
rules="--labels any --dense 1 --vary-cycles --cycles 2 --rest 0.3 --random-starts 0.2 --carried-starts 0.2 --decay-from 1"
expect 0 'unseen' "$TRAIN" "$dir/seven" $maze $rules --steps 5 --threads 1 --out "$dir/maze.any"
expect 0 'unseen' "$TRAIN" "$dir/seven" --resume --steps 12 --threads 1 --out "$dir/maze.any"
expect 0 'unseen' "$TRAIN" "$dir/seven" $maze $rules --threads 2 --out "$dir/maze.any2"
same "$dir/maze.any/model.safetensors" "$dir/maze.any2/model.safetensors"
expect 0 'solved by the rules' "$SOLVE" --model "$dir/maze.any/model.safetensors" --eval "$dir/seven/test.csv"
expect 0 'unseen' "$TRAIN" "$dir/seven" --from "$dir/maze.any/model.safetensors" --dense 1 --steps 1 --out "$dir/maze.any3"
refuse 2 'answers all cells at once' "$TRAIN" "$dir/seven" $maze --labels any --algorithm diffusion --out "$dir/x"
refuse 2 'is for puzzles whose rules say more' "$TRAIN" "$dir/four" --dense 1 --out "$dir/x"
refuse 2 'add up to more than 1' "$TRAIN" "$dir/seven" $maze --random-starts 0.6 --carried-starts 0.6 --out "$dir/x"
refuse 2 '--carried-starts needs --carry on' "$TRAIN" "$dir/seven" $maze --carry off --carried-starts 0.5 --out "$dir/x"
refuse 2 '--latents 2 needs --carry on' "$TRAIN" "$dir/seven" $maze --carry off --latents 2 --out "$dir/x"
refuse 2 '--rest is for an --algorithm of several steps' "$TRAIN" "$dir/seven" $maze --rest 1 --algorithm one-pass --out "$dir/x"
refuse 2 'has one; leave it out' "$TRAIN" "$dir/four" --labels rule --out "$dir/x"
# a run that stands at a side that the puzzles no longer have
"$MAZES" --out "$dir/sides" --side 7,9 --train 60 --test 10 >/dev/null 2>&1
expect 0 'unseen' "$TRAIN" "$dir/sides" $maze --steps 3 --out "$dir/sides.run"
rm -r "$dir/sides"
"$MAZES" --out "$dir/sides" --side 8,9 --train 60 --test 10 >/dev/null 2>&1
refuse 2 'sides or puzzle ids that are not valid here; resume with the puzzles' "$TRAIN" "$dir/sides" --resume --steps 5 --out "$dir/sides.run"
# a model as the start of a run on a larger size: with no rate its weights come back
"$MAZES" --out "$dir/nine" --side 9 --kind perfect,braided --train 20 --test 10
refuse 2 'perfect,round' "$MAZES" --out "$dir/x" --kind perfect,round
expect 0 'unseen' "$TRAIN" "$dir/nine" --from "$dir/maze/model.safetensors" --steps 2 --lr 0 --matrix-lr 0 --ema 0 --out "$dir/from"
expect 0 'unseen' "$TRAIN" "$dir/nine" --from "$dir/from/model.safetensors" --steps 1 --seed 2 --lr 0 --matrix-lr 0 --ema 0 \
    --out "$dir/from2"
same_weights() { # FILE FILE, except for their metadata
    tail -c 9000 "$1" >"$dir/a"
    tail -c 9000 "$2" >"$dir/b"
    same "$dir/a" "$dir/b"
}
same_weights "$dir/maze/model.safetensors" "$dir/from2/model.safetensors"
refuse 2 'these are of kind maze' "$TRAIN" "$dir/nine" --from models/sudoku.safetensors --out "$dir/x"
refuse 2 'its sizes are not' "$TRAIN" "$dir/nine" --from "$dir/maze/model.safetensors" --width 32 --out "$dir/x"
refuse 3 'nowhere' "$TRAIN" "$dir/nine" --from "$dir/nowhere" --out "$dir/x"
# more hidden units to start with, not fewer
expect 0 'unseen' "$TRAIN" "$dir/nine" --from "$dir/maze/model.safetensors" --inner 24 --steps 1 --out "$dir/more"
refuse 2 'its sizes are not' "$TRAIN" "$dir/nine" --from "$dir/maze/model.safetensors" --inner 8 --out "$dir/x"
refuse 2 'has no planes' "$TRAIN" "$dir/seven" $maze --planes on --out "$dir/x"
expect 0 'maze .*--planes off' "$TRAIN" --help
small="$maze"
maze="$dir/maze/model.safetensors"
# Mazes of several sizes in one set: learned, tested and solved together, each as if alone.
"$MAZES" --out "$dir/sizes" --side 5-9,14 --kind all --train 60 --test 30 >/dev/null 2>&1
for how in '--mixer window' '--mixer attention --positions rope --cycles 2' '--positions learned'; do
    for threads in 1 2; do
        expect 0 'on 30 unseen' "$TRAIN" "$dir/sizes" $small $how --threads $threads --out "$dir/sizes.$threads"
    done
    same "$dir/sizes.1/model.safetensors" "$dir/sizes.2/model.safetensors"
    expect 1 '^[# SGo!]*$' "$SOLVE" --model "$dir/sizes.1/model.safetensors" --steps 2 --quiet "$dir/sizes/test.csv"
    cp "$dir/out" "$dir/together"
    for row in 0 7 29; do
        "$SOLVE" --model "$dir/sizes.1/model.safetensors" --steps 2 --quiet --skip $row --limit 1 "$dir/sizes/test.csv" >"$dir/alone"
        sed -n "$((row + 1))p" "$dir/together" >"$dir/there"
        same "$dir/alone" "$dir/there"
    done
done
expect 0 'unseen' "$TRAIN" "$dir/sizes" $small --steps 5 --decay-from 1 --out "$dir/sizes.parts"
expect 0 'unseen' "$TRAIN" "$dir/sizes" --resume --steps 12 --out "$dir/sizes.parts"
expect 0 'unseen' "$TRAIN" "$dir/sizes" $small --decay-from 1 --out "$dir/sizes.whole"
same "$dir/sizes.parts/model.safetensors" "$dir/sizes.whole/model.safetensors"
expect 0 'unseen' "$TRAIN" "$dir/sizes" $small --fresh --out "$dir/sizes.fresh"
refuse 2 'grids of several sizes' "$TRAIN" "$dir/sizes" $small --mixer mlp --relations off --out "$dir/x"
# An evaluation in parts, and by class: the numbers add up, with noise too.
count() { "$SOLVE" --model "$maze" --steps 2 --tries 2 --noise 2 --json --eval "$dir/sizes/test.csv" "$@"; }
count >"$dir/at_once"
{ count --limit 11; count --skip 11 --limit 10; count --skip 21; } >"$dir/in_parts"
expect 0 '"classes": {"[a-z]*": {"puzzles": [0-9]*, "exact": [0-9]*, "solved": [0-9]*}, ' cat "$dir/at_once"
puzzles() { sed 's/.*"mean_flops"//; s/[{,]/\n/g' "$1" | awk -v key="\"$2\"" '$1 == key ":" { n += $2 } END { print n }'; }
for key in exact_puzzles solved_puzzles puzzles solved; do
    puzzles "$dir/at_once" $key >"$dir/sum1"
    puzzles "$dir/in_parts" $key >"$dir/sum2"
    same "$dir/sum1" "$dir/sum2"
done
noisy() { "$SOLVE" --model "$maze" --steps 2 --tries 2 --noise 2 --quiet "$dir/sizes/test.csv" "$@"; }
noisy >"$dir/at_once"
{ noisy --limit 11; noisy --skip 11; } >"$dir/in_parts"
same "$dir/at_once" "$dir/in_parts"
expect 0 '^near  *[0-9]*  *[0-9.]*%  *[0-9.]*%$' "$SOLVE" --model "$maze" --steps 2 --eval "$dir/sizes/test.csv"
refuse 2 'skip 30: .*test.csv holds only 30' "$SOLVE" --model "$maze" --skip 30 --eval "$dir/sizes/test.csv"
printf '#######\r\n#S    #\r\n# ### #\r\n#.###G#\r\n#######\r\n\r\n#####\r\n#SoG#\r\n#####\r\n' >"$dir/drawn"
expect 1 '^0 of 2 solved\|^1 of 2 solved' "$SOLVE" --model "$maze" --steps 2 "$dir/drawn"
expect 1 '^[0-9]* cells* changed' "$SOLVE" --model "$maze" --steps 2 "$dir/drawn"
expect 1 'not solved.* after 2 steps, the model is .* sure.*: .*[a-z]' "$SOLVE" --model "$maze" --steps 2 --colour always "$dir/drawn"
expect 1 '^[# SGo!]\{35\}$' "$SOLVE" --model "$maze" --steps 1 --quiet "$dir/drawn"
expect 1 '{"puzzle": "#######.*", "answer": "[# SGo]*", "solved": [a-z]*, "steps": 1' "$SOLVE" --model "$maze" --steps 1 --json "$dir/seven/test.csv"
expect 0 'solved by the rules' "$SOLVE" --model "$maze" --eval "$dir/seven/test.csv"
expect 0 '"exact": [01]\.[0-9]*, "cells": [01]\.[0-9]*, "solved": [01]\.[0-9]*, "puzzles": 20' "$SOLVE" --model "$maze" --json --eval "$dir/seven/test.csv"
expect 0 'cells' "$SOLVE" --model "$maze" --steps 1 --eval "$dir/drawn"
expect 1 'chosen of 3' "$SOLVE" --model "$maze" --steps 1 --tries 3 --choose rules "$dir/drawn"
refuse 2 'kind sudoku.*kind maze' "$SOLVE" --model "$dir/one/model.safetensors" "$dir/drawn"
refuse 2 'kind maze.*kind sudoku' "$SOLVE" --model "$maze" puzzle.txt
printf '#####\n#S?G#\n#####\n' >"$dir/p"; refuse 2 "$dir/p:2: '?' at character 3" "$SOLVE" --model "$maze" "$dir/p"
printf '#####\n#S G\n#####\n' >"$dir/p"; refuse 2 "$dir/p:2: found 4 cells in row 2" "$SOLVE" --model "$maze" "$dir/p"
printf '#####\n#S#G#\n#####\n' >"$dir/p"; refuse 2 "$dir/p:1: no way leads" "$SOLVE" --model "$maze" "$dir/p"

# More cycles than in training: another answer, at a cost that is known. A plain transformer has none.
flops=$("$SOLVE" --steps 1 --json --eval data/sudoku/test.csv --limit 1 | sed 's/.*"mean_flops": \([0-9]*\).*/\1/')
deeper=$("$SOLVE" --steps 1 --cycles 8 --json --eval data/sudoku/test.csv --limit 1 | sed 's/.*"mean_flops": \([0-9]*\).*/\1/')
if [ "$deeper" -gt $((flops * 19 / 10)) ] && [ "$deeper" -le $((flops * 2)) ]; then ok; else bad "twice the cycles take $deeper FLOP, not twice $flops"; fi
expect 0 'unseen' "$TRAIN" "$dir/four" --steps 1 --batch 4 --test-puzzles 2 --algorithm one-pass --layers 2 --out "$dir/plain"
refuse 2 'one-pass, which has no cycles; leave it out' "$SOLVE" --cycles 2 --model "$dir/plain/model.safetensors" "$dir/four/test.csv"

# --- the hardest Sudokus: a search of minutes, so its empty files alone; tests/test_deep.c has the rest ---------------
expect 0 '' sh -c '"$0" --train 0 --test 0 --out "$1" && echo' "$BUILD/deep-data" "$dir/deep"
expect 0 '^source,question,answer,rating$' cat "$dir/deep/train.csv" "$dir/deep/test.csv"
refuse 2 'out of range' "$BUILD/deep-data" --train -1
refuse 3 'cannot open .*nowhere' "$BUILD/deep-data" --rate "$dir/nowhere"
refuse 3 'cannot read' "$BUILD/deep-data" --rate "$dir"
refuse 3 'cannot open .*nowhere' "$BUILD/deep-data" --from "$dir/nowhere" --out "$dir/x"
refuse 2 'no line holds a 9x9 Sudoku with one solution' "$BUILD/deep-data" --from data/maze/test.csv --out "$dir/x"
refuse 2 'no line holds a 9x9 Sudoku with one solution' "$BUILD/deep-data" --rate data/maze/test.csv
if [ -e data/sudoku/deep.csv ]; then
    "$BUILD/deep-data" --rate data/sudoku/deep.csv >"$dir/rated"
    expect 0 '^puzzles: 60, of them deep: 60, mean depth 1[0-9]*; lines passed over: 1$' cat "$dir/rated"
    expect 0 '46.9% of the wrong candidates' cat "$dir/rated"
    "$BUILD/deep-data" --from data/sudoku/deep.csv --train 4 --near 6 --out "$dir/relatives" >/dev/null 2>&1
    "$BUILD/deep-data" --from data/sudoku/deep.csv --train 0 --near 3 --test 0 --out "$dir/near" >/dev/null 2>&1
    expect 0 '^4$' sh -c "wc -l <'$dir/near/train.csv'"
    expect 0 '^1$' sh -c "wc -l <'$dir/relatives/test.csv'"
    expect 0 '^4$' grep -c '^deep,' "$dir/relatives/train.csv"
    expect 0 '^6$' grep -c '^near,' "$dir/relatives/train.csv"
    expect 0 'puzzles: 10, of them deep: 4,' "$BUILD/deep-data" --rate "$dir/relatives/train.csv"
    expect 0 "of $deep puzzles" "$SOLVE" --steps 1 --eval data/sudoku/deep.csv --limit $deep
fi

# --- programs --------------------------------------------------------------------------------------------------------
PROGRAMS=$BUILD/program-data
for folder in programs programs2; do "$PROGRAMS" --out "$dir/$folder" --train 60 --test 20 --longer 10; done
for file in train test longer; do same "$dir/programs/$file.csv" "$dir/programs2/$file.csv"; done
program="--steps 6 --batch 8 --test-every 3 --test-puzzles 80 --width 16 --inner 16 --heads 2"
expect 0 'on 80 unseen' "$TRAIN" "$dir/programs" $program --out "$dir/program"
expect 0 'unseen' "$TRAIN" "$dir/programs" $program --fresh --out "$dir/program.fresh"
refuse 2 'is for ARC tasks, and these are programs of kind program' "$TRAIN" "$dir/programs" --frame 9 --out "$dir/x"
program="$dir/program/model.safetensors"
expect 1 '^  *1  [a-z]' "$SOLVE" --model "$program" --steps 1 --limit 1 "$dir/programs/test.csv"
expect 1 'wrong.* at step [0-9]*: ' "$SOLVE" --model "$program" --steps 1 --limit 2 --colour always "$dir/programs/test.csv"
expect 1 ' of 2 traces right' "$SOLVE" --model "$program" --steps 1 --limit 2 "$dir/programs/test.csv"
expect 1 '^.\{64\}$' "$SOLVE" --model "$program" --steps 1 --limit 2 --quiet "$dir/programs/test.csv"
expect 1 '{"program": ".*"final_right": [a-z]*, "trace_right": false, "steps": ' "$SOLVE" --model "$program" --steps 1 --json "$dir/programs/test.csv"
expect 0 '^final grids .*, traces .*(of 10 programs)' "$SOLVE" --model "$program" --steps 1 --eval "$dir/programs/longer.csv"
expect 0 '"final": [01]\.[0-9]*, "trace": [01]\.[0-9]*.*"programs": 20.*"by_lines": \[{"lines": 3' "$SOLVE" --model "$program" --steps 1 --json --eval "$dir/programs/test.csv"
expect 0 'of 2 programs' "$SOLVE" --model "$program" --steps 1 --tries 2 --choose rules --eval "$dir/programs/test.csv" --limit 2
# A bad row among good ones is named, and keeps its place.
{ sed -n 1,2p "$dir/programs/test.csv"; sed -n 2p "$dir/programs/test.csv" | sed 's/,[^,]*,/,what,/'; echo 'x,"y"z'; sed -n '3,4p' "$dir/programs/test.csv"; } >"$dir/mixed.csv"
some_bad() { "$SOLVE" --model "$program" --steps 1 "$@" "$dir/mixed.csv"; }
expect 2 "mixed.csv:3: line 1 of the program: found 'what'" some_bad --quiet
expect 2 'mixed.csv:4: text follows a closing quote' some_bad --quiet
if [ "$(wc -l <"$dir/out" | tr -d ' ')" = 5 ]; then ok; else bad 'expected five lines'; fi
if [ "$(grep -c '^$' "$dir/out")" = 2 ]; then ok; else bad 'expected two empty lines'; fi
refuse 2 'holds only 5 programs' some_bad --quiet --skip 5
expect 2 '"line": 3, "error": "' some_bad --json
expect 2 'of 3 programs' some_bad --eval
refuse 2 "mixed.csv:3: .*'what'" some_bad --quiet --strict --skip 1
printf 'program,start\nset 2; fly up,@........................\n' >"$dir/p"
refuse 2 "$dir/p:2: line 2 of the program: found 'fly'" "$SOLVE" --model "$program" "$dir/p"
refuse 2 'kind program.*kind maze' "$SOLVE" --model "$program" data/maze/test.csv
# A single step is a puzzle like any other, of any size.
state=.....@...................
printf 'question,answer\nS5_._%s,___5_%s\n' $state $state >"$dir/p"
expect 1 '^set 5; counter 0$' "$SOLVE" --model "$program" --steps 1 "$dir/p"
printf 'question,answer\nS5_._%s,___4_%s\n' $state $state >"$dir/p"
refuse 2 "p:2: the answer is wrong: the counter is '4', not '5'" "$SOLVE" --model "$program" "$dir/p"
printf 'question,answer\nS^_._%s,___4_%s\n' $state $state >"$dir/p"
refuse 2 'p:2: the second cell is no argument of the operation in the first one' "$SOLVE" --model "$program" "$dir/p"
printf 'question\nS5_._%s.\n' $state >"$dir/p"
refuse 2 'found 31 cells in the question' "$SOLVE" --model "$program" "$dir/p"

# --- ARC tasks -------------------------------------------------------------------------------------------------------
"$ARC" --out "$dir/arc8" --pairs 8 --test 2 --max-side 5
arc="--batch 8 --shards 4 --report-every 4 --test-every 8 --test-puzzles 34 --width 16 --inner 16 --heads 2 --registers 2 --augmentations 3"
expect 0 'on 34 unseen puzzles' "$TRAIN" "$dir/arc8" $arc --steps 12 --decay-from 1 --threads 1 --out "$dir/arc.whole"
expect 0 'unseen' "$TRAIN" "$dir/arc8" $arc --steps 5 --decay-from 1 --out "$dir/arc.parts"
expect 0 'unseen' "$TRAIN" "$dir/arc8" --resume --steps 12 --out "$dir/arc.parts"
same "$dir/arc.parts/model.safetensors" "$dir/arc.whole/model.safetensors"
refuse 2 'learned for other tasks' "$TRAIN" "$dir/arc8" --resume --seed 2 --steps 14 --out "$dir/arc.parts"
refuse 2 'learned for other tasks' "$TRAIN" "$dir/arc8" --resume --augmentations 2 --steps 14 --out "$dir/arc.parts"
cp -r "$dir/arc8" "$dir/arc9"
mv "$dir/arc9/training/gravity.json" "$dir/arc9/training/zravity.json"
refuse 2 'learned for other tasks' "$TRAIN" "$dir/arc9" --resume --steps 14 --out "$dir/arc.parts"
expect 0 'no unseen test' "$TRAIN" "$dir/arc8" $arc --steps 3 --train-tests --frame 7 --out "$dir/arc.tests"
expect 0 'arc .*--registers' "$TRAIN" --help
refuse 2 '--frame or --train-tests' "$TRAIN" "$dir/arc8" --resume --frame 6 --steps 14 --out "$dir/arc.parts"
expect 0 'unseen' "$TRAIN" "$dir/arc8" $arc --mixer mlp --positions none --relations off --steps 2 --out "$dir/arc.mlp"
expect 0 'pass@2 ' "$SOLVE" --eval "$dir/arc8" --model "$dir/arc.mlp/model.safetensors" --limit 2
sed 's/trm-state-[0-9]/trm-state-1/' "$dir/arc.parts/checkpoint.safetensors" >"$dir/x"
mkdir "$dir/arc.early"
mv "$dir/x" "$dir/arc.early/checkpoint.safetensors"
refuse 2 'of another version of this program (trm-state-1' "$TRAIN" "$dir/arc8" --resume --steps 14 --out "$dir/arc.early"
mkdir "$dir/answers"
model="$dir/arc.whole/model.safetensors"
expect 0 'pass@2 ' "$SOLVE" --eval "$dir/arc8" --model "$model" --submission "$dir/answers/submission.json"
expect 0 '^17$' grep -c '": \[{"attempt_1": \[\[[0-9].*\]\], "attempt_2": \[\[.*\]\]}, {"attempt_1": .*}\],\{0,1\}$' "$dir/answers/submission.json"
if command -v python3 >/dev/null; then
    expect 0 '^17 34$' python3 -c 'import json, sys
tasks = json.load(open(sys.argv[1]))
print(len(tasks), sum(set(t) == {"attempt_1", "attempt_2"} for tests in tasks.values() for t in tests))' "$dir/answers/submission.json"
fi
expect 0 '"pass_2": [01]\.[0-9]*, .*"tasks": 3, "inputs": 6, "views": 6, ' \
    "$SOLVE" --eval "$dir/arc8" --model "$model" --limit 3 --augmentations 1 --json
expect 0 '"tasks": 17, "inputs": 34' "$SOLVE" --eval "$dir/arc8" --model "$dir/arc.tests/model.safetensors" --json
file="$dir/arc8/training/gravity.json"
expect 1 'not solved.*; the output is' "$SOLVE" "$file" --model "$model" --steps 2
expect 1 'step 2, halting logit' "$SOLVE" "$file" --model "$model" --steps 2 --colour always
expect 1 '^{"task": "gravity", "test": 2, "attempts": \[\[\[.*\]\]\], "solved": false}' "$SOLVE" --json "$file" --model "$model" --steps 1
"$SOLVE" --json "$file" --model "$model" --threads 1 >"$dir/t1"
"$SOLVE" --json "$file" --model "$model" --threads 2 >"$dir/t2"
same "$dir/t1" "$dir/t2"
"$SOLVE" --json - --model "$model" <"$file" >"$dir/t2"
same "$dir/t1" "$dir/t2"
tr -d '\n' <"$file" | sed 's/^/{"gravity": /; s/$/}/' | "$SOLVE" --json - --model "$model" >"$dir/t2"
same "$dir/t1" "$dir/t2"
mkdir "$dir/open"
printf '{"train": [{"input": [[1]], "output": [[1]]}], "test": [{"input": [[1, 0]]}]}' >"$dir/open/gravity.json"
expect 0 '^unknown' "$SOLVE" "$dir/open/gravity.json" --model "$model" --steps 1
expect 0 'no task with known outputs' "$SOLVE" --eval "$dir/open" --model "$model"
printf '{"train": [{"input": [[1]], "output": [[1]]}], "test": [{"input": [[1, 0]]}]}' >"$dir/open/text"
refuse 2 'open/text:1: task: without a name' "$SOLVE" "$dir/open/text" --model "$model"
name=$(printf 'a\nb.json')
cp "$file" "$dir/open/$name"
refuse 2 'task a.x0ab: the byte 0x0a in its name' "$TRAIN" "$dir/open" --out "$dir/x"
rm "$dir/open/$name"
cp "$file" "$dir/answers/other.json"
refuse 2 'task other: the model was not trained on it' "$SOLVE" "$dir/answers/other.json" --model "$model"
refuse 2 'kind sudoku.*kind arc' "$SOLVE" "$file" --model "$dir/one/model.safetensors"
refuse 2 'kind arc.*kind sudoku' "$SOLVE" puzzle.txt --model "$model"
refuse 2 'use --json' "$SOLVE" --quiet "$file" --model "$model"
refuse 2 '--submission is for ARC tasks' "$SOLVE" puzzle.txt --submission "$dir/x"
refuse 2 '--augmentations is for ARC tasks' "$SOLVE" puzzle.txt --augmentations 0
refuse 2 '--augmentations is for ARC tasks' "$SOLVE" puzzle.txt --views 0
refuse 2 '--attempts is for ARC tasks' "$SOLVE" puzzle.txt --attempts 2
refuse 2 '--augmentations is for ARC tasks' "$TRAIN" data/sudoku --views 2 --out "$dir/x" # its earlier name
for lost in '--augmentations 2' '--frame 0' --train-tests; do
    refuse 2 "${lost%% *} is for ARC tasks, and these are puzzles of kind sudoku" "$TRAIN" data/sudoku $lost --out "$dir/x"
done
refuse 3 'puzzle.txt: is a file, which .*solve can answer, but not a folder to learn from' "$TRAIN" puzzle.txt
refuse 2 'the rules of ARC tasks are not known' "$SOLVE" "$file" --model "$model" --choose rules
expect 3 'cannot be written\|cannot write\|directory' "$SOLVE" --eval "$dir/arc8" --model "$model" --limit 1 --submission "$dir/none/x"
refuse 2 'cannot hold the largest grid' "$TRAIN" "$dir/arc8" --frame 3 --out "$dir/x"
refuse 2 '--fresh is for puzzles' "$TRAIN" "$dir/arc8" --fresh --out "$dir/x"
refuse 2 'has no planes' "$TRAIN" "$dir/arc8" --planes on --out "$dir/x"
printf '{"train": [' >"$dir/open/gravity.json"
refuse 2 'gravity.json:1' "$TRAIN" "$dir/open" --out "$dir/x"
refuse 2 'gravity.json:1' "$SOLVE" --eval "$dir/open" --model "$model"

# A test that is a demonstration too is named and counts as no test; folders of folders, members beside, null outputs.
mkdir "$dir/concepts" "$dir/concepts/One" "$dir/concepts/Two"
pair='{"input": [[1, 2]], "output": [[2, 1]]}'
echo "{\"train\": [$pair, {\"input\": [[3, 4]], \"output\": [[4, 3]]}], \"test\": [$pair]}" >"$dir/concepts/One/One1.json"
echo "{\"about\": {\"by\": []}, \"train\": [$pair], \"test\": [{\"input\": [[7]], \"output\": null}]}" >"$dir/concepts/Two/Two1.json"
expect 0 'One1.json:1: test pair 1 of task One1 is also demonstration 1 of task One1 itself' "$TRAIN" "$dir/concepts" $arc --steps 1 --out "$dir/x"
expect 0 'no unseen test' "$TRAIN" "$dir/concepts" $arc --steps 1 --out "$dir/x"

# --- bad puzzles -----------------------------------------------------------------------------------------------------
file="$dir/p"
grid=$(tr -d '\n' <puzzle.txt | tr -cd '0-9.')
put() { printf "$1" >"$file"; }
refuse 3 'no/file' "$SOLVE" "$dir/no/file"
put ''; refuse 2 "$file" "$SOLVE" "$file"
head -c 5000 /dev/urandom >"$file"; refuse 2 "$file" "$SOLVE" "$file"
put "${grid%?}\n"; refuse 2 "$file:1.*80" "$SOLVE" "$file"
put "${grid}1\n"; refuse 2 "$file:1.*82" "$SOLVE" "$file"
put "Q${grid#?}\n"; refuse 2 "$file:1" "$SOLVE" "$file"
put "11.......$(printf '%%072d' 0)\n"; refuse 2 "$file:1.*1 stands twice" "$SOLVE" "$file"
put "12.......$(printf '%%072d' 0)\n"; refuse 2 "$file:1.*solution" "$SOLVE" "$file"
put "12345678.$(printf '%%08d' 0)9$(printf '%%063d' 0)\n"; refuse 2 "$file:1.*solution" "$SOLVE" "$file"
put "question,answer\n$grid,123\n"; refuse 2 "$file:2" "$SOLVE" --eval "$file"
put "some,other\n1,2\n"; refuse 2 "$file:1" "$SOLVE" --eval "$file"

# --- bad models ------------------------------------------------------------------------------------------------------
refuse 3 'none.safetensors' "$SOLVE" --model "$dir/none.safetensors" puzzle.txt
head -c 1000 "$dir/one/model.safetensors" >"$dir/short"
refuse 2 'truncated' "$SOLVE" --model "$dir/short" puzzle.txt
printf '<!DOCTYPE html><html><body>Not found</body></html>' >"$dir/html"
refuse 2 'not a safetensors file' "$SOLVE" --model "$dir/html" puzzle.txt
refuse 2 'not a model of this program' "$SOLVE" --model "$dir/one/checkpoint.safetensors" puzzle.txt
refuse 2 'another size' "$SOLVE" --model "$dir/form/model.safetensors" puzzle.txt

# --- the data tools --------------------------------------------------------------------------------------------------
refuse 2 'one of 4|6|8|9|10|12|15|16' "$DATA" --out "$dir/x" --side 7
refuse 2 'too rare or do not exist' "$DATA" --out "$dir/x" --side 4 --class guess
refuse 2 'leave one of them out' "$DATA" --out "$dir/x" --hard 10 --class easy
"$DATA" --out "$dir/easy" --side 6 --class easy --train 30 --test 10 >/dev/null 2>&1
expect 0 '^40$' sh -c "cat '$dir'/easy/*.csv | grep -c '^easy,'"
for folder in mazes again; do "$MAZES" --out "$dir/$folder" --side 9,12 --train 60 --test 20 >/dev/null 2>&1; done
same "$dir/mazes/train.csv" "$dir/again/train.csv"
same "$dir/mazes/test.csv" "$dir/again/test.csv"
expect 0 '^60$' awk -F, '{ if (NF == 4 && length($2) == length($3)) n++ } END { print n }' "$dir/mazes/train.csv"
refuse 2 'number from 5 to 128' "$MAZES" --out "$dir/x" --side 9,4
for sides in 9,129 9-5 5- 5-a '9,,11' ''; do refuse 2 'a range such as 5-40' "$MAZES" --out "$dir/x" --side "$sides"; done
for kinds in perfect: perfect:0 perfect:2x round:2 'perfect,' ''; do
    refuse 2 'with an optional share' "$MAZES" --out "$dir/x" --kind "$kinds"
done
refuse 2 'out of range' "$MAZES" --out "$dir/x" --oblong 101
# Shares of kinds are exact, sides are drawn, and a smaller grid has walls around it.
"$MAZES" --out "$dir/mixture" --side 5-8,12 --kind scattered:6,carved:3,near --oblong 100 --train 200 --test 40 >/dev/null 2>&1
expect 0 '^120 60 20 5$' awk -F, 'NR > 1 { n[$1]++; s[length($2)] } END { for (k in s) m++
    print n["scattered"], n["carved"], n["near"], m }' "$dir/mixture/train.csv"
expect 0 '^[1-9][0-9]*$' awk -F, 'NR > 1 && length($2) == 144 && $2 ~ /^############/ && $2 !~ /############$/ { n++ } END { print n + 0 }' \
    "$dir/mixture/train.csv"
"$MAZES" --out "$dir/tied" --side 15 --kind obstacles --ties --min-length 40 --train 5 --test 5 >/dev/null 2>&1
expect 0 '^5 40$' awk -F, 'NR == 2 { least = $4 } NR > 1 { n++; if ($4 < least) least = $4 } END { print n, (least >= 40 ? 40 : least) }' "$dir/tied/train.csv"
refuse 2 'perfect, braided, obstacles' "$MAZES" --out "$dir/x" --kind round
refuse 2 'min-length' "$MAZES" --out "$dir/x" --side 9 --train 1 --test 1 --min-length 90
refuse 2 'detours' "$MAZES" --out "$dir/x" --side 9 --kind perfect --train 1 --test 1 --detours 1
refuse 3 'cannot make the folder' "$MAZES" --out "$dir/html/x"
for folder in arc arc2; do "$ARC" --out "$dir/$folder" --pairs 30 --test 5 --max-side 9; done
for task in "$dir"/arc/training/*.json; do same "$task" "$dir/arc2/training/${task##*/}"; done
expect 0 '^35$' grep -c '^{"input": \[\[[0-9,]*\].*\]\], "output": \[\[.*\]\]},\{0,1\}$' "$dir/arc/training/gravity.json"
"$ARC" --out "$dir/arc2" --pairs 30 --test 5 --max-side 9 --seed 2
if cmp -s "$dir/arc/training/gravity.json" "$dir/arc2/training/gravity.json"; then bad "two seeds, one file"; else ok; fi
refuse 2 'no input for pair' "$ARC" --out "$dir/few" --max-side 4
if [ -z "$(ls "$dir/few/training")" ]; then ok; else bad "arc-data leaves files"; fi
refuse 2 'more than --max-side' "$ARC" --out "$dir/few" --min-side 9 --max-side 8
refuse 2 'expected 4 to 30' "$ARC" --out "$dir/few" --max-side 31
refuse 2 'no option --size' "$ARC" --size 3
refuse 3 'cannot make the folder' "$ARC" --out "$dir/html/x"

echo "command line: $passed passed, $failed failed"
[ $failed -eq 0 ]
