#!/bin/sh
# docs/paper.md quotes lines of the sources, `FILE:LINE` `TEXT`: each must still stand there. When code has moved,
#     sh tests/test_paper.sh --fix
# puts the new numbers; text that is nowhere in its file has to be looked at. Planted faults show first that it can fail.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh

# Prints "ok" or the fault for each quotation of the page, or with fix=1 the page itself, with the numbers of the nearest
# lines that say so.
quotations() {
    awk -v fix="$1" '
        function nearest(file, text, at,    line, number, best) {
            best = 0
            for (number = 1; (getline line < file) > 0; number++)
                if (index(line, text) && (!best || (number - at) ^ 2 < (best - at) ^ 2)) best = number
            close(file)
            return best
        }
        {
            left = $0
            done = ""
            while (match(left, /`[a-z_\/0-9]+\.(c|h|py):[0-9]+` `[^`]+`/)) {
                split(substr(left, RSTART, RLENGTH), part, "`")
                split(part[2], place, ":")
                found = nearest(place[1], part[4], place[2])
                if (!fix && found && found == place[2]) print "ok"
                else if (!fix && !found) print part[2] ": nowhere in the file: " part[4]
                else if (!fix) print part[2] ": stands in line " found " now (sh tests/test_paper.sh --fix): " part[4]
                done = done substr(left, 1, RSTART - 1) "`" place[1] ":" (found ? found : place[2]) "` `" part[4] "`"
                left = substr(left, RSTART + RLENGTH)
            }
            if (fix) print done left
        }' "$2"
}

if [ "$1" = --fix ]; then
    quotations 1 docs/paper.md >"$dir/page" && cat "$dir/page" >docs/paper.md
    exit
fi

# plant PAGE PATTERN: the page has one quotation, with this verdict.
plant() {
    printf '%s\n' "$1" >"$dir/page"
    quotations "" "$dir/page" >"$dir/out"
    if [ "$(grep -c -e "$2" "$dir/out")" -eq 1 ] && [ "$(wc -l <"$dir/out")" -eq 1 ]; then ok; else bad "planted: $1"; fi
}
line=$(grep -n 'int main' train.c | cut -d: -f1)
plant "| a | \`train.c:$line\` \`int main(int argc\` |" '^ok$'
plant "\`train.c:$((line + 1))\` \`int main(int argc\`" "stands in line $line now"
plant "\`train.c:$line\` \`int mainly(\`" 'nowhere in the file'
plant "\`train.c:0\` \`int mainly(\`" 'nowhere in the file'
plant "\`trains.c:$line\` \`int main(\`" 'nowhere in the file'

quotations "" docs/paper.md >"$dir/found"
rm -f "$dir/out"
count=$(wc -l <"$dir/found")
if [ "$count" -ge 50 ]; then ok; else bad "docs/paper.md quotes $count lines, expected 50 or more"; fi
grep -v '^ok$' "$dir/found" | sed 's/^/FAILED docs\/paper.md: /'
passed=$((passed + $(grep -c '^ok$' "$dir/found")))
failed=$((failed + $(grep -c -v '^ok$' "$dir/found")))
echo "paper: $passed passed, $failed failed"
[ $failed -eq 0 ]
