#!/bin/sh
# dist.sh BUILD VERSION COMMIT: makes BUILD/trm-VERSION.tar.gz of all sources, data and models, which builds without git.
# The same files give the same bytes, as far as tar can be told to.
set -eu
build=$1 name=trm-$2 commit=$3
folder=$build/dist/$name
rm -rf "$build/dist"
mkdir -p "$folder"

# What git keeps; without git, all but what is built.
if [ -e .git ]; then
    git ls-files
else
    find . \( -path "./${build#./}" -o -path ./build -o -path ./runs -o -name .git \) -prune -o -type f -print | sed 's,^\./,,' |
        grep -v -x -e train -e solve -e COMMIT
fi | LC_ALL=C sort >"$build/dist/files"
tar cf - -T "$build/dist/files" | tar xf - -C "$folder"
echo "$commit" >"$folder/COMMIT"

cd "$build/dist"
if tar --version 2>/dev/null | grep -q GNU; then
    tar cf "$name.tar" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r-w --mtime='2000-01-01 00:00Z' "$name"
else
    tar cf "$name.tar" "$name"
fi
gzip -9 -n <"$name.tar" >"../$name.tar.gz"
cd ../..
rm -rf "$build/dist"
echo "$build/$name.tar.gz"
