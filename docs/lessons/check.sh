#!/bin/sh
# Checks what the lessons say: each answer is applied to a copy of the sources, built and run; the runs of lesson 1 are
# made and must order as its table does. Run by `make check-lessons`; WITHOUT_RUNS=1 leaves the runs out.
# Environment: BUILD, CC.
set -u
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build} passed=0 failed=0
build=$(cd "$BUILD" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

check() { # WHAT CONDITION...
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED docs/lessons: $what"
    fi
}
says() { printf '%s\n' "$1" | grep -q -E -- "$2"; }

# --- lesson 2 --------------------------------------------------------------------------------------------------------
tree=$work/tree
mkdir "$tree"
cp -R Makefile VERSION autograd base examples tests tools lib trm data puzzles report bench "$tree" 2>/dev/null
in_tree() { (cd "$tree" && make -s CC="${CC:-cc}" BUILD="$work/build" "$@") >"$work/log" 2>&1; }

check "first_gradient" says "$("$build/examples/first_gradient")" 'd loss / d w = -0.751288  d loss / d b = -0.375644'
check "tape" says "$("$build/examples/tape")" '^loss +0.804858'
check "tape --dot" says "$("$build/examples/tape" --dot)" 'n1 -> n2;'

apply() { patch -s -d "$tree" -p1 <"docs/lessons/answers/$1"; }
check "exponential.patch" apply exponential.patch
check "difference.patch" apply difference.patch
check "the examples with answers are built" in_tree "$work/build/examples/first_gradient" "$work/build/examples/tape"
check "exponential" says "$("$work/build/examples/first_gradient")" 'd loss / d w = -0.009361'
check "difference" says "$("$work/build/examples/tape")" 'the differences agree to [0-9]e-(09|1[0-9])'

check "softsign.patch" apply softsign.patch
check "the operation of one's own is built" in_tree "$work/build/test_gradients"
check "its gradient" "$work/build/test_gradients" >"$work/gradients"
check "its row counts" test "$(sed -n 's/gradients: \([0-9]*\) passed.*/\1/p' "$work/gradients")" -gt 170

sed 's/(dy\[d\] - y\[d\] \* mean)/(dy[d] + y[d] * mean)/' autograd/op_add_rmsnorm.c >"$tree/autograd/op_add_rmsnorm.c"
check "the sign is flipped" test "$(diff autograd/op_add_rmsnorm.c "$tree/autograd/op_add_rmsnorm.c" | wc -l)" -eq 4
check "the flipped sign compiles" in_tree "$work/build/test_gradients"
check "a test sees it" test "$("$work/build/test_gradients" | grep -c 'FAILED.*add_rmsnorm')" -gt 0
check "and no other row does" test "$("$work/build/test_gradients" | grep FAILED | grep -c -v add_rmsnorm)" -eq 0

# --- lesson 3 --------------------------------------------------------------------------------------------------------
ladder=$("$build/ladder" 256)
check "five rungs, one product" test $? -eq 0
rate() { printf '%s\n' "$ladder" | awk -v name="$1" '$1 == name { print int(100 * $2) }'; }
check "the ladder climbs" test "$(rate naive)" -lt "$(rate reordered)" -a "$(rate reordered)" -lt "$(rate packed)"

check "column_first.patch" apply column_first.patch
check "the ladder with rung 0 is built" in_tree "$work/build/ladder"
ladder=$("$work/build/ladder" 256)
check "six rungs, one product" test $? -eq 0
check "rung 0 is the slowest" test "$(rate column_first)" -lt "$(rate naive)"
sed -i.before 's/^    for (int k = 0; k < n; k++) {$/    for (int k = 1; k < n; k++) {/' "$tree/bench/ladder.c"
check "the first k is left out and compiles" in_tree "$work/build/ladder"
ladder=$("$work/build/ladder" 256)
check "the ladder ends with 1" test $? -eq 1
check "and says which rung is wrong" says "$ladder" '^in_registers: WRONG, off by'

# --- lesson 1 --------------------------------------------------------------------------------------------------------
solved() { # NAME OPTION...: per cent of 300 unseen puzzles
    name=$1
    shift
    ./train "$work/six" --steps 400 --seed 1 --threads 1 --out "$work/runs/$name" "$@" >"$work/log" 2>&1
    ./solve --threads 1 --model "$work/runs/$name/model.safetensors" --eval "$work/six/test.csv" --json |
        sed -n 's/^{"exact": \([0-9.]*\).*/\1/p' | awk '{ print int(100 * $1 + 0.5) }'
}
if [ "${WITHOUT_RUNS:-}" ]; then
    echo "left out: the runs of lesson 1"
else
    "$build/sudoku-data" --side 6 --train 2000 --test 300 --out "$work/six" >/dev/null
    base=$(solved base)
    echo "lesson 1: everything on $base%"
    check "everything on" test "$base" -ge 65
    for piece in "--relations off:5" "--algorithm one-pass --layers 2:40" "--carry off:$((base - 1))" "--supervision-steps 1 --test-steps 1:$((base - 1))"; do
        # shellcheck disable=SC2086
        share=$(solved "${piece%%:*}" ${piece%%:*})
        echo "lesson 1: ${piece%%:*} $share%"
        check "${piece%%:*}: at most ${piece##*:}%, not $share" test "$share" -le "${piece##*:}"
    done
fi
echo "lessons: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
