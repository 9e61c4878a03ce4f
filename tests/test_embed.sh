#!/bin/sh
# libtrm in a program of someone else: examples/embed.c against its one header, as the head of the file says.
cd "$(dirname "$0")/.." || exit
. tests/expect.sh
CC=${CC:-cc}
BUILD=${BUILD:-build}

# A command that has nothing to say says fine.
quiet() { "$@" && echo fine; }

# The objects of the library, or the library itself if `make lib` has made it.
expect 0 '^solved: the rules agree' "$BUILD/embed" models/sudoku.safetensors puzzle.txt
expect 0 '^try 1, step 1: halting logit [0-9]' "$BUILD/embed" models/sudoku.safetensors puzzle.txt
expect 2 '^embed: usage: embed MODEL PUZZLES$' "$BUILD/embed"
expect 2 'embed: models/maze.safetensors was trained on puzzles of kind maze, and these are of kind sudoku' \
    "$BUILD/embed" models/maze.safetensors puzzle.txt
expect 2 'embed: puzzle.txt: not a safetensors file' "$BUILD/embed" puzzle.txt puzzle.txt
# ARC tasks, by a model that has hardly learned any: what it says is what ./solve says, and the library's own test passes.
task=data/arc/training/border.json
expect 0 fine quiet "${TRAIN:-./train}" data/arc --steps 6 --test-puzzles 1 --test-steps 1 --threads 1 --seed 1 --out "$dir/arc"
"${SOLVE:-./solve}" --threads 1 --model "$dir/arc/model.safetensors" --attempts 2 --json - <"$task" 2>"$dir/err" |
    sed -n '1s/.*"attempts": \[\[\[\(.*\)\]\]\], "solved.*/\1/p' | sed 's/\]\]\], \[\[.*//; s/\]\], \[\[.*//; s/\], \[/ /g; s/, //g' >"$dir/solve"
"$BUILD/embed" "$dir/arc/model.safetensors" "$task" >"$dir/embed.out" 2>"$dir/err"
sed -n '/%/{s/ *[0-9]*%//g; s/[ ~]//g; /./p;}' "$dir/embed.out" | tr '\n' ' ' | sed 's/ $//' >"$dir/lib"
if [ -s "$dir/solve" ] && [ "$(cat "$dir/solve")" = "$(cat "$dir/lib")" ]; then ok; else bad 'the library and ./solve differ'; fi
expect 0 '^lib: [1-9][0-9]* passed, 0 failed' "$BUILD/test_lib" "$dir/arc/model.safetensors"

if [ -e "$BUILD/libtrm.a" ]; then
    expect 0 fine quiet "$CC" -std=c11 -Wall -Wextra -Werror -Ilib examples/embed.c "$BUILD/libtrm.a" -lm -o "$dir/embed"
    expect 0 '^solved: the rules agree' "$dir/embed" models/sudoku.safetensors puzzle.txt
    expect 0 fine sh -c 'nm --extern-only --defined-only "$0" | grep -v " T trm_\|^$\|:$" || echo fine' "$BUILD/libtrm.a"
else
    echo "embed: $BUILD/libtrm.a is not there (make lib): its objects alone were tried"
fi

# The header says all of it: it compiles alone, as C of 1999 and as C++.
expect 0 fine quiet "$CC" -std=c99 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c lib/trm.h
command -v c++ >/dev/null && expect 0 fine quiet c++ -Wall -Wextra -Werror -fsyntax-only -x c++ lib/trm.h
[ "$(wc -l <examples/embed.c)" -le 62 ] && ok || bad 'examples/embed.c is longer than a page'

echo "embed: $passed passed, $failed failed"
[ $failed -eq 0 ]
