#!/bin/sh
# Every piece that can be left out, on Sudoku and on mazes: a short run that trains and tests; the same bits at one thread
# and two, and after a stop; and what one-step runs must come to.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh

"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 100 --test 20 >/dev/null 2>&1
"$BUILD/maze-data" --out "$dir/maze" --side 7 --kind mix --train 60 --test 10 >/dev/null 2>&1
small="--width 16 --inner 16 --batch 8 --shards 2 --report-every 5 --supervision-steps 3"
[ -n "$QUICK" ] && steps=3 || steps=6

try() {
    name=$(echo "$*" | tr -d ' -')
    for set in four maze; do
        expect 0 'unseen' "$TRAIN" "$dir/$set" $small --threads 1 --steps $steps "$@" --out "$dir/$set-$name"
    done
    expect 0 '' "$SOLVE" --model "$dir/four-$name/model.safetensors" --eval "$dir/four/test.csv" --threads 1
}

# alike OPTIONS: one thread, two threads, and a run that goes on after half of it
alike() {
    for set in four maze; do
        rm -rf "$dir"/one* "$dir"/two* "$dir"/half* "$dir"/whole*
        "$TRAIN" "$dir/$set" $small --threads 1 --steps 6 "$@" --out "$dir/one" >/dev/null 2>&1
        "$TRAIN" "$dir/$set" $small --threads 2 --steps 6 "$@" --out "$dir/two" >/dev/null 2>&1
        same "$dir/one/model.safetensors" "$dir/two/model.safetensors"
        "$TRAIN" "$dir/$set" $small --threads 1 --steps 3 --decay-from 1 "$@" --out "$dir/half" >/dev/null 2>&1
        "$TRAIN" "$dir/$set" --threads 1 --resume --steps 6 --out "$dir/half" >/dev/null 2>&1
        "$TRAIN" "$dir/$set" $small --threads 1 --steps 6 --decay-from 1 "$@" --out "$dir/whole" >/dev/null 2>&1
        same "$dir/half/model.safetensors" "$dir/whole/model.safetensors"
    done
}

try --networks 2
try --gradient-updates 1
try --cycles 3 --gradient-cycles 2
try --continue-head learned
try --carry off
try --robust 0.05
try --halt-when never
try --algorithm single-latent
try --algorithm multi-scale
try --algorithm one-pass --layers 3
try --algorithm hrm --layers 3
try --layers 4 --latent-updates 1
try --ema 0
try --ema-warmup off
try --supervision-steps 1 --test-steps 1
alike --algorithm hrm
alike --networks 2 --gradient-updates 1 --continue-head learned --carry off
alike --cycles 3 --gradient-cycles 2
alike --algorithm single-latent
alike --algorithm multi-scale --cycles 2

# HRM is TRM with three flags: the same model, but for the names of the options in it.
"$TRAIN" "$dir/four" $small --threads 1 --steps 6 --algorithm hrm --out "$dir/hrm" >/dev/null 2>&1
"$TRAIN" "$dir/four" $small --threads 1 --steps 6 --networks 2 --gradient-updates 1 --continue-head learned \
    --out "$dir/flags" >/dev/null 2>&1
cut -d, -f1,3-6 "$dir/hrm/metrics.csv" >"$dir/hrm.csv"
cut -d, -f1,3-6 "$dir/flags/metrics.csv" >"$dir/flags.csv"
same "$dir/hrm.csv" "$dir/flags.csv"
expect 0 'lm_loss' cat "$dir/hrm/metrics.csv"

# With a single latent, multi-scale is TRM.
for algorithm in trm multi-scale; do
    "$TRAIN" "$dir/four" $small --threads 1 --steps 6 --latent-updates 1 --cycles 2 --algorithm $algorithm \
        --out "$dir/n1-$algorithm" >/dev/null 2>&1
    cut -d, -f1,3-6 "$dir/n1-$algorithm/metrics.csv" >"$dir/n1-$algorithm.csv"
done
same "$dir/n1-trm.csv" "$dir/n1-multi-scale.csv"
expect 0 'lm_loss' cat "$dir/n1-trm.csv"

expect 2 'needs --networks 2' "$TRAIN" "$dir/four" $small --algorithm hrm --networks 1
expect 2 'variant of --algorithm trm' "$TRAIN" "$dir/four" $small --algorithm one-pass --carry off
expect 2 'variant of --algorithm trm' "$TRAIN" "$dir/four" $small --algorithm multi-scale --networks 2
expect 2 'belongs to --algorithm winner-takes-all' "$TRAIN" "$dir/four" $small --algorithm multi-scale --latents 6

# Presets, scaled down: they run on their puzzles, take all 16 steps at tests, and the command line has the last word.
tiny="--width 16 --heads 2 --inner 32 --batch 4 --shards 2 --warmup 10 --steps 2 --threads 1 --test-puzzles 1"
expect 0 'preset trm-mlp sets --algorithm trm' "$TRAIN" --preset trm-mlp
expect 2 'trm-att-maze' "$TRAIN" --preset trm
for preset in "trm-mlp --mixer-inner 24" trm-att hrm; do
    expect 0 'in 16.00 steps each' "$TRAIN" "$dir/four" --preset $preset $tiny --out "$dir/preset"
    expect 0 '16 supervision steps\|16.00 steps' "$SOLVE" --model "$dir/preset/model.safetensors" --halt 1e9 --threads 1 \
        --eval "$dir/four/test.csv"
done
expect 0 'overridden by the command line: .*--ema' "$TRAIN" "$dir/four" --preset trm-att $tiny --ema 0 --out "$dir/preset"
expect 0 'in 16.00 steps each' "$TRAIN" "$dir/maze" --preset trm-att-maze $tiny --out "$dir/preset"
expect 0 'released for puzzles of kind maze' "$TRAIN" "$dir/four" --preset trm-att-maze $tiny --out "$dir/preset"
expect 0 'model.safetensors' "$TRAIN" data/arc --preset trm-att-arc $tiny --augmentations 2 --frame 20 --test-steps 1 \
    --out "$dir/preset"
expect 0 '"ema": *"0.999"\|ema.*0.999' cat "$dir/preset/run.json"

echo "ablations: $passed passed, $failed failed"
[ $failed -eq 0 ]
