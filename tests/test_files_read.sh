#!/bin/sh
# Files as people have them, all invented: every one of tests/files_read is read as tests/files_read/expected says, and
# what is no puzzle is refused in a sentence that helps. Many puzzles: bad ones are named, the others answered as they come.
SOLVE=${SOLVE:-./solve} BUILD=${BUILD:-build}
. tests/expect.sh

is() { if [ "$2" = "$3" ]; then ok; else bad "$1: '$2', expected '$3'"; fi; }

# --- files that are read ---------------------------------------------------------------------------------------------
field() { sed -n "1s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$dir/out"; }
while IFS='|' read -r name kind count puzzle answer; do
    case $name in '#'*) continue ;; esac
    if [ -n "$answer" ]; then steps=16; else steps=1; fi
    "$SOLVE" --json --threads 1 --steps $steps "tests/files_read/$name" >"$dir/out" 2>"$dir/err" </dev/null
    is "$name, puzzles" "$(wc -l <"$dir/out" | tr -d ' ')" "$count"
    is "$name" "$(field puzzle)" "$puzzle"
    if [ -n "$answer" ]; then is "$name, answer" "$(field answer)" "$answer"; fi
    "$SOLVE" --json --threads 1 --steps 1 --kind "$kind" - <"tests/files_read/$name" >"$dir/out" 2>"$dir/err"
    is "$name, of its kind" "$(field puzzle)" "$puzzle"
done <tests/files_read/expected

# --- sentences -------------------------------------------------------------------------------------------------------
# refused PATTERN TEXT...: the text, as printf writes it, is refused with one sentence, exit 2, and nothing else.
refused() {
    pattern=$1
    shift
    printf "$@" | "$SOLVE" --threads 1 --quiet - >"$dir/out" 2>"$dir/err"
    got=$?
    if [ $got -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ] && ! grep -q . "$dir/out" && grep -q -e "$pattern" "$dir/err"; then
        ok
    else
        bad "refused with $got, expected '$pattern'"
    fi
}
question=$(sed -n 's/^cells_empty.csv|sudoku|1|\([^|]*\)|.*/\1/p' tests/files_read/expected)
answer=$(sed -n 's/^cells_empty.csv|sudoku|1|[^|]*|\(.*\)/\1/p' tests/files_read/expected)
regions=112223333112222333111244333
regions=$regions$(echo $regions | tr 1-4 5-8)999999999

# Candidates.
marks=tests/files_read/candidates.txt
refused ':3: found 8 cells in row 2 of the candidates that start at line 2, expected 9' '%s\n' "$(sed '3s/7 /  /' $marks)"
refused "'421' in row 7, column 5 is no list of candidates" '%s\\n' "$(sed 's/ 1248 / 421 /' $marks)"
refused 'the candidates that start here end after 5 rows' '%s\n' "$(head -7 $marks)"
refused 'Git LFS pointer' 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n'
refused 'web page' '<!DOCTYPE html><html></html>\n'
refused 'maze of 0 and 1.*expected them as S and G or 2 and 3' '111111\n100001\n101101\n101001\n101011\n111111\n'
refused 'start = (row, column) and goal = (row, column) beside it' '[[0,1,0],[0,0,0],[1,1,0]]\n'
refused 'the start (3, 0) and the goal (2, 2) beside a maze of 3x3' 'g = [[0,1,0],[0,0,0],[1,1,0]]\nstart = [3,0]\nend = [2,2]\n'
# One of three mazes lacks its ends: it is named, the others are answered.
printf '[{"maze": [[0,1,0],[0,1,0],[0,0,0]], "start": [0,0], "end": [0,2]},\n{"maze": [[0,1,0],[0,0,0],[0,1,0]]},\n' >"$dir/ends.json"
printf '{"goal": {"row": 2, "col": 2}, "maze": [[0,1,0],[0,0,0],[0,1,0]], "start": {"row": 0, "col": 0}}]\n' >>"$dir/ends.json"
"$SOLVE" --json --threads 1 --steps 1 "$dir/ends.json" >"$dir/out" 2>"$dir/err"
is 'a maze without ends among others' "$(sed 's/.*"puzzle": "\{0,1\}\([^",]*\).*/\1/' "$dir/out" | tr '\n' '|')" 'S#G #    |null|S#     #G|'
refused 'maze of 0 and 1' '1 1 1 1\n1 0 0 1\n1 1 1 1\n'
refused 'stdin' '##__\n##__\n'
refused 'stdin:' '+-+----+--+\n|53|7...|.8|\n'
refused 'do not form boxes of 3x3; jigsaws are not solved' '+----+---+--+\n|12..|...|..|\n|....|...|..|\n|....|...|..|\n+----+---+--+\n|....|...|..|\n|....|...|..|\n|....|...|..|\n+----+---+--+\n|....|...|..|\n|....|...|..|\n|....|...|..|\n+----+---+--+\n'
refused 'stdin:2: .*jigsaw' '%s\n111222333111222333111222333444555666444555666444555666777888999777888999777888999\n' "$question"
refused 'has no solution' '.....5.8....6.1.43..........1.5........1.6...3.......553.....61........4.........\n'
refused 'stdin:' '[[5,3,0],[6,0,0]]\n'
refused 'stdin:' '5,3,,\n1,2\n'
printf '%s\n' "$question" | "$SOLVE" --kind maze - >"$dir/out" 2>"$dir/err"
is 'a Sudoku as a maze' $? 2
"$SOLVE" --kind chess puzzle.txt >"$dir/out" 2>"$dir/err"
is 'no such kind' $? 2
"$SOLVE" --format chess puzzle.txt >"$dir/out" 2>"$dir/err"
is 'no such format' $? 2
"$SOLVE" --format walls --kind sudoku puzzle.txt >"$dir/out" 2>"$dir/err"
is 'a format of another kind' $? 2

# --- the command line, and what solve prints -------------------------------------------------------------------------
is 'a puzzle as an argument' "$("$SOLVE" --quiet --threads 1 "$question" 2>"$dir/err")" "$answer"
is 'an address as an argument' "$("$SOLVE" --quiet --threads 1 "https://a.example/?bd=$question" 2>"$dir/err")" "$answer"
for how in '' --json; do
    "$SOLVE" $how --threads 1 --colour never "$question" >"$dir/printed" 2>"$dir/err"
    is "what solve $how prints" "$("$SOLVE" --quiet --threads 1 "$dir/printed" 2>"$dir/err")" "$answer"
done
"$SOLVE" --threads 1 --steps 1 --colour never tests/files_read/maze_ab.txt >"$dir/printed" 2>"$dir/err"
"$SOLVE" --json --threads 1 --steps 1 "$dir/printed" >"$dir/out" 2>"$dir/err"
is 'what solve prints of a maze' "$(field puzzle)" "$(sed -n 's/^maze_ab.txt|maze|1|\([^|]*\)|.*/\1/p' tests/files_read/expected)"

# --- many puzzles ----------------------------------------------------------------------------------------------------
contradiction=11$(echo "$question" | cut -c 3-)
printf '%s\n%s\n%s\nshort\n%s\n' "$question" "$contradiction" "$(printf '%081d' 0)" "$question" >"$dir/many"
"$SOLVE" --quiet --threads 1 "$dir/many" >"$dir/out" 2>"$dir/err"
is 'bad lines, exit code' $? 2
is 'bad lines keep their places' "$(cat "$dir/out")" "$answer


$answer"
is 'bad lines are named' "$(sed 's/.*many:\([0-9]*\):.*/\1/' "$dir/err" | tr '\n' ' ')" '2 3 '
"$SOLVE" --json --threads 1 "$dir/many" >"$dir/out" 2>"$dir/err"
is 'bad lines as objects' "$(sed -n '2s/.*"line": \([0-9]*\), "error": ".*stands twice.*/\1/p' "$dir/out")" 2
"$SOLVE" --threads 1 "$dir/many" >"$dir/out" 2>"$dir/err"
is 'bad lines are counted' "$(tail -n 1 "$dir/out")" '2 of 2 solved; 2 could not be read'
"$SOLVE" --quiet --threads 1 --strict "$dir/many" >"$dir/out" 2>"$dir/err"
is 'strict, exit code' $? 2
is 'strict stops' "$(cat "$dir/out")" "$answer"
is 'strict, one sentence' "$(wc -l <"$dir/err" | tr -d ' ')" 1
"$SOLVE" --eval "$dir/many" --threads 1 >"$dir/out" 2>"$dir/err"
is 'evaluation of the good rows, exit code' $? 2
is 'evaluation of the good rows' "$(head -n 1 "$dir/out")" 'exact 100.00%  (2 of 2 puzzles)'
printf '%s\n' "$contradiction" "$contradiction" | "$SOLVE" --quiet --threads 1 - >"$dir/out" 2>"$dir/err"
is 'no good line at all' $? 2
rows() { echo "$1" | sed 's/........./&;/g' | tr ';' '\n'; }
{ rows "$question" && rows "$contradiction" && rows "$question" | sed 3s/.// && echo && rows "$question"; } >"$dir/grids"
"$SOLVE" --quiet --threads 1 "$dir/grids" >"$dir/out" 2>"$dir/err"
is 'bad grids keep their places' "$(cat "$dir/out")" "$answer


$answer"
is 'bad grids are named' "$(sed 's/.*grids:\([0-9]*\):.*/\1/' "$dir/err" | tr '\n' ' ')" '11 23 '

# Answers come while lines still do: the pipe is held open after the first puzzle, and after each further one.
mkfifo "$dir/pipe"
# until_lines N: waits until so many answers are there, at most 20 seconds.
until_lines() {
    tries=0
    while [ "$(wc -l <"$dir/out")" -lt "$1" ] && [ $tries -lt 200 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    is "answers to an open pipe, $name" "$(wc -l <"$dir/out" | tr -d ' ')" "$1"
}
# slow NAME HEADER LINE: so many answers as lines, before the input ends.
slow() {
    name=$1
    "$SOLVE" --quiet --threads 1 --steps 1 "$dir/pipe" >"$dir/out" 2>"$dir/err" &
    pid=$!
    exec 3>"$dir/pipe"
    printf "$2" >&3
    printf '%s\n' "$3" >&3
    until_lines 1
    printf '%s\n%s\n' "$3" "$3" >&3
    until_lines 3
    printf '%s\n' "$3" >&3
    exec 3>&-
    wait $pid
    is "all lines of a pipe, $name" "$(wc -l <"$dir/out" | tr -d ' ')" 4
}
slow lines '' "$question"
slow rated '# hard ones\n\n' "$question ED=7.2"
slow csv 'puzzle,solution\n' "$question,$answer"
slow 'csv without a header' '' "$question,$answer"
slow 'rows apart' '' "$(echo "$question" | sed 's:.........:&/:g')"
slow programs "$(head -n 1 data/program/test.csv)\\n" "$(sed -n 2p data/program/test.csv)"
slow 'cells apart' '' "$(echo "$question" | sed 's/./&,/g; s/,$//')"

{ head -n 3 data/program/test.csv && echo 'x,nonsense,0,0,1' && sed -n 4p data/program/test.csv; } >"$dir/programs"
"$SOLVE" --quiet --threads 1 "$dir/programs" >"$dir/out" 2>"$dir/err"
is 'a bad program, exit code' $? 2
is 'programs beside a bad one, and its place' "$(wc -l <"$dir/out" | tr -d ' ')" 4
is 'a bad program' "$(grep -c programs:4: "$dir/err")" 1
"$SOLVE" --quiet --threads 1 --limit 3 data/program/test.csv | tail -n 1 >"$dir/out"
is 'programs passed over' "$("$SOLVE" --quiet --threads 1 --skip 2 --limit 1 data/program/test.csv)" "$(cat "$dir/out")"

# --- many boards on one line: those asked for, and those after a bad one -----------------------------------------------
rows_of() { tr . 0 | fold -w 9 | sed "$1; s/./&,/g; s/,\$//; s/.*/[&]/" | tr '\n' ',' | sed 's/,$//'; }
good="[$(printf %s "$question" | rows_of '')]" short="[$(printf %s "$question" | rows_of '3s/.//')]"
boards() { printf '[%s, %s, %s, %s]' "$good" "$good" "$short" "$good" | "$SOLVE" --quiet --threads 1 --steps 1 "$@" - 2>"$dir/err" >"$dir/out"; }
boards
is 'one bad board of four' "$? $(wc -l <"$dir/out" | tr -d ' ') $(grep -c . "$dir/out") $(wc -l <"$dir/err" | tr -d ' ')" '2 4 3 1'
boards --limit 1
is 'one board of four' "$(wc -l <"$dir/out" | tr -d ' ') $(wc -c <"$dir/err" | tr -d ' ')" '1 0'
boards --skip 3
is 'the last board of four' "$(grep -c . "$dir/out") $(wc -c <"$dir/err" | tr -d ' ')" '1 0'

# --- one that is too short among others: it is named, and keeps its place ------------------------------------------------
short=$(printf %s "$question" | cut -c 1-80)
wrong=$(printf %s "$question" | sed 's/.$/?l/; s/^.//')
# among NAME TEXT: the second of three puzzles is bad
among() {
    printf "$2\n" >"$dir/among.txt"
    "$SOLVE" --quiet --threads 1 --steps 1 "$dir/among.txt" >"$dir/out" 2>"$dir/err"
    is "$1" "$? $(wc -l <"$dir/out" | tr -d ' ') $(sed -n 2p "$dir/out" | wc -c | tr -d ' ') $(wc -l <"$dir/err" | tr -d ' ')" '2 3 1 1'
}
among 'strings in a list' "[\"$question\", \"$short\", \"$question\"]"
among 'strings in a list, a character' "[\"$question\", \"$wrong\", \"$question\"]"
among 'objects in a list' "[{\"puzzle\": \"$question\"}, {\"puzzle\": \"$short\"}, {\"puzzle\": \"$question\"}]"
among 'objects with answers' \
    "[{\"puzzle\": \"$question\"}, {\"puzzle\": \"$wrong\", \"solution\": \"$answer\"}, {\"puzzle\": \"$question\"}]"
among 'an object a line' "{\"puzzle\": \"$question\"}\n{\"puzzle\": \"$short\"}\n{\"puzzle\": \"$question\"}"
among 'attributes on a line' "<a><game data=\"$question\"/><game data=\"$short\"/><game data=\"$question\"/></a>"
among 'with its answer' "x $question y $short $answer z $question"

# --- symbols from 0, where . is an open cell; not if zeros are open cells too ---------------------------------------------
printf '.1.3\n2..1\n12.0\n30.2\n' >"$dir/zeros.txt"
is 'symbols from 0' "$("$SOLVE" --quiet --threads 1 "$dir/zeros.txt")" 0123230112303012
printf '1.30\n3012\n2100\n.321\n' >"$dir/zeros.txt"
is 'zeros for open cells' "$("$SOLVE" --json --threads 1 "$dir/zeros.txt" | sed 's/.*puzzle": "\([^"]*\).*/\1/')" '1.3.3.1221...321'

# --- answers among the puzzles: an evaluation does not count them ----------------------------------------------------------
printf 'grid = "%s"\nsolution = "%s"\n' "$question" "$answer" >"$dir/beside.txt"
"$SOLVE" --json --threads 1 --eval "$dir/beside.txt" >"$dir/out" 2>"$dir/err"
is 'an answer that is no puzzle' "$? $(grep -c '"puzzles": 1,' "$dir/out") $(grep -c '^1 grid with nothing left' "$dir/err")" '0 1 1'

# --- a grid and the regions of a jigsaw below it ---------------------------------------------------------------------------
(printf '%s\n' "$question" | fold -w 9 && printf '\nAAABBBCCC\nAAABBBCCC\nAAABBCCCB\nDDDEEEFFF\nDDDEEEFFF\nDDDEEEFFF\nGGGHHHIII\nGGGHHHIII\nGGGHHHIII\n') >"$dir/jigsaw.txt"
"$SOLVE" --quiet --threads 1 "$dir/jigsaw.txt" >"$dir/out" 2>"$dir/err"
is 'a jigsaw below a grid' "$? $(grep -c ':11: .*jigsaw' "$dir/err") $(wc -l <"$dir/err" | tr -d ' ') $(grep -c . "$dir/out")" '2 1 1 0'

# --- texts that once took the reader too deep, or too long -------------------------------------------------------------
awk 'BEGIN { for (i = 0; i < 60000; i++) print "question\nstep 12" }' >"$dir/deep.txt"
"$SOLVE" --quiet --threads 1 "$dir/deep.txt" >"$dir/out" 2>"$dir/err"
is 'headings of headings' $? 2
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "-"; print "" }' >"$dir/long.txt"
"$SOLVE" --format walls --quiet --threads 1 "$dir/long.txt" >"$dir/out" 2>"$dir/err"
is 'a wall without end' "$? $(grep -c 'found a line of 1000000 bytes' "$dir/err")" '2 1'

# --- a maze of blocks, more bytes than cells in a row ------------------------------------------------------------------
"$BUILD/maze-data" --out "$dir/wide" --side 51 --kind perfect --train 1 --test 1 >/dev/null 2>&1
cells=$(sed -n '2s/^[^,]*,\([^,]*\),.*/\1/p' "$dir/wide/test.csv")
printf %s "$cells" | fold -w 51 | sed 's/#/█/g' >"$dir/wide.txt"
"$SOLVE" --json --threads 1 --steps 1 "$dir/wide.txt" >"$dir/out" 2>"$dir/err"
is 'a maze of 51 blocks a row' "$(field puzzle)" "$cells"
(cat "$dir/wide.txt" && echo && echo '█?' && awk 'BEGIN { for (i = 0; i < 100; i++) print "####" }' && sed 's/ /?/' "$dir/wide.txt" | head -n 9) >"$dir/wider.txt"
"$SOLVE" --kind maze --quiet --threads 1 --steps 1 "$dir/wider.txt" >"$dir/out" 2>"$dir/err"
is 'and one that is none' "$? $(wc -l <"$dir/err" | tr -d ' ')" '2 1'

# --- a Sudoku in a table of mazes ----------------------------------------------------------------------------------------
maze='#,#,#,#,#,#,#,#,#\n#,S, , , , , , ,#\n#, , , , , , , ,#\n#, , , , , , , ,#\n#, , , , , , , ,#\n#, , , , , , , ,#\n#, , , , , , , ,#\n#, , , , , , ,G,#\n#,#,#,#,#,#,#,#,#\n'
printf "$maze\n$maze\n%s\n" "$(printf %s "$question" | tr . 0 | sed 's/./&,/g; s/,$//')" >"$dir/kinds.csv"
"$SOLVE" --kind maze --quiet --threads 1 --steps 1 "$dir/kinds.csv" >"$dir/out" 2>"$dir/err"
is 'a Sudoku among mazes' "$? $(grep -c '^##########S' "$dir/out") $(grep -c ':21: .*is not a cell of a maze' "$dir/err")" '2 2 1'

# --- programs with the mark of UTF-8 -------------------------------------------------------------------------------------
(printf '\357\273\277' && head -n 2 data/program/test.csv) >"$dir/marked.csv"
"$SOLVE" --quiet --threads 1 "$dir/marked.csv" >"$dir/out" 2>"$dir/err"
is 'programs with a mark' "$(wc -l <"$dir/out" | tr -d ' ') $(wc -c <"$dir/err" | tr -d ' ')" '1 0'

echo "files people have: $passed passed, $failed failed"
[ $failed -eq 0 ]
