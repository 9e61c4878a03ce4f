#!/bin/sh
# What stands on the command line of solve: puzzles, good ones and bad, and the names of files.
SOLVE=${SOLVE:-./solve}
. tests/expect.sh

# says STATUS PATTERN ARGUMENT...
says() {
    status=$1 pattern=$2
    shift 2
    expect "$status" "$pattern" "$SOLVE" --quiet --threads 1 --steps 1 "$@"
}
question=3.17..8.27.9..45..84...1.7992.......4.58.9.6....4359..59......62.4.6.78.6...7.4..

# --- a puzzle that went wrong is one, not a missing file -------------------------------------------------------------
says 2 'line:1: found 80 cells, expected 16, .*; the nearest are 64 (8x8) and 81 (9x9)' "${question%?}"
says 2 'line:1: found 82 cells, .*; the nearest are 81 (9x9) and 100 (10x10)' "${question}5"
says 2 'line:1: found 257 cells, .*; the nearest is 256 (16x16)' "$(printf '%0257d' 0)"
says 2 'line:1: found 80 cells' "$(echo "${question%?}" | sed 's/./& /g')"
says 2 'line:1: .*80 cells' "$(echo "${question%?}" | sed 's/./&,/g; s/,$//')"
says 2 "line:1: 'Z' at character 81" "${question%?}Z"
says 2 'line:1: the grid that starts here ends after 1 row of 9 cells' 53..7....
says 2 'line:1: the grid that starts here ends after 2 rows' "$(printf '53..7....\n6..195...')"
says 2 'line:4: found 4 cells in row 4 of the maze' "$(printf '#####\n#S..#\n#..G#\n####')"
says 2 'line:1: no way leads from the start to the goal' "$(printf '#####\n#S#.#\n#.#G#\n#####')"
says 2 'line:1: found one row of 18 cells, .*; the nearest is 25 (5x5)' '#####S..##..G#####'
says 2 'line:1: the puzzle has more than one solution' "$(echo "$question" | tr 378. 000-)"
says 2 'line:1: the puzzle has more than one solution' "$(echo "$question" | tr 378 ---)"

# --- what looks like a path is one -----------------------------------------------------------------------------------
for path in none puzzl.txt 20241126 2024/11/26 2024-11-26-1732623428.csv 12345678.safetensors ./12345678901234567 \
    ../1234567890123456 /none/0000000000000 "~0000000000000000" "$question.txt" data/none.csv; do
    says 3 'no such file' "$path"
done

# --- options that there are not --------------------------------------------------------------------------------------
says 2 'no option --quite; did you mean --quiet?' --quite puzzle.txt
says 2 'no option --colors; did you mean --colour?' --colors puzzle.txt
says 2 'no option --Tries; did you mean --tries?' --Tries 3 puzzle.txt
says 2 'no option --samples; did you mean --tries?' --samples=3 puzzle.txt
says 2 'no option -q; did you mean --quiet?' -q puzzle.txt
says 2 'no option -tries; did you mean --tries?' -tries 3 puzzle.txt
says 2 'no option -t; options are long' -t 3 puzzle.txt
says 2 'no option --zzz (see' --zzz puzzle.txt

# --- a folder --------------------------------------------------------------------------------------------------------
mkdir "$dir/some" "$dir/some/more" "$dir/none"
echo "$question" >"$dir/some/a.txt"
echo "$question" | fold -w 9 | head -n 3 >"$dir/some/b.txt"
printf '#####\n#S..#\n#..G#\n#####\n' >"$dir/some/c.maze"
echo hidden >"$dir/some/.hidden"
expect 2 'some/b.txt:1: the grid that starts here ends after' "$SOLVE" --quiet --threads 1 "$dir/some"
if [ "$(wc -l <"$dir/out")" -eq 2 ] && [ "$(wc -l <"$dir/err")" -eq 1 ]; then ok; else bad 'two of three files answered'; fi
expect 2 'some/c.maze' "$SOLVE" --threads 1 "$dir/some/"
rm "$dir/some/b.txt"
expect 0 '^351796842' "$SOLVE" --quiet --threads 1 "$dir/some"
mkdir "$dir/hard"
echo 2....6..4...1...9...8..3.6..8....6....5..2.3.1..7..........9..7.5.4....34.93...2. >"$dir/hard/h.txt"
expect 1 'to try harder: .*hard/h.txt' "$SOLVE" --threads 1 --steps 1 "$dir/hard"
expect 2 'is a folder, and --eval takes one file' "$SOLVE" --eval "$dir/some"
expect 2 'is a folder, and --html takes one file' "$SOLVE" --html "$dir/page" "$dir/some"
expect 2 'none: the folder holds no files' "$SOLVE" "$dir/none"

echo "words: $passed passed, $failed failed"
[ $failed -eq 0 ]
