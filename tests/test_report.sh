#!/bin/sh
# report.html of a run: written at tests, the same model with and without it, valid HTML, and in a headless Chromium curves, keys,
# accessibility, and that it asks nothing of the network. Several runs in a page. Without tidy, python3, or chromium and
# node, that part is left out, with a line.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
train=${TRAIN:-./train}

"${BUILD:-build}/sudoku-data" --side 4 --train 200 --test 40 --out "$dir/four" >/dev/null || exit
run() { # OUT OPTIONS
    out=$1
    shift
    expect 0 . "$train" "$dir/four" --steps 60 --test-every 20 --report-every 5 --threads 1 --batch 8 --out "$dir/$out" "$@"
}
run on --report on
run off --report off
run seed --report on --seed 2
if cmp -s "$dir/on/model.safetensors" "$dir/off/model.safetensors"; then ok; else bad "the report changes the model"; fi
for run in on off; do sed '1d' "$dir/$run/metrics.csv" | cut -d, -f1,3-10,12- >"$dir/$run.csv"; done
if cmp -s "$dir/on.csv" "$dir/off.csv"; then ok; else bad "the report changes metrics.csv"; fi
if [ -e "$dir/off/report.html" ]; then bad "a report that was switched off"; else ok; fi
if ls "$dir"/on/*.tmp >/dev/null 2>&1; then bad "a temporary file stays"; else ok; fi
for word in '<!DOCTYPE html>' '"status": "done"' '"memory":' '"classes":' 'puzzle 4 of the test'; do
    if grep -q -e "$word" "$dir/on/report.html"; then ok; else bad "report.html has no $word"; fi
done

if command -v python3 >/dev/null; then
    expect 0 'several.html' python3 tools/curves.py --html "$dir/several.html" "$dir/on" "$dir/seed"
    if grep -q '"name": "seed"' "$dir/several.html"; then ok; else bad "a page of several runs"; fi
else
    echo "report: no python3, so no page of several runs"
fi

if command -v tidy >/dev/null; then
    for page in "$dir/on/report.html" "$dir/several.html"; do
        [ -e "$page" ] || continue
        tidy -quiet -errors -utf8 "$page" >"$dir/out" 2>"$dir/err" </dev/null
        if [ -s "$dir/err" ]; then bad "$page is not valid"; else ok; fi
    done
else
    echo "report: no tidy, so the HTML is not validated (apt-get install tidy)"
fi

if missing=$(sh tests/browser/install.sh); then
    several=
    [ -e "$dir/several.html" ] && several=$dir/several.html
    node tests/browser/report.js "$dir/on/report.html" $several >"$dir/browser" 2>&1
    grep -v '^report: ' "$dir/browser"
    counts=$(sed -n 's/^report: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$dir/browser")
    [ "$counts" ] || { bad "the browser test did not end"; counts='0 0'; }
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
else
    echo "report: not tried in a browser: $missing"
fi
echo "report: $passed passed, $failed failed"
[ $failed -eq 0 ]
