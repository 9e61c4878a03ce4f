#!/bin/sh
# embed.sh PAGE NAME: a page as C on standard output. A line `include FILE` of the page stands for that file, from the
# page's folder; a line `here` parts what becomes NAME_before from NAME_after. Lines become an array of strings, since C
# promises no long ones.
set -e
folder=$(dirname "$1")
for file in $(sed -n 's/^include //p' "$1"); do
    [ -r "$folder/$file" ] || { echo "$1: there is no $folder/$file" >&2; exit 1; }
done

whole() {
    awk -v folder="$folder" '
        /^include / { while ((getline line < (folder "/" $2)) > 0) print line; next }
        { print }' "$1"
}
array() { # NAME: the lines on standard input
    echo "const char *const $1[] = {"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/??/?""?/g' -e 's/^/    "/' -e 's/$/\\n",/'
    echo '    NULL};'
}

printf '#include "report/web_files.h"\n\n#include <stddef.h>\n\n'
whole "$1" | sed '/^here$/,$d' | array "$2_before"
echo
whole "$1" | sed '1,/^here$/d' | array "$2_after"
