#!/bin/sh
# install.sh install|uninstall, run by make: puts programs, models, puzzles to try, docs and manual pages below PREFIX, and
# takes away again what it has put there. PREFIX/share/trm/manifest lists it.
#
# From the environment: PREFIX, DESTDIR (in front of it, for packages; may be empty), BUILD.
set -eu
root=$DESTDIR$PREFIX
manifest=$root/share/trm/manifest

# MODE<tab>SOURCE<tab>TARGET below PREFIX, a line for each file.
files() {
    tab=$(printf '\t')
    for program in train solve; do echo "755$tab$program${tab}bin/trm-$program"; done
    for program in "$BUILD"/*-data; do echo "755$tab$program${tab}bin/trm-$(basename "$program")"; done
    if [ -e "$BUILD/libtrm.a" ]; then
        echo "644$tab$BUILD/libtrm.a${tab}lib/libtrm.a"
        echo "644${tab}lib/trm.h${tab}include/trm.h"
    fi
    for model in models/*.safetensors; do echo "644$tab$model${tab}share/trm/$(basename "$model")"; done
    echo "644${tab}puzzle.txt${tab}share/trm/samples/puzzle.txt"
    for kind in sudoku maze program; do echo "644${tab}data/$kind/test.csv${tab}share/trm/samples/$kind.csv"; done
    echo "644${tab}data/arc/training/gravity.json${tab}share/trm/samples/gravity.json"
    for text in README.md CHANGELOG.md CONTRIBUTING.md LICENSE models/README.md docs/*.* docs/results/*.csv docs/lessons/*.md \
        docs/lessons/answers/*; do
        echo "644$tab$text${tab}share/doc/trm/$text"
    done
    for page in train solve data; do echo "644${tab}man/$page.1${tab}share/man/man1/trm-$page.1"; done
    for program in "$BUILD"/*-data; do echo "644${tab}man/data.1${tab}share/man/man1/trm-$(basename "$program").1"; done
}

# What the manifest names, and folders of ours that are empty then.
uninstall() {
    while read -r target; do
        case $target in /* | .. | ../* | */../* | */..) continue ;; esac
        rm -f "$root/$target"
    done <"$manifest"
    rm -f "$manifest"
    for folder in share/trm/samples share/trm share/doc/trm/docs/lessons/answers share/doc/trm/docs/lessons \
        share/doc/trm/docs/results share/doc/trm/docs share/doc/trm/models share/doc/trm; do
        rmdir "$root/$folder" 2>/dev/null || true
    done
}

case $1 in
install)
    if [ -e "$manifest" ]; then uninstall; fi # what an earlier version had and this one has not
    mkdir -p "$root/share/trm"
    files | while IFS='	' read -r mode source target; do
        mkdir -p "$(dirname "$root/$target")"
        echo "$target" >>"$manifest"
        install -m "$mode" "$source" "$root/$target"
    done
    echo "trm-train, trm-solve and the rest are below $root; its bin should be in PATH"
    ;;
uninstall)
    if [ ! -e "$manifest" ]; then
        echo "there is nothing to uninstall below $root: it has no share/trm/manifest (set PREFIX as for make install)" >&2
        exit 1
    fi
    uninstall
    ;;
esac
