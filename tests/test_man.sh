#!/bin/sh
# The manual pages in man/: they name every option of --help and no other, and formatters have nothing against them.
TRAIN=${TRAIN:-./train} SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh

# The options between the marks of one program, one a line.
in_page() { awk -v program="$2" '
    $0 == ".\\\" options of " program { inside = 1 }
    $0 == ".\\\" end of options" { inside = 0 }
    inside && /^\.It Fl -/ { print "-" $3 }' "$1"; }
in_help() { "$@" --help | sed -n 's/^  \(--[a-z0-9-]*\).*/\1/p'; }

compare() { # compare PAGE NAME PROGRAM
    in_page "$1" "$2" >"$dir/page"
    in_help "$3" >"$dir/help"
    if [ -s "$dir/help" ] && cmp -s "$dir/page" "$dir/help"; then
        ok
    else
        diff "$dir/help" "$dir/page" >"$dir/out"
        bad "$1 and $3 --help differ (make man puts the options into the page):"
    fi
}
compare man/train.1 train "$TRAIN"
compare man/solve.1 solve "$SOLVE"
for kind in sudoku maze arc program; do compare man/data.1 $kind-data "$BUILD/$kind-data"; done
# The comparison can fail.
sed '/^\.It Fl -seed/d' man/solve.1 >"$dir/less"
in_page "$dir/less" solve >"$dir/page"
in_help "$SOLVE" >"$dir/help"
if cmp -s "$dir/page" "$dir/help"; then bad 'an option that is missing goes unseen'; else ok; fi

for page in man/*.1; do
    if command -v mandoc >/dev/null; then
        mandoc -T lint "$page" | grep -v 'referenced manual not found' >"$dir/out"
        if [ -s "$dir/out" ]; then bad "mandoc has something against $page"; else ok; fi
    fi
    if command -v groff >/dev/null; then
        groff -ww -mdoc -Tutf8 "$page" 2>&1 >/dev/null | grep -v 'mdoc.*not found' >"$dir/out"
        if [ -s "$dir/out" ]; then bad "groff has something against $page"; else ok; fi
    fi
done
echo "man: $passed passed, $failed failed"
[ $failed -eq 0 ]
