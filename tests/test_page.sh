#!/bin/sh
# The page of solve --html: its size, what stands in it, valid HTML, and in a headless Chromium keys, accessibility, and
# that it asks nothing of the network. Without tidy, or without chromium and node, that part is left out, with a line.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
solve=${SOLVE:-./solve}

# One that takes steps, and one that is not solved in two, in three tries.
escargot=1....7.9..3..2...8..96..5....53..9...1..8...26....4...3......1..4......7..7...3..
hard=8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..
{ echo $hard; head -n 21 data/sudoku/test.csv | tail -n 20 | cut -d, -f2; } >"$dir/many.txt"

expect 0 '20 of 20 solved' "$solve" --steps 3 --limit 20 --skip 1 --html "$dir/sudoku.html" "$dir/many.txt"
size=$(wc -c <"$dir/sudoku.html")
if [ "$size" -lt 1000000 ]; then ok; else bad "20 puzzles of up to 3 steps take $size bytes"; fi
expect 0 'solved' "$solve" --html "$dir/hard.html" "$dir/many.txt" --limit 3
expect 1 'not solved' "$solve" --steps 2 --tries 3 --html "$dir/tries.html" $escargot
expect 0 'solved' "$solve" --html "$dir/maze.html" --limit 2 data/maze/test.csv
expect 0 'right' "$solve" --html "$dir/program.html" --limit 1 data/program/test.csv
expect 2 'leave one out' "$solve" --html "$dir/no.html" --eval data/sudoku/test.csv
expect 3 'no such\|cannot\|No such' "$solve" --html "$dir/none/no.html" puzzle.txt
if [ -e "$dir/no.html" ]; then bad "a page after a refusal"; else ok; fi

# What stands in the page, as Python reads it.
if command -v python3 >/dev/null; then
    expect 0 'replays hold' python3 tests/browser/replays.py "$dir/sudoku.html" "$dir/hard.html" "$dir/tries.html" "$dir/maze.html" "$dir/program.html"
else
    echo "page: no python3, so replays are not read"
fi

if command -v tidy >/dev/null; then
    for page in sudoku tries maze program; do
        tidy -quiet -errors -utf8 "$dir/$page.html" >"$dir/out" 2>"$dir/err" </dev/null
        if [ -s "$dir/err" ]; then bad "$page.html is not valid"; else ok; fi
    done
else
    echo "page: no tidy, so the HTML is not validated (apt-get install tidy)"
fi

if missing=$(sh tests/browser/install.sh); then
    node tests/browser/page.js "$dir/hard.html" "$dir/tries.html" "$dir/maze.html" "$dir/program.html" >"$dir/browser" 2>&1
    grep -v '^page: ' "$dir/browser"
    counts=$(sed -n 's/^page: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$dir/browser")
    [ "$counts" ] || { bad "the browser test did not end"; counts='0 0'; }
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
else
    echo "page: not tried in a browser: $missing"
fi
echo "page: $passed passed, $failed failed"
[ $failed -eq 0 ]
