#!/bin/sh
# man.sh BUILD: puts the options of the programs, as --help prints them, between the marks of the pages in man/, where
# nobody writes by hand. Each page has one such place for each program:
#
#     .\" options of sudoku-data
#     ...
#     .\" end of options
set -eu
build=$(cd "$1" && pwd)
names=$(mktemp -d) # the programs as they are called once they are installed
trap 'rm -rf "$names"' EXIT
PATH=$names:$PATH

# The list of options in a help text: mdoc, with titles as subsections if $1 is 1.
options() {
    awk -v titles="$1" '
        # In lines of at most 80 characters, none of which begins like a request.
        function put(s,    words, count, i, line) {
            gsub(/\\/, "\\e", s)
            gsub(/--/, "\\-\\-", s)
            count = split(s, words, " ")
            for (i = 1; i <= count; i++) {
                if (line != "" && length(line) + length(words[i]) > 78) { print line; line = "" }
                if (line == "" && index(".'"'"'", substr(words[i], 1, 1))) words[i] = "\\\&" words[i]
                line = line (line == "" ? "" : " ") words[i]
            }
            print line
        }
        function close_choices() { if (choices) print ".El"; choices = 0 }
        function close_list() { close_choices(); if (list) print ".El"; list = 0 }
        /^[A-Z]/ { title = $0 }
        /^  --[a-z]/ {
            close_choices()
            if (title != "" && titles) { close_list(); print ".Ss " title }
            title = ""
            if (!list) print ".Bl -tag -width Ds"
            list = 1
            line = substr($0, 5)
            name = line
            sub(/ .*/, "", name)
            line = substr(line, length(name) + 1)
            argument = line ~ /^ [A-Z]/ ? line : ""
            sub(/^ /, "", argument)
            sub(/  .*/, "", argument)
            sub(/^ ?[^ ]*  +/, "", line)
            print ".It Fl -" name (argument == "" ? "" : " Ar " argument)
            put(line)
            next
        }
        list && /^                               +[a-z]/ {
            if (!choices) print ".Bl -tag -width Ds -compact"
            choices = 1
            line = $0
            sub(/^ +/, "", line)
            name = line
            sub(/ .*/, "", name)
            sub(/^[^ ]* +/, "", line)
            print ".It Cm " name
            put(line)
            next
        }
        /^$/ { close_list() }
        END { close_list() }'
}

for page in man/*.1; do
    cp "$page" "$page.new"
    for program in $(sed -n 's/^\.\\" options of //p' "$page"); do
        case $program in *-data) titles=0 ;; *) titles=1 ;; esac
        ln -sf "$build/$program" "$names/trm-$program"
        "trm-$program" --help | options $titles >"$page.options"
        awk -v program="$program" -v from="$page.options" '
            !inside { print }
            $0 == ".\\\" options of " program { inside = 1; while ((getline line < from) > 0) print line }
            inside && $0 == ".\\\" end of options" { inside = 0; print }' "$page.new" >"$page.next"
        mv "$page.next" "$page.new"
        rm "$page.options"
    done
    if cmp -s "$page.new" "$page"; then rm "$page.new"; else mv "$page.new" "$page"; fi
done
