#!/bin/sh
# make dist, a build from what it made, make install and make uninstall, in a folder of their own. What is built already is
# taken along, so that little is compiled.
BUILD=${BUILD:-build}
. tests/expect.sh
unset MAKEFLAGS MFLAGS MAKELEVEL DESTDIR
make=${MAKE:-make}
version=$(cat VERSION)
tree=$dir/trm-$version

says() { # says FILE TEXT
    if grep -q -F "$2" "$1"; then ok; else bad "$1 does not say $2"; fi
}
is_there() {
    for file in "$@"; do
        if [ -s "$file" ]; then ok; else bad "there is no $file"; fi
    done
}
list() { (cd "$1" && find . ! -type d | LC_ALL=C sort); }

# --- one version -----------------------------------------------------------------------------------------------------
says CITATION.cff "version: $version"
says CHANGELOG.md "## $version"

# --- the tarball -----------------------------------------------------------------------------------------------------
mkdir "$dir/made"
expect 0 "trm-$version.tar.gz" "$make" -s dist BUILD="$dir/made"
mv "$dir/made/trm-$version.tar.gz" "$dir/first.tar.gz"
expect 0 "trm-$version.tar.gz" "$make" -s dist BUILD="$dir/made"
same "$dir/first.tar.gz" "$dir/made/trm-$version.tar.gz"
gzip -d -c "$dir/first.tar.gz" | tar xf - -C "$dir"
is_there "$tree/README.md" "$tree/.ci/run" "$tree/tests/run.sh" "$tree/data/sudoku/test.csv" "$tree/man/train.1"
mkdir "$tree/build"
for item in "$BUILD"/*; do [ -e "$item/flags" ] || cp -rp "$item" "$tree/build"; done
cd "$tree" || exit
expect 0 '' "$make" -s help
expect 0 '^made$' sh -c "'$make' -s && echo made"
expect 0 '^826973415' ./solve --threads 1 --quiet puzzle.txt
expect 0 "(trm $version" ./train --version
# A tarball of the tarball, where there is no git to ask.
expect 0 "trm-$version.tar.gz" "$make" -s dist
gzip -d -c "build/trm-$version.tar.gz" | tar tf - | sed '/\/$/d' | LC_ALL=C sort >"$dir/again"
gzip -d -c "$dir/first.tar.gz" | tar tf - | sed '/\/$/d' | LC_ALL=C sort >"$dir/before"
same "$dir/before" "$dir/again"

# --- install, as a package does: into a folder that becomes the real one later ------------------------------------------
prefix=$dir/prefix
mkdir -p "$prefix/bin" "$prefix/share/trm" "$prefix/share/man/man1"
for file in bin/mine share/trm/mine share/man/man1/mine.1; do echo mine >"$prefix/$file"; done
list "$prefix" >"$dir/before"
expect 0 '' sh -c "'$make' -s install PREFIX='$prefix' DESTDIR='$dir/stage' && echo"
(cd "$dir/stage$prefix" && tar cf - .) | tar xf - -C "$prefix"
(list "$dir/stage$prefix" | sed 's,^\./,,') >"$dir/placed"
(LC_ALL=C sort "$prefix/share/trm/manifest" && echo share/trm/manifest) | LC_ALL=C sort >"$dir/told"
same "$dir/told" "$dir/placed"
is_there "$prefix/bin/trm-train" "$prefix/bin/trm-sudoku-data" "$prefix/share/man/man1/trm-maze-data.1" \
    "$prefix/share/doc/trm/docs/files.md" "$prefix/share/trm/samples/maze.csv"

# Links of the docs lead to files that were placed too.
cd "$prefix/share/doc/trm" || exit
find . -name '*.md' | while read -r page; do
    grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v -e '^http' -e '^$' | while read -r link; do
        [ -e "$(dirname "$page")/$link" ] || echo "$page has a link to $link, which is not there"
    done
done >"$dir/out"
if [ -s "$dir/out" ]; then bad 'dead links'; else ok; fi

# They run from elsewhere, by name, and find their models.
mkdir "$dir/elsewhere"
cd "$dir/elsewhere" || exit
PATH=$prefix/bin:$PATH
expect 0 '^826973415' trm-solve --threads 1 --quiet "$prefix/share/trm/samples/puzzle.txt"
expect 0 '^' trm-solve --threads 1 --quiet --limit 1 "$prefix/share/trm/samples/sudoku.csv"
expect 0 'Usage: trm-solve FILE' trm-solve --help
expect 0 'trm-train --help' trm-solve --help
expect 2 '^trm-train: which folder? For example: trm-train data/sudoku' trm-train
expect 0 '^trm-sudoku-data (trm' trm-sudoku-data --version
expect 0 '' sh -c 'trm-sudoku-data --side 4 --train 30 --test 4 --out four && echo'
expect 0 'Try it:  trm-solve --model' trm-train four --steps 2 --batch 8 --test-puzzles 2 --threads 1

# --- uninstall -------------------------------------------------------------------------------------------------------
cd "$tree" || exit
echo "../mine" >>"$prefix/share/trm/manifest"
echo mine >"$dir/mine"
expect 0 '' sh -c "'$make' -s uninstall PREFIX='$prefix' && echo"
list "$prefix" >"$dir/after"
same "$dir/before" "$dir/after"
is_there "$dir/mine"
for folder in share/trm/samples share/doc/trm; do
    if [ -d "$prefix/$folder" ]; then bad "$folder is left"; else ok; fi
done
expect 2 'nothing to uninstall' "$make" -s uninstall PREFIX="$prefix"

echo "install: $passed passed, $failed failed"
[ $failed -eq 0 ]
