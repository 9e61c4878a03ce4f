# Sourced by the scripts that make the models which ship, after they have set
#   run      folder of the run; its sets of puzzles are beside it, set NAME in the folder RUN-NAME
#   stages   numbers of the stages to run
#   common   options of ./train that all stages share

# stage NUMBER PUZZLES OPTION...: trains on a folder of puzzles, from the model of the stage before. A stage that is done is
# passed over, one that was stopped goes on.
stage() {
    number=$1 puzzles=$2 out=$run/$1
    shift 2
    has_stage "$number" || return 0
    [ -e "$out/done" ] && return
    [ "$number" = 1 ] || need_stage $((number - 1))
    mkdir -p "$run"
    if [ -s "$out/checkpoint.safetensors" ]; then
        ./train "$puzzles" --out "$out" --threads "${THREADS:-0}" --resume
    else
        [ "$number" = 1 ] || set -- --from "$run/$((number - 1))/model.safetensors" "$@"
        ./train "$puzzles" --out "$out" --threads "${THREADS:-0}" --seed 1 $common "$@"
    fi
    touch "$out/done"
}

has_stage() {
    case " $stages " in *" $1 "*) ;; *) return 1 ;; esac
}

need_stage() {
    [ -e "$run/$1/done" ] && return
    echo "stage $1 is not done: $run/$1/done is missing" >&2
    exit 1
}

# test_last FILE...: tests the model of the last stage that is done.
test_last() {
    for number in 9 8 7 6 5 4 3 2 1; do
        [ -e "$run/$number/done" ] || continue
        for file; do ./solve --model "$run/$number/model.safetensors" --threads "${THREADS:-0}" --eval "$file"; done
        return
    done
}

# mixed NAME TESTS PART...: makes a set NAME of the rows of all parts, and the test rows of set TESTS. A part is a set, or
# SET:CLASS for its rows of that class, or SET/ROWS for its first rows; with ,N at the end, these N times.
mixed() {
    name=$1 tests=$2
    shift 2
    [ ! -s "$run-$name/train.csv" ] || return 0
    mkdir -p "$run-$name"
    cp "$run-$tests/test.csv" "$run-$name/test.csv"
    head -n 1 "$run-$tests/train.csv" >"$run-$name/new"
    for part; do
        case $part in *,*) left=${part#*,} part=${part%,*} ;; *) left=1 ;; esac
        while [ "$left" -gt 0 ]; do
            rows_of "$part" >>"$run-$name/new"
            left=$((left - 1))
        done
    done
    mv "$run-$name/new" "$run-$name/train.csv"
}

# rows_of PART
rows_of() {
    case $1 in *:*) class=${1#*:}, ;; *) class= ;; esac
    case $1 in */*) last=$((${1#*/} + 1)) ;; *) last='$' ;; esac
    sed -n "2,${last}p" "$run-${1%[:/]*}/train.csv" | grep "^$class"
}
