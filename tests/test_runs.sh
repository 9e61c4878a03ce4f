#!/bin/sh
# What a run leaves on the disk and what it must never touch: folders, locks, earlier runs, damaged files, signals.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
VERIFY=$BUILD/verify
. tests/expect.sh

holds() { if eval "[ $1 ]"; then ok; else bad "not so: $1"; fi; }

# Waits until a command is true, at most 30 seconds.
until_true() {
    tries=0
    while ! eval "$1" 2>/dev/null && [ $tries -lt 300 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}

"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 300 --test 40 >/dev/null 2>&1
small="--width 16 --inner 16 --batch 8 --shards 4 --threads 1 --report-every 5 --test-every 1000000"
endless="$small --steps 1000000"

# --- one writer a folder ---------------------------------------------------------------------------------------------
"$TRAIN" "$dir/four" $endless --save-minutes 0 --out "$dir/one" >/dev/null 2>&1 &
first=$!
until_true '[ -s "$dir/one/checkpoint.safetensors" ]'
expect 3 "another run, process $first" "$TRAIN" "$dir/four" $small --seed 2 --steps 3 --out "$dir/one"
expect 3 "another run, process $first" "$TRAIN" "$dir/four" --resume --out "$dir/one"
holds '! -e "$dir/one.1"'
kill -9 $first
wait $first 2>/dev/null
holds '-e "$dir/one/lock"' # left by the kill, and in nobody's way
: >"$dir/one/checkpoint.safetensors.123456789.tmp"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 1 --out "$dir/one"
holds '! -e "$dir/one/lock"'
holds '! -e "$dir/one/checkpoint.safetensors.123456789.tmp"'

# A folder that was moved is left alone, and so is the one that took its name.
"$TRAIN" "$dir/four" $endless --save-minutes 0.01 --out "$dir/moved" >"$dir/log" 2>&1 &
first=$!
until_true '[ -s "$dir/moved/checkpoint.safetensors" ]'
mv "$dir/moved" "$dir/away"
expect 0 'unseen' "$TRAIN" "$dir/four" $small --seed 2 --steps 3 --out "$dir/moved"
cp "$dir/moved/checkpoint.safetensors" "$dir/second"
wait $first
holds "$? -eq 3"
same "$dir/second" "$dir/moved/checkpoint.safetensors"
expect 0 'no longer the folder' cat "$dir/log"

# --- earlier runs, and what is no run --------------------------------------------------------------------------------
mkdir -p "$dir/mixed/src"
echo mine >"$dir/mixed/src/file"
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/mixed"
cp "$dir/mixed/model.safetensors" "$dir/model"
expect 0 "is now in $dir/mixed.1" "$TRAIN" "$dir/four" $small --steps 4 --out "$dir/mixed"
holds '-e "$dir/mixed/src/file" -a ! -e "$dir/mixed.1/src"'
same "$dir/model" "$dir/mixed.1/model.safetensors"
mkdir "$dir/mine"
echo mine >"$dir/mine/metrics.csv"
expect 2 'mine/metrics.csv is not a file that a run left' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/mine"
expect 0 mine cat "$dir/mine/metrics.csv"

# --- outputs that are inputs, links ----------------------------------------------------------------------------------
expect 2 'is the folder of the puzzles' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/four/../four/"
mkdir -p "$dir/runs"
cp -r "$dir/four" "$dir/runs/four"
expect 2 'runs/four is the folder of the puzzles; name another' sh -c 'cd "$1" && shift && "$@"' - "$dir" "$(realpath "$TRAIN")" runs/four
cp "$dir/mixed/model.safetensors" "$dir/model"
expect 2 'lies where this run would write' "$TRAIN" "$dir/four" --from "$dir/mixed/model.safetensors" --steps 3 --out "$dir/mixed"
same "$dir/model" "$dir/mixed/model.safetensors"
mkdir "$dir/links"
echo victim >"$dir/victim"
ln -s "$dir/victim" "$dir/links/checkpoint.safetensors.tmp"
ln -s "$dir/victim" "$dir/links/lock"
expect 3 'lock' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/links"
rm "$dir/links/lock"
ln -s "$dir/nothing" "$dir/links/metrics.csv"
expect 2 'not a file that a run left' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/links"
rm "$dir/links/metrics.csv"
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 3 --out "$dir/links"
ln -sf "$dir/victim" "$dir/links/metrics.csv"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 6 --out "$dir/links"
expect 0 victim cat "$dir/victim"
"$BUILD/arc-data" --out "$dir/arc" --pairs 8 --test 2 --max-side 5
arc="--batch 8 --shards 4 --width 16 --inner 16 --heads 2 --registers 2 --augmentations 3 --threads 1"
expect 0 'unseen' "$TRAIN" "$dir/arc" $arc --steps 2 --out "$dir/arc.run"
model=$dir/arc.run/model.safetensors task=$dir/arc/training/gravity.json
cp "$model" "$dir/model"
cp "$task" "$dir/task"
for output in "$model" "$task"; do
    expect 2 'would be replaced' "$SOLVE" --eval "$task" --model "$model" --limit 1 --submission "$output"
done
same "$dir/model" "$model"
same "$dir/task" "$task"
echo 'id,mine' >"$dir/mine.csv"
expect 2 'mine.csv is not a submission.*would be replaced' "$SOLVE" --eval "$task" --model "$model" --submission "$dir/mine.csv"
for again in 1 2; do
    expect 0 'pass@2' "$SOLVE" --eval "$dir/arc" --model "$model" --limit 1 --augmentations 1 --steps 1 --submission "$dir/answers.json"
done

# --- damage ----------------------------------------------------------------------------------------------------------
# flip FILE BYTE: the byte at this offset becomes another one
flip() {
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    printf "\\$(printf %o $((byte ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
"$TRAIN" "$dir/four" $small --steps 8 --save-minutes 0 --decay-from 1 --out "$dir/flip" >/dev/null 2>&1
cp "$dir/flip/model.safetensors" "$dir/model"
holds '-s "$dir/flip/checkpoint.before.safetensors"'
expect 0 'a checkpoint .* after 8 steps.*its hash agrees' "$VERIFY" "$dir/flip/checkpoint.safetensors"
expect 0 'a model .* of kind sudoku.* after 8 steps; whole' "$VERIFY" "$dir/flip/model.safetensors" tests/old/model-1.safetensors
expect 0 'a version without a hash' "$VERIFY" tests/old/model-1.safetensors
expect 2 'not a safetensors file' "$VERIFY" "$dir/flip/metrics.csv"
flip "$dir/flip/model.safetensors" 9000
expect 2 'is damaged' "$SOLVE" --model "$dir/flip/model.safetensors" "$dir/four/test.csv"
expect 2 'is damaged' "$VERIFY" "$dir/flip/model.safetensors"
flip "$dir/flip/checkpoint.safetensors" 9000
expect 2 'is damaged' "$VERIFY" "$dir/flip/checkpoint.safetensors"
expect 0 'is damaged.*going on from the checkpoint before it' "$TRAIN" "$dir/four" --resume --threads 1 --out "$dir/flip"
same "$dir/model" "$dir/flip/model.safetensors"
holds '-s "$dir/flip/checkpoint.damaged.safetensors"'
rm "$dir/flip/checkpoint.safetensors"
expect 0 'going on from the checkpoint before it' "$TRAIN" "$dir/four" --resume --threads 1 --out "$dir/flip"
same "$dir/model" "$dir/flip/model.safetensors"
"$TRAIN" "$dir/four" --resume --steps 9 --threads 1 --out "$dir/flip" >/dev/null 2>&1
for name in checkpoint checkpoint.before; do flip "$dir/flip/$name.safetensors" 9000; done
expect 2 'checkpoint.safetensors: is damaged' "$TRAIN" "$dir/four" --resume --out "$dir/flip"

# --- metrics after a kill --------------------------------------------------------------------------------------------
"$TRAIN" "$dir/four" $small --steps 20 --decay-from 1 --out "$dir/metrics" >/dev/null 2>&1
printf '21,0.5,1,1,1,1,1,1,1,1,1,,,,,,,,,,,,,,\n25,0.5,1,1,1,1,1,1,1,1,1,,,,,,,,,,,,,,\n2' >>"$dir/metrics/metrics.csv"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --report-every 5 --steps 40 --out "$dir/metrics"
expect 0 '^5 10 15 20 20 25 30 35 40 40 $' awk -F, 'NR > 1 && NF == 25 { printf "%s ", $1 } END { print "" }' "$dir/metrics/metrics.csv"
expect 0 '^11$' grep -c . "$dir/metrics/metrics.csv"

# --- another run than before is told ---------------------------------------------------------------------------------
expect 0 'seed 3: the run was started with 1' "$TRAIN" "$dir/four" --resume --seed 3 --steps 41 --out "$dir/metrics"
mkdir "$dir/other"
sed 2d "$dir/four/train.csv" >"$dir/other/train.csv"
cp "$dir/four/test.csv" "$dir/other/test.csv"
expect 0 'started with other puzzles' "$TRAIN" "$dir/other" --resume --steps 42 --out "$dir/metrics"

# --- divergence ------------------------------------------------------------------------------------------------------
# Whatever it is that overflows first, nothing of it is saved, and the advice can be followed as it is printed.
for how in '--optimiser adamw' '--optimiser muon' '--optimiser adam-atan2 --warmup 0'; do
    wild="$small $how --warmup 0 --save-minutes 0"
    high="--lr 10 --matrix-lr 10 --weight-decay 10 --matrix-weight-decay 10"
    expect 1 'diverged at step [0-9]*: "[a-z.]*" of .* is no longer a number.*Start again' "$TRAIN" "$dir/four" $wild $high --steps 300 --out "$dir/wild"
    advice=$(sed -n 's/.*with lower rates: //p' "$dir/err")
    if [ -e "$dir/wild/checkpoint.safetensors" ]; then expect 0 'its hash agrees' "$VERIFY" "$dir/wild/checkpoint.safetensors"; fi
    expect 0 'unseen' "$TRAIN" "$dir/four" $wild $high $advice --steps 300 --out "$dir/wild"
done

# --- signals ---------------------------------------------------------------------------------------------------------
# start OPTIONS...: a run in the background, awaited until it trains; stop SIGNAL..., then its exit code is in $got.
start() {
    rm -rf "$dir/stop"
    "$TRAIN" "$dir/four" "$@" --out "$dir/stop" >"$dir/out" 2>"$dir/err" &
    run=$!
    until_true '[ -e "$dir/stop/metrics.csv" ]'
}
stop() {
    for signal in "$@"; do
        sleep 0.2
        kill -s "$signal" $run 2>/dev/null
    done
    wait $run
    got=$?
}
said() { if grep -q -e "$1" "$dir/err"; then ok; else bad "it did not say '$1'"; fi; }
# Under nohup SIGHUP is ignored from the start, as it should be, and no shell can undo that.
signals='INT TERM HUP'
if sh -c 'kill -s HUP $$' 2>/dev/null; then
    echo 'skipped: SIGHUP, which is ignored here'
    signals='INT TERM'
fi
for signal in $signals; do
    start $endless
    stop $signal
    holds "$got -eq 130 -a -s $dir/stop/checkpoint.safetensors -a ! -e $dir/stop/lock"
    said 'repeat the command with --resume'
done
if [ "$signals" != 'INT TERM' ]; then
    start $endless
    stop HUP HUP HUP # a terminal that closes may say so more than once
    holds "$got -eq 130"
fi
# Steps that take long: acknowledged at once; a second one ends the run.
long="--steps 9 --batch 2048 --shards 1 --width 64 --inner 128 --threads 1"
start $long
stop INT INT
holds "$got -eq 1 -a ! -e $dir/stop/checkpoint.safetensors"
said 'once more stops at once'
said 'there is no checkpoint, and all of this run is lost'
# In a test that takes long, the run stops well before the test would end.
start $small --steps 1000000 --test-every 1 --test-puzzles 1000000
sleep 0.2
stop TERM
holds "$got -eq 130 -a -s $dir/stop/checkpoint.safetensors"
# nohup: a run that was told to outlive its terminal does.
rm -rf "$dir/stop"
(trap '' HUP; exec "$TRAIN" "$dir/four" $endless --out "$dir/stop") >"$dir/out" 2>"$dir/err" &
run=$!
until_true '[ -e "$dir/stop/metrics.csv" ]'
stop HUP INT
holds "$got -eq 130"
if grep -q 'once more' "$dir/err" && ! grep -q 'at once;' "$dir/err"; then ok; else bad "SIGHUP counted under nohup"; fi

# --- threads with little stack -----------------------------------------------------------------------------------------
# 128 KB is what a thread has on some systems (musl); a quarter of it is to spare.
# The sanitizers make every frame larger.
if [ -z "$QUICK" ]; then
    export OMP_STACKSIZE=96k
    expect 0 'chosen of' sh -c '"$@" || [ $? -eq 1 ]' - "$SOLVE" --tries 3 --choose rules --limit 3 --threads 2 data/maze/test.csv
    expect 0 'solved' "$SOLVE" --tries 3 --choose rules --threads 2 puzzle.txt
    for wide in '--width 64 --inner 128' '--mixer window --relations off' '--mixer delta --relations off --scans 4' \
        '--mixer linear --relations off' '--mixer convolution --relations off' '--mixer mamba2 --relations off' \
        '--algorithm autoregressive' '--optimiser adam-atan2'; do
        expect 0 'unseen' "$TRAIN" "$dir/four" --steps 2 --batch 8 --threads 2 --test-puzzles 4 $wide --out "$dir/threads"
    done
    unset OMP_STACKSIZE
fi

echo "runs: $passed passed, $failed failed"
[ $failed -eq 0 ]
