#!/bin/sh
# watch.sh FOLDER [CHECKER...]: the programs in FOLDER train, resume and solve, under a checker if one is named. Ends with
# the first exit status that no program gives by itself.
folder=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export OMP_NUM_THREADS=2

# run ALLOWED COMMAND...: prints what the checker said if the status is another
run() {
    allowed=$1
    shift
    "$@" >"$dir/log" 2>&1
    got=$?
    if [ $got -ne 0 ] && [ $got -ne "$allowed" ]; then
        cat "$dir/log"
        echo "$*: ended with $got"
        exit 1
    fi
}
small="--width 8 --inner 8 --batch 4 --shards 2 --threads 2 --test-puzzles 2"
"$folder/sudoku-data" --out "$dir/four" --side 4 --train 20 --test 5 >/dev/null 2>&1
run 0 "$@" "$folder/train" "$dir/four" $small --steps 3 --save-minutes 0 --out "$dir/x"
run 0 "$@" "$folder/train" "$dir/four" --resume --threads 2 --steps 5 --out "$dir/x"
run 0 "$@" "$folder/train" "$dir/four" $small --mixer delta,attention --relations off --steps 2 --out "$dir/y"
run 1 "$@" "$folder/solve" --threads 2 --tries 2 --choose rules --model "$dir/x/model.safetensors" "$dir/four/test.csv"
echo "nothing found"
