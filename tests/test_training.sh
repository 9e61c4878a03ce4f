#!/bin/sh
# What a training run says of itself, and what it chooses by: the part kept out of training, the last test and its
# bound, the threshold, the best model, run.json, metrics.csv, suggestions, curves.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh

"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 300 --test 60 >/dev/null 2>&1
small="--width 16 --inner 16 --batch 8 --shards 4 --report-every 8"
of() { sed -n "s/.*\"$2\": \"\{0,1\}\([^,}\"]*\).*/\1/p" "$1/run.json" | head -n 1; } # of RUN KEY: in run.json
said() { if grep -q -e "$1" "$dir/out" "$dir/err"; then ok; else bad "it did not say '$1'"; fi; }
holds() { if eval "[ $1 ]"; then ok; else bad "not so: $1"; fi; }

# --- halting is learned, and used ------------------------------------------------------------------------------------
steps=240
[ -z "$QUICK" ] || steps=20
expect 0 "Last test, on at most 60 unseen" "$TRAIN" "$dir/four" --steps $steps --threads 1 --out "$dir/four.run"
if [ -z "$QUICK" ]; then
    said 'on [0-9]* unseen puzzles in [123]\.[0-9]* steps each'
    said '^exact \(9[0-9]\|100\)'
    expect 0 '^[123]\.[0-9]* steps and' "$SOLVE" --model "$dir/four.run/model.safetensors" --eval "$dir/four/test.csv"
    expect 0 '"halt_threshold": -\{0,1\}[0-9]' cat "$dir/four.run/run.json"
fi

# --- the last test: bounded by FLOPs, unless asked -------------------------------------------------------------------
for threads in 1 2; do
    expect 0 'Last test, on at most 60' "$TRAIN" "$dir/four" $small --steps 60 --test-every 24 --threads $threads --out "$dir/run$threads"
done
cp "$dir/err" "$dir/said"
same "$dir/run1/model.safetensors" "$dir/run2/model.safetensors"
same "$dir/run1/model-best.safetensors" "$dir/run2/model-best.safetensors"
run=$dir/run1
spent=$(awk -v n="$(of "$run" puzzles)" -v steps="$(of "$run" mean_steps)" -v a="$(of "$run" flops_per_answer_step)" \
    -v e="$(of "$run" flops_per_example)" 'BEGIN { print (n > 0 && n * steps * a <= 0.1 * 60 * 8 * e) }')
holds '"$spent" = 1'
expect 0 'took a tenth of the run' cat "$dir/said"
expect 0 'on 60 unseen puzzles' "$TRAIN" "$dir/four" $small --steps 10 --test-puzzles 6 --threads 1 --out "$dir/asked"

# --- what is said once, what is left blank ---------------------------------------------------------------------------
expect 0 '^1$' grep -c '^exact: ' "$dir/said"
expect 0 '3[0-9] kept out of training, 60 to test on' cat "$dir/said"
expect 0 'about [0-9]*m[0-9]*s to go on 2 threads' cat "$dir/said"
expect 0 '^exact      -  cells' "$TRAIN" "$dir/four" $small --steps 3 --report-every 1 --threads 1 --out "$dir/blank"
expect 0 '^1,[0-9.]*,,[0-9.]*,[0-9.]*,[0-9.]*,[0-9.]*,,' sed -n 2p "$dir/blank/metrics.csv"
expect 0 '^sum  *[0-9.]* MB' "$TRAIN" "$dir/four" $small --memory --threads 1
said 'about .* with tests on 1 thread'
expect 0 'no better than guessing' "$TRAIN" "$dir/four" $small --lr 10 --matrix-lr 10 --warmup 0 --steps 60 --threads 1 --out "$dir/wild"
said 'lr 10 is 5000 times the usual 0.002'

# --- the most operations that a step may record ----------------------------------------------------------------------
deep="--width 8 --heads 2 --inner 8 --mixer kimi-delta --exchange attention --relations off --cycles 64 --gradient-cycles 64"
expect 0 '^sum' "$TRAIN" "$dir/four" --memory --threads 1 $deep
expect 2 'in 256 passes are more than the [0-9]* operations' "$TRAIN" "$dir/four" --memory --threads 1 $deep --layers 3

# --- what to do next is a line that a shell takes ---------------------------------------------------------------------
cp -r "$dir/four" "$dir/a folder's"
expect 0 '^Try it: ' "$TRAIN" "$dir/a folder's" $small --steps 3 --threads 1 --out "$dir/its run"
sed -n 's/^Try it: //p' "$dir/err" >"$dir/paste"
expect 1 'not solved after 16 steps' sh "$dir/paste"

# --- what is kept out ------------------------------------------------------------------------------------------------
expect 0 '"learned": 26[0-9], "held_out": 3[0-9], "tests": 60' cat "$run/run.json"
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 3 --validation 7 --out "$dir/seven"
expect 0 '"learned": 29[0-3], "held_out": [7-9],' cat "$dir/seven/run.json"
expect 0 'validation 20: the run was started with [7-9]' "$TRAIN" "$dir/four" --resume --validation 20 --steps 4 --out "$dir/seven"
expect 0 '0 kept out' "$TRAIN" "$dir/four" $small --steps 3 --validation 0 --out "$dir/none"
holds '! -e "$dir/none/model-best.safetensors"'
mkdir "$dir/tests"
cp "$dir/four/test.csv" "$dir/tests/"
expect 3 'no train.csv to learn from.*--fresh' "$TRAIN" "$dir/tests" $small --steps 3 --out "$dir/x"
expect 0 '0 puzzles to learn from (unused: fresh ones are made), 200 kept out' "$TRAIN" "$dir/tests" $small --steps 3 --fresh --out "$dir/fresh"

# --- the best model --------------------------------------------------------------------------------------------------
expect 0 '"best": {"step": \(24\|48\|60\), "solved": [01]\.[0-9]*}' cat "$run/run.json"
expect 0 'cells' "$SOLVE" --model "$run/model-best.safetensors" --eval "$dir/four/test.csv" --limit 2
# Rates that destroy what was learned: the best model is an earlier one, named, and has a threshold of its own.
if [ -z "$QUICK" ]; then
    cp -r "$dir/four.run" "$dir/ruined"
    expect 0 'model-best.safetensors  of step 240, better on puzzles kept out' "$TRAIN" "$dir/four" --resume --steps 270 \
        --test-every 10 --threads 1 --out "$dir/ruined" --lr 10 --matrix-lr 10 --ema 0.5 --decay-from 1
    same "$dir/four.run/model-best.safetensors" "$dir/ruined/model-best.safetensors"
fi
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 30 --decay-from 1 --test-every 24 --threads 1 --out "$dir/parts"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 60 --test-every 24 --threads 1 --out "$dir/parts"
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 60 --decay-from 1 --test-every 24 --threads 1 --out "$dir/whole"
same "$dir/parts/model.safetensors" "$dir/whole/model.safetensors"

# --- run.json --------------------------------------------------------------------------------------------------------
expect 0 '"status": "done"' cat "$run/run.json"
expect 0 '"command": \["[^"]*train", ' cat "$run/run.json"
expect 0 '"optimiser": "muon"' cat "$run/run.json"
if command -v sha256sum >/dev/null; then
    hash=$(sha256sum "$dir/four/train.csv" | cut -d ' ' -f 1)
    expect 0 "four/train.csv\", \"rows\": 300, \"sha256\": \"$hash\"" cat "$run/run.json"
fi
for rates in 'adamw 0.002' 'adam-atan2 0.001' 'muon 0.004'; do
    expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 2 --optimiser "${rates% *}" --out "$dir/rates"
    expect 0 "\"matrix-lr\": ${rates#* }," cat "$dir/rates/run.json"
done
expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 2 --optimiser adamw --matrix-lr 0.003 --out "$dir/rates"
expect 0 '"matrix-lr": 0.003,' cat "$dir/rates/run.json"

# --- metrics.csv: an older file is widened by the names of its columns -------------------------------------------------
expect 0 '^step,seconds,train/exact_accuracy,train/accuracy,train/lm_loss,train/q_halt_loss,train/q_halt_accuracy,train/steps,train/lr,train/grad_norm,examples_per_s,val/exact_accuracy' head -n 1 "$run/metrics.csv"
printf 'step,seconds,train/lm_loss,train/accuracy,other\n8,1.5,0.25,0.75,9\n' >"$dir/parts/metrics.csv"
expect 0 'unseen' "$TRAIN" "$dir/four" --resume --steps 61 --threads 1 --out "$dir/parts"
expect 0 '^8,1.5,,0.75,0.25,,,,,,,,' sed -n 2p "$dir/parts/metrics.csv"

# --- suggestions -----------------------------------------------------------------------------------------------------
for pair in 'batch-size batch' 'batch_size batch' 'epochs steps' 'learning-rate lr' 'optimizer optimiser' 'stpes steps' \
    'hidden-size width' 'fresch fresh' 'max-steps steps'; do
    expect 2 "no option --${pair% *}; did you mean --${pair#* }?" "$TRAIN" "$dir/four" "--${pair% *}" 3
done
expect 2 'did you mean --tries?' "$SOLVE" puzzle.txt --samples 3
expect 2 'no option --xyzzy (see --help)' "$TRAIN" "$dir/four" --xyzzy

# --- memory: mazes of 96x96, with the test and the report at the end --------------------------------------------------
if [ -z "$QUICK" ]; then
    "$BUILD/maze-data" --out "$dir/large" --side 96 --kind perfect --train 20 --test 2 >/dev/null 2>&1
    expect 0 'Last test' "$TRAIN" "$dir/large" --mixer window --width 32 --inner 128 --cycles 1 --steps 2 --threads 2 \
        --test-puzzles 1 --out "$dir/large.run"
    holds "$(of "$dir/large.run" peak_megabytes | cut -d. -f1) -lt 500"
fi

# --- curves ----------------------------------------------------------------------------------------------------------
if command -v python3 >/dev/null; then
    expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 60 --test-every 24 --seed 2 --threads 1 --out "$dir/seed2"
    expect 0 'unseen' "$TRAIN" "$dir/four" $small --steps 60 --test-every 24 --lr 0.001 --threads 1 --out "$dir/slow"
    expect 0 'c.svg' python3 tools/curves.py "$run" "$dir/seed2" "$dir/slow" --out "$dir/c.svg"
    expect 0 'class="band"' cat "$dir/c.svg"
    expect 0 '>lr 0.002 (2 seeds)</text>' cat "$dir/c.svg"
    expect 0 '>lr 0.001</text>' cat "$dir/c.svg"
    expect 0 'val/lm_loss' cat "$dir/c.svg"
    expect 0 sound python3 -c 'import json, sys, xml.dom.minidom as x; x.parse(sys.argv[1]); json.load(open(sys.argv[2])); print("sound")' "$dir/c.svg" "$run/run.json"
    expect 1 'no metrics.csv of a run' python3 tools/curves.py "$dir/nowhere" --out "$dir/c.svg"
fi

echo "training: $passed passed, $failed failed"
[ $failed -eq 0 ]
