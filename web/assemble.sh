#!/bin/sh
# assemble.sh PAGE: the page on standard output with everything in it. Lines of the page of the form
#     include FILE         stand for that file
#     bytes ID FILE        become an element of that id with the file in base64; nothing if there is none
#     tasks MODEL FOLDER   become an element with the ARC tasks of that folder as the generator writes them, a pair on a
#                          line, with the first six demonstrations of each; nothing if there is no file MODEL
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
    'tasks '*)
        rest=${line#tasks }
        [ -e "${rest%% *}" ] || continue
        printf '<script type="application/json" id="tasks">\n{'
        comma=
        for file in "${rest#* }"/*.json; do
            name=${file##*/}
            printf '%s"%s": ' "$comma" "${name%.json}"
            sed -n -e 1,6p -e '7s/,$//p' -e '/^\], "test"/,$p' "$file"
            comma=,
        done
        printf '}\n</script>\n'
        ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$1"
