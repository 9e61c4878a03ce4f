#!/bin/sh
# The page of `make web`: what it is made of, and what a person does with it, in a headless browser as far as there is one.
# COMPARE=200: with so many puzzles of each kind against ./solve built for vectors of 128 bits, which takes minutes.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
BUILD=${BUILD:-build}
SOLVE=${SOLVE:-./solve}
page=$PWD/$BUILD/web/index.html

skip() {
    echo "web: not tried: $1"
    echo "web: $passed passed, $failed failed"
    exit $((failed > 0))
}

# Lines "kind, puzzle, answer": of the test sets, as $1 solves them.
answers() {
    for kind in sudoku maze; do
        tail -n +2 "data/$kind/test.csv" | head -n "$2" | cut -d, -f2 >"$dir/asked"
        "$1" --json --model "models/$kind.safetensors" --threads 1 "$dir/asked" 2>/dev/null |
            sed -n 's/.*"answer": "\([^"]*\)".*/\1/p' >"$dir/answered"
        paste "$dir/asked" "$dir/answered" | sed "s/^/$kind	/"
    done
}

# A task of one test input, the $2-th of a file, as the page has it.
task() {
    name=${1##*/}
    printf '{"%s": ' "${name%.json}"
    sed -n -e 1,6p -e '7s/,$//p' -e '/^\], "test"/p' "$1" | tr -d '\n'
    sed -n '/^\], "test"/,$p' "$1" | sed -n "$(($2 + 1))s/,\$//p" | tr -d '\n'
    printf ']}}'
}

# The same for ARC tasks, with the rows of the first attempt as answer: "123/456".
task_answers() {
    [ -e models/arc.safetensors ] || return 0
    left=$2 test=1
    while [ "$left" -gt 0 ] && [ $test -le 20 ]; do
        for file in data/arc/training/*.json; do
            [ "$left" -gt 0 ] || break
            left=$((left - 1))
            task "$file" $test >"$dir/asked"
            "$1" --json --model models/arc.safetensors --threads 1 - <"$dir/asked" 2>/dev/null |
                sed 's/.*"attempts": \[\[\[//; s/\]\].*//; s/\], \[/\//g; s/, //g' >"$dir/answered"
            printf 'arc\t%s\t%s\n' "$(cat "$dir/asked")" "$(cat "$dir/answered")"
        done
        test=$((test + 1))
    done
}

# What a missing file and an optional one become.
printf 'a\ninclude x\nbytes b y\nbytes none z\n' >"$dir/page"
echo inside >"$dir/x"
printf 'hello' >"$dir/y"
expect 0 '^inside$' sh -c 'cd "$0" && sh "$1" page' "$dir" "$PWD/web/assemble.sh"
expect 0 '^aGVsbG8=$' sh -c 'cd "$0" && sh "$1" page' "$dir" "$PWD/web/assemble.sh"
expect 0 '^5$' sh -c 'cd "$0" && sh "$1" page | grep -c .' "$dir" "$PWD/web/assemble.sh"
printf 'tasks none f\ntasks y f\n' >"$dir/page"
mkdir "$dir/f"
printf '{"train": [\n1,\n2,\n3,\n4,\n5,\n6,\n7\n], "test": [\n8\n]}\n' >"$dir/f/a.json"
expect 0 '^<script.*{"a": {"train": \[1,2,3,4,5,6], "test": \[8]}}</script>$' sh -c 'cd "$0" && sh "$1" page | tr -d "\n"; echo' "$dir" "$PWD/web/assemble.sh"
printf 'a\ninclude x\n' >"$dir/page"
rm "$dir/x"
expect 1 'x' sh -c 'cd "$0" && sh "$1" page' "$dir" "$PWD/web/assemble.sh"

sh web/compiler.sh >"$dir/clang" 2>"$dir/why" || skip "$(head -n 1 "$dir/why")"
${MAKE:-make} -s BUILD="$BUILD" web >"$dir/out" 2>"$dir/err" || bad 'make web'
size=$(wc -c <"$page")
if [ "$size" -lt 3000000 ]; then ok; else bad "the page has $size bytes"; fi
if grep -q 'https\?://[^w]' "$page"; then bad 'the page names another place'; else ok; fi

if command -v tidy >/dev/null; then
    tidy -quiet -errors -utf8 "$page" >"$dir/out" 2>"$dir/err" </dev/null
    if [ -s "$dir/err" ]; then bad 'the page is not valid HTML'; else ok; fi
else
    echo 'web: no tidy, so the HTML is not validated (apt-get install tidy)'
fi

why=$(sh tests/browser/install.sh) || skip "$why"
if [ "${COMPARE:-0}" -gt 0 ]; then
    ${MAKE:-make} -s NATIVE= OPENMP= FUSE=-ffp-contract=off PORTABLE= BUILD="$BUILD/128" "$BUILD/128/solve" || bad 'make solve'
    answers "$BUILD/128/solve" "$COMPARE" >"$dir/answers"
    task_answers "$BUILD/128/solve" "$COMPARE" >>"$dir/answers"
    node tests/browser/web.js "$page" compare "$dir/answers" >"$dir/log" 2>&1
else
    answers "$SOLVE" 6 >"$dir/answers"
    task_answers "$SOLVE" 6 >>"$dir/answers"
    node tests/browser/web.js "$page" quick "$dir/answers" >"$dir/log" 2>&1
fi
grep -v ' passed, ' "$dir/log"
counts=$(sed -n 's/^web: \([0-9]*\) passed, \([0-9]*\) failed/\1 \2/p' "$dir/log")
passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
[ "$counts" ] || bad 'the browser ended early'
echo "web: $passed passed, $failed failed"
[ $failed -eq 0 ]
