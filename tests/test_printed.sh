#!/bin/sh
# What the programs print: nothing that a terminal would obey, JSON that parsers take, and an exit code if it cannot be
# written.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh

ends() { # STATUS COMMAND...
    status=$1
    shift
    "$@" >"$dir/out" 2>"$dir/err" </dev/null
    got=$?
    if [ $got -eq "$status" ]; then ok; else bad "$* ended with $got, expected $status"; fi
}
# ESC, other control characters, U+009B and U+202E, and any byte above 0x7f: none is expected in what follows.
clean() {
    if LC_ALL=C grep -q '[^ -~	]' "$dir/out" "$dir/err"; then bad "$1 reached the terminal"; else ok; fi
}
small="--width 16 --inner 16 --batch 8 --shards 4 --threads 1 --steps 3"
esc=$(printf '\033[31m\302\233\342\200\256x')

# --- names and metadata ----------------------------------------------------------------------------------------------
"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 100 --test 10 >/dev/null 2>&1
cp -r "$dir/four" "$dir/$esc"
ends 0 "$TRAIN" "$dir/$esc" $small --out "$dir/run$esc"
clean 'the name of a folder'
ends 0 "$TRAIN" "$dir/$esc" $small --out "$dir/run$esc"
clean 'the name of an earlier run'
ends 0 "$BUILD/verify" "$dir/run$esc/model.safetensors"
clean 'the name of a model'
ends 3 "$SOLVE" "$dir/no$esc"
clean 'the name of a missing file'
ends 2 "$SOLVE" "--$esc"
clean 'an option'
for key in format puzzle width exchange; do # a model of version 1, which has no hash; its header keeps its length
    LC_ALL=C sed "s/\"$key\":\"[^\"][^\"]/\"$key\":\"\\x7f\\xc2/" models/sudoku.safetensors >"$dir/model"
    ends 2 "$SOLVE" --model "$dir/model" puzzle.txt
    clean "the metadata $key"
done
"$BUILD/arc-data" --out "$dir/arc" --pairs 8 --test 2 --max-side 5
cp "$dir/arc/training/gravity.json" "$dir/arc/training/$(printf 'a\302\233\342\200\256b').json"
arc="--batch 8 --shards 4 --width 16 --inner 16 --heads 2 --registers 2 --augmentations 3 --threads 1 --steps 2"
ends 0 "$TRAIN" "$dir/arc" $arc --out "$dir/arc.run"
mkdir "$dir/tasks"
cp "$dir/arc/training"/a*b.json "$dir/tasks"
ends 1 "$SOLVE" "$dir/tasks" --model "$dir/arc.run/model.safetensors" --steps 1
clean 'the name of a task'
ends 1 "$SOLVE" --json "$dir/tasks" --model "$dir/arc.run/model.safetensors" --steps 1
clean 'the name of a task in JSON'

# --- JSON ------------------------------------------------------------------------------------------------------------
# json STATUS COMMAND...: each line of the output is one object, without NaN, whatever the exit status
json() {
    ends "$@"
    python3 - "$dir/out" <<'END' || bad "$* printed no JSON"
import json, sys
def refuse(word): raise ValueError(word)
for line in open(sys.argv[1]): json.loads(line, parse_constant=refuse)
END
}
if command -v python3 >/dev/null; then
    json 0 "$SOLVE" --json puzzle.txt
    json 1 "$SOLVE" --json --steps 1 --model "$dir/run$esc/model.safetensors" "$dir/four/test.csv"
    json 0 "$SOLVE" --json --eval "$dir/four/test.csv" --model "$dir/run$esc/model.safetensors"
    json 0 "$SOLVE" --json --eval data/maze/test.csv --limit 3
    json 1 "$SOLVE" --json "$dir/tasks" --model "$dir/arc.run/model.safetensors" --steps 1
    json 0 "$SOLVE" --json --eval "$dir/arc" --model "$dir/arc.run/model.safetensors" --limit 1 --augmentations 1
    # finite but huge weights, in a file without a hash: answers that are no numbers are refused in words
    python3 - "$dir/model" <<'END'
import struct, sys
raw = bytearray(open("tests/old/model-1.safetensors", "rb").read())
head = 8 + struct.unpack("<Q", raw[:8])[0]
for at in range(head, len(raw) - 3, 4): raw[at:at + 4] = struct.pack("<f", 3e38)
open(sys.argv[1], "wb").write(raw)
END
    json 2 "$SOLVE" --json --model "$dir/model" data/maze/test.csv --limit 1
    if grep -q 'numbers that are not finite' "$dir/err"; then ok; else bad 'huge weights'; fi
fi

# --- streams ---------------------------------------------------------------------------------------------------------
# A stream that is closed is not one that a file may take the place of.
for closed in '2>&-' '>&-' '<&-' '<&- >&- 2>&-'; do
    rm -rf "$dir/run"
    ends 0 sh -c "'$TRAIN' '$dir/four' $small --steps 9 --report-every 1 --out '$dir/run' $closed || [ \$? -eq 3 ]"
    ends 0 awk -F, 'NF != 25 { bad = 1 } END { exit bad || NR < 10 }' "$dir/run/metrics.csv"
done
ends 3 sh -c "'$SOLVE' --quiet puzzle.txt >&-"
if [ -w /dev/full ]; then
    for command in "$TRAIN --help" "$SOLVE --help" "$SOLVE --json puzzle.txt" "$TRAIN $dir/four --memory" \
        "$BUILD/sudoku-data --help" "$BUILD/verify models/sudoku.safetensors" "$SOLVE --eval data/maze/test.csv --limit 1"; do
        ends 3 sh -c "$command >/dev/full"
    done
fi

echo "printed: $passed passed, $failed failed"
[ $failed -eq 0 ]
