#!/bin/sh
# Runs the commands of README.md and docs/*.md in a copy of the tree: every line of a code block marked sh, block after
# block, as a reader would type them. A model of four steps does not reach what the text promises: this tests only that
# the commands work.
#
# Left out are
#   - lines whose comment gives a time in minutes, hours, days or weeks:   make test    # two minutes
#   - blocks directly below an HTML comment "not run":                     <!-- not run: needs a download -->
# Never left out for their time are ./train, which takes four steps with eight puzzles, and the data tools, which make
# few puzzles. --eval takes few.
# ./solve may find no answer (status 1) when its model is one of runs/, which those four steps have made.
#
# With VERBOSE=1 each command is shown with the time of day.
#
# Also: whatever a link or `folder/file.c` names must be there.
if [ -n "$INSIDE_README" ]; then
    echo "FAILED a command of the README runs this test again: give \`make test\` a comment that gives its time"
    exit 1
fi
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0
short='--steps 4 --batch 8 --test-puzzles 2'
few='--train 40 --test 8'
limit='--limit 4'

# The files of the repository, changed and new ones too, and what is built, so that `make` has nothing to do.
cd "$root" || exit
{ git ls-files --cached --others --exclude-standard 2>/dev/null || find . -path ./build -prune -o -path ./runs -prune -o -type f -print; } |
    while read -r file; do [ -f "$file" ] && echo "$file"; done | tar cf - -T - | tar xf - -C "$copy"
mkdir -p "$copy/build"
for item in build/*; do [ -e "$item/flags" ] || cp -rp "$item" "$copy/build"; done
cp -p train solve "$copy" 2>/dev/null
cd "$copy" || exit

# PLACE<tab>COMMAND for each command of a file.
commands() {
    awk '
        /^<!-- not run/ { skip = 1; next }
        /^ *```sh/ { inside = !skip; next }
        /^ *```/ { inside = skip = 0; next }
        !inside { if (NF) skip = 0; next }
        {
            if (line == "") place = FILENAME ":" FNR
            line = line $0
            if (sub(/\\$/, "", line)) next
            comment = match(line, /(^| +)#( .*)?$/) ? substr(line, RSTART) : ""
            sub(/(^| +)#( .*)?$/, "", line)
            long = comment ~ /(minute|hour|day|week)s?/
            count = split(line, parts, / *&& */)
            for (i = 1; i <= count; i++)
                if (parts[i] ~ /[^ ]/ && (!long || parts[i] ~ /^ *(\.\/train|build\/[a-z]+-data) /)) print place "\t" parts[i]
            line = ""
        }' "$1"
}

# Of a flag given twice the last one counts. Flags go before a pipe or the name of a file that takes the output.
shorten() {
    echo "$1" | sed "
        /\.\/train / s/ --minutes [0-9.]*//
        s/\.\/train [^|>;]*/& $short /
        /--eval/ s/\.\/solve [^|>;]*/& $limit /
        s/build\/\(sudoku\|maze\|program\)-data [^|>;]*/& $few /
        s/build\/deep-data [^|>;]*/& --train 0 --test 0 /
        s/ *$//"
}

# check PLACE COMMAND
check() {
    command=$(shorten "$2")
    [ -z "$VERBOSE" ] || echo "$(date +%T) $command"
    eval "$command" >"$copy/output.log" 2>&1 </dev/null
    status=$?
    case $command in
    *./solve*--model\ runs/*) [ $status -eq 1 ] && status=0 ;;
    esac
    if [ $status -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $1: $command: status $status"
        tail -n 5 "$copy/output.log" | sed 's/^/    /'
    fi
}

# Names of files in links and between backquotes, except patterns such as op_NAME.c. Links are seen from their file.
names() {
    grep -n -o -E '\]\([^):# ]+[)#]' "$1" | sed "s,\](\(.*\).$,$(dirname "$1")/\1,"
    grep -n -o -E '`(autograd|base|bench|data|docs|lib|models|puzzles|report|tests|tools|trm)/[a-z0-9_/-]+\.[a-z]+`' "$1" | tr -d '`'
}

# Nothing of this may reach the user's folders, nor the make that runs the tests.
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD
export INSIDE_README=1 HOME="$copy/home" DESTDIR="$copy/installed"

for text in README.md docs/*.md models/README.md; do
    commands "$text" >"$copy/commands"
    while IFS='	' read -r place command <&3; do check "$place" "$command"; done 3<"$copy/commands"
    names "$text" >"$copy/names"
    while IFS=: read -r line name; do
        if [ -e "$name" ]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "FAILED $text:$line: there is no $name"
        fi
    done <"$copy/names"
done
echo "readme: $passed passed, $failed failed"
[ $failed -eq 0 ]
