#!/bin/sh
# turns.sh OLD NEW [ROUNDS [STEPS]]: what a training step costs in two builds of train, for example of two commits. They
# run in turns, so that both see the same state of the machine, each once for 1 step and once for STEPS more; the
# difference in CPU time is that of STEPS steps alone. Prints medians in ms a step and their ratio, and if COUNT is set the
# instructions of a step as valgrind counts them, for which programs without AVX-512 are needed (NATIVE="-mavx2 -mfma").
# DATA and OPTIONS say what is learned: counting takes minutes unless it is small.
old=$1 new=$2 rounds=${3:-10} steps=${4:-40}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
run="${DATA:-data/sudoku} $OPTIONS --seed 1 --threads 1 --test-puzzles 1 --report-every 1000000 --test-every 1000000 --out $dir/run"

# seconds PROGRAM STEPS: user time.
seconds() {
    rm -rf "$dir/run"
    LC_ALL=C bash -c "TIMEFORMAT=%U; time $1 $run --steps $2 >/dev/null 2>&1" 2>&1
}
# millis PROGRAM: of a step.
millis() { echo "$(seconds "$1" 1) $(seconds "$1" $((steps + 1)))" | awk -v n="$steps" '{ print 1000 * ($2 - $1) / n }'; }
# instructions PROGRAM STEPS, in millions.
instructions() {
    rm -rf "$dir/run"
    # shellcheck disable=SC2086
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" $run --steps "$2" 2>&1 |
        awk '/Collected/ { print $NF / 1e6 }'
}

for program in "$old" "$new"; do
    # shellcheck disable=SC2086
    "$program" $run --steps 1 >"$dir/said" 2>&1 || { echo "$program $run failed:" && tail -n 3 "$dir/said" && exit 1; } >&2
    rm -rf "$dir/run"
done
round=0
while [ $round -lt "$rounds" ]; do
    millis "$old" >>"$dir/old"
    millis "$new" >>"$dir/new"
    round=$((round + 1))
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
echo "$(median "$dir/old") $(median "$dir/new")" |
    awk '{ printf "CPU time of a step: %.2f ms before, %.2f ms now, %.3f times\n", $1, $2, $2 / $1 }'
paste "$dir/old" "$dir/new" | awk '{ print $2 / $1 }' | sort -n |
    awk '{ v[NR] = $1 } END { printf "ratios of %d rounds: %.3f to %.3f, median %.3f\n", NR, v[1], v[NR], (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
[ -z "$COUNT" ] || echo "$(instructions "$old" 1) $(instructions "$old" 3) $(instructions "$new" 1) $(instructions "$new" 3)" |
    awk '{ printf "instructions of a step: %.1f million before, %.1f now, %.4f times\n", ($2 - $1) / 2, ($4 - $3) / 2, ($4 - $3) / ($2 - $1) }'
