#!/bin/sh
# What solve draws. The page of --html: its size, what stands in it, valid HTML, and in a headless Chromium keys, accessibility, and
# that it asks nothing of the network. The drawing of --svg, the animation of --animate. Without tidy, or without chromium and node, that part is left out, with a line.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
solve=${SOLVE:-./solve}

# One that takes steps, and one that is not solved in two, in three tries.
deep=2....6..4...1...9...8..3.6..8....6....5..2.3.1..7..........9..7.5.4....34.93...2.
hard=8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4..
{ echo $hard; head -n 21 data/sudoku/test.csv | tail -n 20 | cut -d, -f2; } >"$dir/many.txt"

expect 0 '20 of 20 solved' "$solve" --steps 3 --limit 20 --skip 1 --html "$dir/sudoku.html" "$dir/many.txt"
size=$(wc -c <"$dir/sudoku.html")
if [ "$size" -lt 1000000 ]; then ok; else bad "20 puzzles of up to 3 steps take $size bytes"; fi
expect 0 'solved' "$solve" --html "$dir/hard.html" "$dir/many.txt" --limit 3
expect 1 'not solved' "$solve" --steps 2 --tries 3 --html "$dir/tries.html" $deep
expect 0 'solved' "$solve" --html "$dir/maze.html" --limit 2 data/maze/test.csv
expect 0 'right' "$solve" --html "$dir/program.html" --limit 1 data/program/test.csv
expect 2 'leave one out' "$solve" --html "$dir/no.html" --eval data/sudoku/test.csv
expect 3 'no such\|cannot\|No such' "$solve" --html "$dir/none/no.html" puzzle.txt
if [ -e "$dir/no.html" ]; then bad "a page after a refusal"; else ok; fi

expect 1 'not solved' "$solve" --steps 2 --svg "$dir/steps.svg" $deep
expect 0 'solved' "$solve" --limit 1 --draw last --svg "$dir/last.svg" data/maze/test.csv
for word in '>question<' '>step 1, halting' '>step 2, halting' 'font-weight="bold"' '#0b57a4' '#b3001b' '#ffb733'; do
    if grep -q -e "$word" "$dir/steps.svg"; then ok; else bad "steps.svg has no $word"; fi
done
if [ "$(grep -c '^<g>' "$dir/steps.svg")" -eq 3 ] && [ "$(grep -c '^<g>' "$dir/last.svg")" -eq 1 ]; then ok; else bad "grids drawn"; fi

# A program: a grid for its start and one for each of its seven steps.
expect 0 'ended after 7 steps' "$solve" --skip 3 --limit 1 --svg "$dir/program.svg" --animate data/program/test.csv
for word in '>start<' '>1. flood 0<' '>7. set 5<' '#0b57a4' 'letter: the cursor'; do
    if grep -q -e "$word" "$dir/program.svg"; then ok; else bad "program.svg has no $word"; fi
done
if [ "$(grep -c '^<g>' "$dir/program.svg")" -eq 8 ]; then ok; else bad "grids drawn of a program"; fi
for word in '^   7  set 5$' '^step 5, line 5: recolour 0 3$' 'step 1 of 1  halting' '^[[]*3[*]*3[*]' '! wrong'; do
    if grep -q -e "$word" "$dir/out"; then ok; else bad "the animation of a program has no $word"; fi
done
expect 0 'trace_right": true' "$solve" --skip 3 --limit 2 --svg "$dir/program.svg" --draw last --html "$dir/program.html" --json data/program/test.csv
if [ "$(grep -c '^<g>' "$dir/program.svg")" -eq 1 ]; then ok; else bad "the last grid of a program"; fi

# ARC tasks, by a model that has hardly learned any: drawn and animated.
expect 0 . "${TRAIN:-./train}" data/arc --steps 6 --test-puzzles 1 --test-steps 1 --threads 1 --out "$dir/arc"
arc="$dir/arc/model.safetensors" task=data/arc/training/border.json
"$solve" --model "$arc" --steps 2 --augmentations 1 --svg "$dir/arc.svg" --html "$dir/arc.html" --animate "$task" >"$dir/arc.out" 2>"$dir/err"
for word in '>example 2<' '>its output<' '>asked<' '>step 2, halting' '>right output<' 'fill="#000000' 'blue corner' ': wrong<'; do
    if grep -q -e "$word" "$dir/arc.svg"; then ok; else bad "arc.svg has no $word"; fi
done
if [ "$(grep -c '^<g>' "$dir/arc.svg")" -eq 8 ]; then ok; else bad "grids drawn of a task"; fi
for word in 'step 2 of 2  halting' '! wrong' 'attempt 1, by the votes'; do
    if grep -q -e "$word" "$dir/arc.out"; then ok; else bad "the animation of a task has no $word"; fi
done
expect 1 '48;2;' env COLORTERM=truecolor "$solve" --model "$arc" --steps 1 --augmentations 1 --animate --colour always "$task"
if grep -q '"demonstrations":' "$dir/arc.html"; then ok; else bad "arc.html has no demonstrations"; fi

expect 1 'step 2 of 2  halting .* (stops above [0-9.]*%) [#.]* *$' "$solve" --steps 2 --animate $deep
if grep -q "$(printf '\033')" "$dir/out"; then bad "escape codes where there is no terminal"; else ok; fi
for sign in '[1-9]!' '[1-9]?' '[1-9]\*' 'in doubt'; do
    if grep -q -e "$sign" "$dir/out"; then ok; else bad "the animation has no $sign"; fi
done
expect 1 '48;2;255;' env COLORTERM=truecolor "$solve" --steps 2 --animate --colour always $deep
expect 1 '30;43m' env COLORTERM= "$solve" --steps 2 --animate --colour always $deep
if grep -q '48;2;' "$dir/out"; then bad "24-bit colours where nothing says that there are"; else ok; fi
expect 2 'leave one out' "$solve" --animate --quiet puzzle.txt

# The threshold and the certainty that a model's file names hold for all that is drawn.
sure=$(head -c 4000 models/sudoku.safetensors | grep -ao '"sure":"[^"]*"' | sed 's/.*:"\(.*\) \(.*\)"/[\1,\2]/')
halt=$(head -c 4000 models/sudoku.safetensors | grep -ao '"halt-threshold":"[^"]*"' | sed 's/.*:"\(.*\)"/\1/')
expect 0 'solved' "$solve" --svg "$dir/sure.svg" --html "$dir/sure.html" --animate puzzle.txt
if [ "$halt" ] && grep -qF "\"threshold\":$halt,\"sure\":$sure,\"calibrated\":true" "$dir/sure.html"; then ok; else bad "the page knows no $halt, $sure"; fi
percent=$(awk -v h="$halt" -v s="$sure" 'BEGIN { split(s, k, "[^-0-9.e]+"); p = int(1e4 / (1 + exp(-(k[2] * h + k[3])))) / 100; printf((p > 99 ? "%.2f" : "%.0f"), p) }')
if grep -q "stops above $percent%" "$dir/out"; then ok; else bad "the animation does not stop above $percent%"; fi
final=$(sed -n 's/.*step 1 of 1 *halting  *\(>*[0-9.]*%\).*/\1/p' "$dir/out" | sed 's/>/\&gt;/')
if [ "$final" ] && grep -qF "halting $final" "$dir/sure.svg"; then ok; else bad "the drawing says no $final"; fi
"$solve" --halt 3 --html "$dir/three.html" --quiet puzzle.txt >"$dir/out"
if grep -q '"threshold":3,' "$dir/three.html"; then ok; else bad '--halt is not what counts'; fi

# What stands in the page, as Python reads it.
if command -v python3 >/dev/null; then
    expect 0 . python3 -c "import sys, xml.dom.minidom
for path in sys.argv[1:]: print(xml.dom.minidom.parse(path).documentElement.tagName)" "$dir/steps.svg" "$dir/last.svg" "$dir/arc.svg" "$dir/program.svg"
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
