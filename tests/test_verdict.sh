#!/bin/sh
# What people are told: which model is taken, how sure it is, what is wrong and what to run next; and what build/calibrate
# and build/average and build/prune write into models.
cd "$(dirname "$0")/.." || exit 1
SOLVE=${SOLVE:-./solve} CALIBRATE=${BUILD:-build}/calibrate
case $SOLVE in /*) ;; *) SOLVE=$PWD/$SOLVE ;; esac
. tests/expect.sh

is() { if [ "$2" = "$3" ]; then ok; else bad "$1: '$2', expected '$3'"; fi; }

easy=53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79
two=534..8912672195348198342567859..1423426853791713924856961537284287419635345286179
top='#######\n# # G #\n#S### #\n#   # #\n# # # #\n# #   #\n#######\n'
"$SOLVE" --model models/sudoku.safetensors --quiet "$easy" >"$dir/answer"

# --- which model -----------------------------------------------------------------------------------------------------
expect 0 '^with models/sudoku.safetensors$' "$SOLVE" "$easy"
printf "$top" >"$dir/maze"
expect 0 '^with models/maze.safetensors$' "$SOLVE" "$dir/maze"
expect 0 'solved: an attempt is the output' "$SOLVE" data/arc/training/flood.json
printf 'S%40s\n%41s\n%40sG\n' '' '' '' | tr ' ' . >"$dir/wide"
"$SOLVE" --json --steps 1 "$dir/wide" >"$dir/out" 2>"$dir/err"
is 'a size that the model does not know' "$(grep -c 'good for sides of 1 to 40, and these have 41; .*--side 41 ' "$dir/err")" 1
"$SOLVE" --json "$dir/maze" >"$dir/out" 2>"$dir/err"
is 'programs are told nothing else' "$(wc -c <"$dir/err" | tr -d ' ')" 0
expect 2 'kind mazes: there is no such kind of puzzle, expected one of sudoku, maze' "$SOLVE" --kind mazes "$dir/maze"
mkdir -p "$dir/elsewhere/models"
cp models/maze.safetensors "$dir/elsewhere/models/maze.safetensors"
in_folder() { (cd "$dir/elsewhere" && "$SOLVE" "$@"); }
expect 0 '^with models/maze.safetensors$' in_folder "$dir/maze"
cp "$SOLVE" "$dir/elsewhere/solve"
cp data/arc/training/gravity.json "$dir/elsewhere/gravity.json"
expect 3 'no models/arc.safetensors.*train data/arc" makes one in about an hour' \
    sh -c 'cd "$1" && ./solve gravity.json' - "$dir/elsewhere"

# The same grid is a maze of 0 and 1 or a Sudoku with several answers: the model that is named says which.
printf '2003\n0010\n1000\n0000\n' >"$dir/either"
"$SOLVE" --json --steps 1 "$dir/either" >"$dir/out" 2>"$dir/err"
is 'the kind that fits best' "$(sed -n 's/.*"puzzle": "\([^"]*\)".*/\1/p' "$dir/out")" 'S  G  # #       '
expect 2 'more than one solution' "$SOLVE" --model models/sudoku.safetensors "$dir/either"
expect 2 'kind sudoku.*kind maze' "$SOLVE" --model models/sudoku.safetensors "$dir/maze"
expect 2 'kind maze.*kind sudoku' "$SOLVE" --model models/maze.safetensors "$easy"

# --- two answers -----------------------------------------------------------------------------------------------------
expect 2 'more than one solution (row 1, column 4 may be 6 or 7, row 1, column 5 then 7 or 6)' "$SOLVE" "$two"
expect 2 'more than one solution (row 1, column 1 may be 1 or 9, ' "$SOLVE" "$(printf '%081d' 0)"

# --- failures --------------------------------------------------------------------------------------------------------
# A model of one kind of maze alone, and a maze of another kind.
cp models/maze-11x11.safetensors "$dir/a model's.safetensors"
narrow="--model models/maze-11x11.safetensors"
tries_again() {
    "$@" >"$dir/out" 2>"$dir/err"
    if [ $? -le 1 ] && grep -q '^try [0-9]*, chosen of' "$dir/out"; then ok; else bad "$* does not try again"; fi
}
fail_at_once() { "$SOLVE" --threads 1 --colour never --steps 1 "$@"; }
hard=$(sed -n '2,$s/^[^,]*,\([^,]*\),.*/\1/p' data/maze/test.csv | awk 'length == 225' | sed -n 5p)
{ printf "$top" && echo && echo "$hard" | fold -w 15; } >"$dir/mazes"
fail_at_once $narrow "$dir/mazes" >"$dir/out" 2>"$dir/err"
is 'not solved' $? 1
expect_line() { if grep -q -e "$1" "$dir/out"; then ok; else bad "no line '$1'"; fi; }
expect_line '^step 1, halting logit [-0-9.]*: [a-z]* *[0-9.]*% sure$'
expect_line '^not solved after 1 step, the model is [a-z]* *[0-9.]*% sure.*: '
expect_line "^to try harder: .*solve --tries 16 --choose rules --threads 1 --colour never $narrow $dir/mazes --skip 1 --limit 1$"
sed -n 's/^to try harder: //p' "$dir/out" >"$dir/paste"
tries_again sh "$dir/paste"

# From a pipe the command holds the puzzle; names are quoted.
echo "$hard" | fold -w 15 | fail_at_once --model "$dir/a model's.safetensors" - >"$dir/out" 2>"$dir/err"
sed -n '/^to try harder: /,$p' "$dir/out" | sed 's/^to try harder: //' >"$dir/paste"
tries_again sh "$dir/paste"
is 'the same maze' "$(sed -n 2,16p "$dir/out")" "$(echo "$hard" | fold -w 15)"
"$SOLVE" $narrow --threads 1 --steps 1 --tries 16 --noise 0 "$dir/mazes" >"$dir/out" 2>"$dir/err"
expect_line '^to try harder: .*--tries 64 --choose rules'
"$SOLVE" $narrow --threads 1 --steps 1 --tries 300 --noise 0 "$dir/mazes" >"$dir/out" 2>"$dir/err"
is 'no more than a thousand tries' "$(grep -c 'try harder' "$dir/out")" 0

# A model that has learned nothing breaks the rules everywhere: five places, or all.
"${BUILD:-build}/sudoku-data" --side 4 --train 50 --test 20 --out "$dir/four" >/dev/null 2>&1
"${TRAIN:-./train}" "$dir/four" --steps 1 --threads 1 --width 8 --inner 8 --test-puzzles 1 --out "$dir/run" >/dev/null 2>&1
untaught=$dir/run/model.safetensors
"$SOLVE" --threads 1 --limit 1 --model "$untaught" "$dir/four/test.csv" >"$dir/out" 2>"$dir/err"
is 'five places' "$(grep -c '^  row ' "$dir/out")" 5
expect_line '^  and [0-9]* more (--places names them all)$'
"$SOLVE" --threads 1 --limit 1 --places --model "$untaught" "$dir/four/test.csv" >"$dir/out" 2>"$dir/err"
is 'all places' "$(grep -c '^  row ' "$dir/out")" "$(sed -n 's/^not solved.*: \([0-9]*\) cells break a rule$/\1/p' "$dir/out")"

# --- many puzzles ----------------------------------------------------------------------------------------------------
printf 'source,question,answer,rating\na,%s,,0\na,%s,,0\na,%s,,0\n' "$easy" "$two" "$easy" >"$dir/eval.csv"
expect 2 '^1 bad row is not counted$' "$SOLVE" --threads 1 --eval "$dir/eval.csv"
expect 2 '"bad_rows": 1' "$SOLVE" --threads 1 --json --eval "$dir/eval.csv"

# Memory does not grow with what was read: what is kept of 30 000 puzzles would be 4 MB. Lines wait for 64 KB of them.
line=$(sed -n '2s/^[^,]*,\([^,]*\),.*/\1/p' "$dir/four/test.csv")
if [ -r /proc/self/status ] && [ -z "$QUICK" ]; then
    mkfifo "$dir/pipe"
    "$SOLVE" --quiet --threads 1 --steps 1 --model "$untaught" "$dir/pipe" >"$dir/out" 2>"$dir/err" &
    pid=$!
    exec 3>"$dir/pipe"
    feed() {
        yes "$line" | head -n "$1" >&3
        tries=0
        while [ "$(wc -l <"$dir/out")" -lt "$2" ] && [ $tries -lt 600 ]; do sleep 0.1 && tries=$((tries + 1)); done
        sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' /proc/$pid/status
    }
    few=$(feed 10000 5000) many=$(feed 30000 35000)
    exec 3>&-
    wait $pid
    if [ "$many" -lt $((few + 1500)) ]; then ok; else bad "peak of $few kB, then of $many kB"; fi
    is 'all lines are answered' "$(wc -l <"$dir/out" | tr -d ' ')" 40000
fi

# --- calibration -----------------------------------------------------------------------------------------------------
model=$dir/calibrated.safetensors
cp models/maze.safetensors "$model"
expect 0 'stops above a halting logit of' "$CALIBRATE" "$model" data/maze/train.csv --limit 20 --threads 1
"$CALIBRATE" "$model" data/maze/train.csv --limit 20 --threads 2 --dry-run >"$dir/twice"
same "$dir/out" "$dir/twice"
expect 0 'its hash agrees' "${BUILD:-build}/verify" "$model"
slowly() { { sed -n 1,3p data/maze/train.csv; sleep 0.3; sed -n 4,5p data/maze/train.csv; } | "$CALIBRATE" "$model" /dev/stdin --threads 1 --dry-run; }
expect 0 '^4 puzzles' slowly
expect 0 '% sure$' "$SOLVE" --model "$model" "$dir/maze"
answers() { "$SOLVE" --threads 1 --json --limit 3 --model "$1" --halt 5 data/maze/test.csv | sed 's/"sure": [^,]*, //'; }
answers "$model" >"$dir/now"
answers models/maze.safetensors >"$dir/before"
same "$dir/now" "$dir/before"
steps() { "$SOLVE" --threads 1 --json --limit 20 --eval data/maze/test.csv --model "$@" | sed 's/.*"mean_steps": \([0-9]*\).*/\1/'; }
if [ "$(steps "$model")" -lt "$(steps "$model" --halt 8)" ]; then ok; else bad 'the threshold in the file does not count'; fi
expect 0 '^20 puzzles$' "$CALIBRATE" models/program.safetensors data/program/train.csv --limit 20 --threads 1 --dry-run
expect 2 'expected one column program' "$CALIBRATE" models/program.safetensors data/maze/train.csv --dry-run
expect 3 'no such file' "$CALIBRATE" "$dir/none"
expect 2 'which model' "$CALIBRATE"

# --- averages --------------------------------------------------------------------------------------------------------
AVERAGE=${BUILD:-build}/average mean=$dir/mean.safetensors
"${TRAIN:-./train}" "$dir/four" --steps 3 --batch 4 --test-puzzles 2 --out "$dir/first" >/dev/null 2>&1
first=$dir/first/model.safetensors second=$dir/second/model.safetensors
"${TRAIN:-./train}" "$dir/four" --steps 3 --batch 4 --test-puzzles 2 --from "$first" --seed 2 --out "$dir/second" >/dev/null 2>&1
# The answer to a puzzle, with its halting logit but not what the file makes of that.
answer_of() { "$SOLVE" --threads 1 --model "$1" --json --steps 1 --limit 1 "$dir/four/test.csv" | sed 's/"sure": [^,]*, //'; }
for share in 0 0.5 1; do
    expect 0 '' sh -c '"$0" "$@" && echo' "$AVERAGE" "$first" "$second" --share $share --out "$mean"
    answer_of "$mean" >"$dir/mean.$share"
done
answer_of "$first" >"$dir/of_first"
answer_of "$second" >"$dir/of_second"
same "$dir/mean.0" "$dir/of_first"
same "$dir/mean.1" "$dir/of_second"
if cmp -s "$dir/mean.0.5" "$dir/of_first" || cmp -s "$dir/mean.0.5" "$dir/of_second"; then bad 'the mean is one of the two'; else ok; fi
expect 0 'its hash agrees' "${BUILD:-build}/verify" "$mean"
# a larger one that was trained on from it comes first
"${TRAIN:-./train}" "$dir/four" --steps 3 --batch 4 --test-puzzles 2 --from "$first" --networks 2 --out "$dir/larger" >/dev/null 2>&1
larger=$dir/larger/model.safetensors
expect 0 '' sh -c '"$0" "$@" && echo' "$AVERAGE" "$larger" "$first" --share 1 --out "$mean"
answer_of "$mean" >"$dir/mean.larger"
same "$dir/mean.larger" "$dir/of_first"
expect 2 'different sizes' "$AVERAGE" "$first" "$larger" --out "$dir/none"
expect 0 'Usage: build/average' "$AVERAGE" --help
expect 2 'which two models' "$AVERAGE" "$first" --out "$mean"
expect 2 'Name a file with --out' "$AVERAGE" "$first" "$second"
expect 2 'different sizes' "$AVERAGE" "$first" "$untaught" --out "$dir/none"
expect 2 'of kind sudoku, and .* of kind maze' "$AVERAGE" "$first" models/maze.safetensors --out "$dir/none"
expect 2 'embeddings of its own' "$AVERAGE" models/arc.safetensors models/arc.safetensors --out "$dir/none"
expect 3 'no such file' "$AVERAGE" "$first" "$dir/none" --out "$mean"

# --- pruning ---------------------------------------------------------------------------------------------------------
PRUNE=${BUILD:-build}/prune pruned=$dir/pruned.safetensors
# The hidden units by which a model is larger add nothing if all of its weights are those of the smaller one.
"${TRAIN:-./train}" "$dir/four" --steps 3 --batch 4 --test-puzzles 2 --from "$first" --inner 160 --out "$dir/wider" >/dev/null 2>&1
"$AVERAGE" "$dir/wider/model.safetensors" "$first" --share 1 --out "$mean"
expect 0 'layers.0: 128 of 160 hidden units add something' "$PRUNE" "$mean" --out "$pruned"
answer_of "$pruned" >"$dir/of_pruned"
same "$dir/of_pruned" "$dir/of_first"
expect 0 'its hash agrees' "${BUILD:-build}/verify" "$pruned"
expect 0 '"inner":"128"' cat "$pruned"
expect 0 ': 128 of 128 are kept' "$PRUNE" "$first" --cycles 2 --out "$pruned"
answer_of "$pruned" >"$dir/of_pruned"
"$SOLVE" --threads 1 --cycles 2 --model "$first" --json --steps 1 --limit 1 "$dir/four/test.csv" | sed 's/"sure": [^,]*, //' >"$dir/of_first"
same "$dir/of_pruned" "$dir/of_first"
expect 0 ': 8 of 128 are kept' "$PRUNE" "$first" --inner 8 --out "$pruned"
expect 0 'its hash agrees' "${BUILD:-build}/verify" "$pruned"
expect 0 'Usage: build/prune' "$PRUNE" --help
expect 2 'which model' "$PRUNE"
expect 2 'Name a file with --out' "$PRUNE" "$first"
expect 2 'has only 128 hidden units' "$PRUNE" "$first" --inner 129 --out "$dir/none"
expect 2 'embeddings of its own' "$PRUNE" models/arc.safetensors --out "$dir/none"
expect 3 'no such file' "$PRUNE" "$dir/none" --out "$pruned"

echo "verdict: $passed passed, $failed failed"
[ $failed -eq 0 ]
