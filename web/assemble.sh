#!/bin/sh
# assemble.sh PAGE: the page on standard output with everything in it. Lines of the page of the form
#     include FILE         stand for that file
#     bytes ID FILE        become an element of that id with the file in base64; nothing if there is none
# FILE is seen from the top of the tree. PROGRAM is the compiled program.
set -e
while IFS= read -r line; do
    case $line in
    'include '*) cat "${line#include }" ;;
    'bytes '*)
        rest=${line#bytes }
        file=${rest#* }
        [ "$file" != PROGRAM ] || file=$PROGRAM
        [ -e "$file" ] || continue
        printf '<script type="application/base64" id="%s">\n' "${rest%% *}"
        base64 "$file" | tr -d '\n'
        printf '\n</script>\n'
        ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$1"
