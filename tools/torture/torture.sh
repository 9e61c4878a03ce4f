#!/bin/sh
# Kills, failing calls, full disks, flipped bits, two runs in one folder, damaged models: what docs/reliability.md
# promises, tried, and the table of it. `make torture TRIES=20`: of each sort of attack; ATTACKS="kills bits" (also
# calls, memory, disks, folders, mutants): only these. Linux and glibc.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build} TRIES=${TRIES:-20}
export OMP_WAIT_POLICY=passive
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
seed=${SEED:-1} all_bad=0

# random N: sets $drawn to a number from 0 to N - 1, the same ones for the same SEED
random() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    drawn=$((seed / 7 % $1))
}
promise=
begin() { promise=$1 good=0 bad=0; }
good() { good=$((good + 1)); }
bad() {
    bad=$((bad + 1)) all_bad=$((all_bad + 1))
    echo "    BROKEN: $*" >&2
}
row() { printf '%-72s %4d of %d\n' "$promise" "$good" $((good + bad)); }

# --- data and kinds of runs ------------------------------------------------------------------------------------------
"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 300 --test 20 >/dev/null 2>&1
"$BUILD/maze-data" --out "$dir/maze" --side 7 --train 200 --test 20 >/dev/null 2>&1
"$BUILD/arc-data" --out "$dir/arc" --pairs 8 --test 2 --max-side 5 >/dev/null 2>&1
"$BUILD/program-data" --out "$dir/program" --train 200 --test 20 >/dev/null 2>&1
small="--width 16 --inner 16 --batch 8 --shards 4 --threads 1 --steps 40 --test-every 15 --test-puzzles 5 --report-every 7"
cat >"$dir/kinds" <<END
four
four --optimiser adamw
four --optimiser adam-atan2 --planes off
four --fresh
four --algorithm winner-takes-all --latents 3
four --algorithm one-pass --layers 3
four --algorithm autoregressive --cell-order solver
four --algorithm diffusion
four --mixer mlp --planes off --relations off
four --mixer delta,attention --relations off
maze --heads 2
maze --mixer window --heads 2 --fresh
four --mixer latent,linear
four --mixer kimi-delta --relations off
maze --mixer convolution,mamba2 --relations off
maze --heads 2 --labels any
program --heads 2 --deepen-from 0.5
arc --heads 2 --registers 2 --augmentations 3
arc --heads 2 --registers 2 --augmentations 3 --optimiser adamw
END
kinds=$(grep -c . "$dir/kinds")
kind() { # sets $data and $options of the n-th
    line=$(sed -n "$(($1 % kinds + 1))p" "$dir/kinds")
    data=$dir/${line%% *} options=
    case $line in *' '*) options=${line#* } ;; esac
}
reference() { # the model of the uninterrupted run of kind n
    [ -e "$dir/whole$1/model.safetensors" ] ||
        "$TRAIN" "$data" $small $options --out "$dir/whole$1" >/dev/null 2>&1
}
ends_alike() { # FOLDER KIND: resumed, it ends in the bits of the uninterrupted run
    "$TRAIN" "$data" --resume --threads 1 --out "$1" >"$dir/log" 2>&1 &&
        cmp -s "$1/model.safetensors" "$dir/whole$2/model.safetensors"
}

# --- kills -----------------------------------------------------------------------------------------------------------
kills() {
    begin "a run killed at a random moment goes on to the same bits"
    n=0
    while [ $n -lt "$TRIES" ]; do
        k=$((n % kinds))
        kind $k
        reference $k
        rm -rf "$dir/x"
        "$TRAIN" "$data" $small $options --save-minutes 0 --out "$dir/x" >/dev/null 2>&1 &
        pid=$!
        until [ -e "$dir/x/checkpoint.safetensors" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
        random 40
        sleep "0.0$((drawn / 10))$((drawn % 10))"
        random 3
        for again in 1 2 3; do # some are killed again while they resume
            kill -9 $pid 2>/dev/null
            wait $pid 2>/dev/null
            [ $again -gt "$drawn" ] && break
            "$TRAIN" "$data" --resume --threads 1 --save-minutes 0 --out "$dir/x" >/dev/null 2>&1 &
            pid=$!
            sleep 0.05
        done
        if ends_alike "$dir/x" $k; then good; else bad "$line"; fi
        n=$((n + 1))
    done
    row
}

# --- system calls that fail ------------------------------------------------------------------------------------------
# A run in which the n-th call fails, once or from there on, ends with 0 or 3, its files whole, and can go on.
calls() {
    for call in write fsync rename link open close; do
        begin "the n-th $call fails: exit 0 or 3, files whole, resumed to the same bits"
        n=0
        while [ $n -lt "$TRIES" ]; do
            random 60
            number=$((n % 2 ? drawn + 1 : n / 2 + 1)) on=
            [ $((n % 3)) -eq 2 ] && on=1
            rm -rf "$dir/x"
            env FAIL=$call FAIL_NUMBER=$number ${on:+FAIL_ON=1} LD_PRELOAD="$BUILD/fail.so" \
                "$TRAIN" "$data" $small $options --save-minutes 0 --out "$dir/x" >"$dir/log" 2>&1
            got=$?
            if [ $got -ne 0 ] && [ $got -ne 3 ] && [ $got -ne 2 ]; then
                bad "$call $number $on ended with $got"
            elif [ -e "$dir/x/checkpoint.safetensors" ] && ! ends_alike "$dir/x" 0; then
                bad "$call $number $on: resumed to other bits"
            else
                good
            fi
            n=$((n + 1))
        done
        row
    done
}

# --- memory ----------------------------------------------------------------------------------------------------------
memory() {
    begin "the n-th allocation fails: no program dies by a signal"
    n=0
    while [ $n -lt $((TRIES * 2)) ]; do
        random 3000
        number=$((n % 2 ? drawn + 1 : n / 2 + 1))
        case $((n % 4)) in
        0) set -- "$TRAIN" "$dir/four" $small --steps 2 --out "$dir/y" ;;
        1) set -- "$TRAIN" "$dir/arc" --batch 8 --width 16 --inner 16 --heads 2 --registers 2 --steps 1 --threads 1 --out "$dir/y" ;;
        2) set -- "$SOLVE" --model "$dir/whole0/model.safetensors" --threads 1 "$dir/four/test.csv" ;;
        *) set -- "$SOLVE" --json --model "$dir/whole0/model.safetensors" --threads 1 "$dir/four/test.csv" ;;
        esac
        rm -rf "$dir/y"
        env FAIL=malloc FAIL_NUMBER=$number LD_PRELOAD="$BUILD/fail.so" "$@" >"$dir/log" 2>&1
        got=$?
        if [ $got -le 3 ]; then good; else bad "allocation $number of $* ended with $got"; fi
        n=$((n + 1))
    done
    row
}

# --- disks that are full ---------------------------------------------------------------------------------------------
disks() {
    begin "files may grow no further: exit 3, the earlier checkpoint stays, resumed to the same bits"
    n=1
    while [ $n -le "$TRIES" ]; do
        rm -rf "$dir/x"
        "$TRAIN" "$data" $small $options --steps 9 --decay-from 0.2 --out "$dir/x" >/dev/null 2>&1
        cp "$dir/x/checkpoint.safetensors" "$dir/before"
        sh -c "ulimit -f $n; exec '$TRAIN' '$data' --resume --steps 40 --threads 1 --save-minutes 0 --out '$dir/x'" >"$dir/log" 2>&1
        got=$?
        if [ $got -eq 3 ] && ! cmp -s "$dir/before" "$dir/x/checkpoint.safetensors"; then
            bad "$n blocks: the checkpoint changed"
        elif [ $got -ne 3 ] && [ $got -ne 0 ]; then
            bad "$n blocks: ended with $got"
        elif ls "$dir/x" | grep -q 'tmp$'; then
            bad "$n blocks: a temporary file stayed"
        else
            good
        fi
        n=$((n + 1))
    done
    row
}

# --- flipped bits ----------------------------------------------------------------------------------------------------
bits() {
    for file in model checkpoint; do
        begin "a flipped bit of a $file is noticed"
        whole=$dir/whole0/$file.safetensors size=$(wc -c <"$dir/whole0/$file.safetensors")
        n=0
        while [ $n -lt $((TRIES * 5)) ]; do
            random "$size"
            at=$drawn
            random 8
            byte=$(od -An -tu1 -j "$at" -N 1 "$whole" | tr -d ' ')
            cp "$whole" "$dir/flipped"
            printf "\\$(printf %o $((byte ^ 1 << drawn)))" | dd of="$dir/flipped" bs=1 seek="$at" conv=notrunc 2>/dev/null
            if "$BUILD/verify" "$dir/flipped" >/dev/null 2>&1; then bad "$file, byte $at, bit $drawn"; else good; fi
            n=$((n + 1))
        done
        row
    done
}

# --- two runs in one folder ------------------------------------------------------------------------------------------
folders() {
    begin "two runs in one folder: one is refused, or comes after the other; all files whole"
    n=0
    while [ $n -lt "$TRIES" ]; do
        rm -rf "$dir/x" "$dir/x".*
        for number in 1 2; do
            "$TRAIN" "$dir/four" $small --seed $number --save-minutes 0 --out "$dir/x" >/dev/null 2>&1 &
            eval "pid$number=$!"
            random 25
            sleep "0.0$((drawn / 10))$((drawn % 10))"
        done
        wait $pid1
        first=$?
        wait $pid2
        second=$?
        if "$BUILD/verify" "$dir/x"*/*.safetensors >/dev/null 2>&1 &&
            case $first$second in 00) [ -e "$dir/x.1/model.safetensors" ] ;; 03 | 30) [ ! -e "$dir/x.1" ] ;; *) false ;; esac; then
            good
        else
            bad "they ended with $first and $second"
        fi
        n=$((n + 1))
    done
    row
}

# --- models that are damaged but well-formed ---------------------------------------------------------------------------
mutants() {
    set -- "$dir/whole0/model.safetensors" "$data/test.csv"
    for name in maze arc program; do
        k=$(grep -n "^$name" "$dir/kinds" | sed -n '1s/:.*//p')
        kind $((k - 1))
        reference $((k - 1))
        questions=$data/test.csv
        [ -e "$questions" ] || questions=$data/training/gravity.json
        set -- "$@" "$dir/whole$((k - 1))/model.safetensors" "$questions"
    done
    "$BUILD/mutants" $((TRIES * 20)) "$SOLVE" "$@" models/sudoku.safetensors data/sudoku/test.csv || all_bad=$((all_bad + 1))
}

for attack in ${ATTACKS:-kills calls memory disks bits folders mutants}; do
    kind 0
    reference 0
    $attack
done
exit $((all_bad > 0))
