#!/bin/sh
# A run that saves and tests all the time and a solve that answers a stream, for SOAK_MINUTES: their resident memory (kB)
# and open descriptors, sampled into BUILD/soak.csv, must stay flat. The run is stopped for four of every five seconds,
# so that an hour costs minutes. Linux.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build} SOAK_MINUTES=${SOAK_MINUTES:-60}
export OMP_WAIT_POLICY=passive
dir=$(mktemp -d) log=$BUILD/soak.csv
end() {
    kill -CONT "$run" 2>/dev/null
    kill -9 "$run" "$stream" "$feed" 2>/dev/null
    rm -rf "$dir"
}
trap end EXIT
trap 'exit 130' INT TERM

"$BUILD/sudoku-data" --out "$dir/four" --side 4 --train 300 --test 20 >/dev/null 2>&1
small="--width 16 --inner 16 --batch 8 --shards 4 --threads 1"
"$TRAIN" "$dir/four" $small --steps 300 --out "$dir/model" >/dev/null 2>&1
"$TRAIN" "$dir/four" $small --steps 100000000 --save-minutes 0 --test-every 20 --test-puzzles 20 --report-every 20 \
    --out "$dir/run" >/dev/null 2>&1 &
run=$!
mkfifo "$dir/in"
"$SOLVE" --json --threads 1 --model "$dir/model/model.safetensors" - <"$dir/in" >>"$dir/answers" 2>&1 &
stream=$!
sed 1d "$dir/four/test.csv" >"$dir/rows"
(head -n 1 "$dir/four/test.csv" && while sleep 0.2; do cat "$dir/rows"; done) >"$dir/in" &
feed=$!

# sample PID: its resident memory and descriptors
sample() { echo "$(awk '/^VmRSS/ { print $2 }' "/proc/$1/status"),$(ls "/proc/$1/fd" | wc -l)"; }
echo 'seconds,train kB,train descriptors,solve kB,solve descriptors' >"$log"
second=0 answers=0
while [ $second -lt $((SOAK_MINUTES * 60)) ]; do
    kill -CONT $run || break
    sleep 1
    kill -STOP $run
    kill -0 $stream || break
    answers=$((answers + $(grep -c solved "$dir/answers")))
    : >"$dir/answers"
    [ $((second % 20)) -eq 0 ] && echo "$second,$(sample $run),$(sample $stream)" >>"$log"
    sleep 4
    second=$((second + 5))
done
# The first samples, until all has been done once, do not count. What leaks raises the least of the later ones: a save
# takes memory and a descriptor more for a moment.
awk -F, -v wanted=$((SOAK_MINUTES * 60)) -v answers=$answers '
    NR == 1 || $1 < wanted / 5 { next }
    { late = $1 > wanted * 3 / 5; last = $1 }
    { for (i = 2; i <= 5; i++) if (!((late, i) in least) || $i < least[late, i]) least[late, i] = $i + 0 }
    END {
        flat = last >= wanted - 60 && answers > 0
        for (i = 2; i <= 5; i++) flat = flat && least[1, i] - least[0, i] < (i % 2 ? 1 : 256)
        printf "soak of %d minutes, %d answers: from %d to %d kB and %d to %d descriptors (train), %d to %d kB and %d to %d (solve): %s\n",
            wanted / 60, answers, least[0, 2], least[1, 2], least[0, 3], least[1, 3], least[0, 4], least[1, 4], least[0, 5],
            least[1, 5], flat ? "flat" : "NOT FLAT"
        exit !flat
    }' "$log"
