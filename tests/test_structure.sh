#!/bin/sh
# The structure of the sources: which folder may include which, headers that compile alone, one type a name, short
# functions. Planted faults show first that each check can fail.
cd "$(dirname "$0")/.." || exit
CC=${CC:-cc}
longest=60 # lines of a function, from its name to its brace

# A folder, and the folders whose headers it may include besides its own. Arrows go down only.
# trm/recursion.* stands above its folder, where a reader finds it first, and counts as one of trm/algorithms. All of
# trm/ reads trm/config.h; trm/config.c alone knows the tables behind its choices.
arrows='
base
autograd        base
puzzles         base
data            puzzles base
report          puzzles base
trm/config.h    base
trm/network     trm/config.h autograd base
trm/algorithms  trm/config.h trm/network autograd base
trm/config.c    trm/config.h trm/algorithms trm/network autograd base
trm/inference   trm/config.h trm/algorithms trm/network autograd base
trm/training    trm/config.h trm/inference trm/algorithms trm/network autograd base
lib             trm/config.h trm/inference trm/algorithms trm/network data report puzzles base
examples        autograd base
programs        lib trm/config.h trm/training trm/inference trm/algorithms trm/network report data puzzles autograd base
'
# train.c, solve.c and these may include everything; nothing includes them.
programs='tools web bench tests fuzz'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

sources() { find . \( -name build -o -name runs -o -name '.?*' \) -prune -o -name '*.[ch]' -print | sed 's,^\./,,' | sort; }
headers() { sources | grep '\.h$'; }

# Each check reads the tree in the current folder and prints a line for each thing it looked at: "ok" or the fault.
check_arrows() {
    sources | xargs awk -v arrows="$arrows" -v programs="$programs" '
        function folder_of(path,    part) {
            if (path ~ /^trm\/recursion\./) return "trm/algorithms"
            if (split(path, part, "/") == 1 || part[1] in program) return "programs"
            return part[1] == "trm" ? part[1] "/" part[2] : part[1]
        }
        BEGIN {
            count = split(programs, names, " ")
            for (i = 1; i <= count; i++) program[names[i]]
            rows = split(arrows, row, "\n")
            for (i = 1; i <= rows; i++) {
                count = split(row[i], names, " ")
                for (j = 1; j <= count; j++) may[names[1], names[j]]
            }
        }
        /^ *# *include *"/ {
            split($0, part, "\"")
            from = folder_of(FILENAME)
            to = folder_of(part[2])
            if (!((from, from) in may)) fault = "but " from " has no row in tests/test_structure.sh"
            else if (!((from, to) in may)) fault = "but " from " may not include " to
            else if ((getline line < part[2]) < 0) fault = "which is no file seen from the top of the tree"
            else fault = ""
            close(part[2])
            print fault ? FILENAME ":" FNR ": includes " part[2] ", " fault : "ok"
        }'
}

check_headers() {
    headers | while read -r header; do
        printf '#include "%s"\n' "$header" >"$dir/alone.c"
        if "$CC" -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -I. -fsyntax-only "$dir/alone.c" >"$dir/log" 2>&1; then
            echo ok
        else
            echo "$header: does not compile alone: $(grep -m 1 'error' "$dir/log")"
        fi
    done
}

# A name that a header defines is no other type's. Types that .c files keep to themselves may share one.
check_types() {
    { headers; sources | grep '\.c$'; } | xargs awk '
        match($0, /^(typedef )?(struct|union|enum) [A-Za-z0-9_]+ *\{/) {
            split(substr($0, RSTART, RLENGTH), word, " ")
            name = word[1] == "typedef" ? word[3] : word[2]
            place = FILENAME ":" FNR
            if (name in first) print place ": type " name " is also one of " first[name]
            else print "ok"
            if (FILENAME ~ /\.h$/ && !(name in first)) first[name] = place
        }'
}

check_functions() {
    sources | xargs awk -v longest="$longest" '
        FNR == 1 { inside = 0 }
        /^[A-Za-z_].*\(/ { name = $0; head = FNR }
        /^\{/ { inside = 1 }
        /^\}/ && inside {
            inside = 0
            if (FNR - head + 1 > longest) print FILENAME ":" head ": a function of " FNR - head + 1 " lines: " name
            else print "ok"
        }'
}

check_all() {
    check_arrows
    check_headers
    check_types
    check_functions
}

# plant FILE TEXT PATTERN: in a sound tree of two files, FILE with this text is a fault, and the only one.
plant() {
    mkdir -p "$dir/tree/base" "$dir/tree/autograd" "$dir/tree/$(dirname "$1")"
    printf '#include <stddef.h>\nstruct low {\n    size_t n;\n};\n' >"$dir/tree/base/low.h"
    printf '#include "base/low.h"\n\nint high(int a)\n{\n    return a;\n}\n' >"$dir/tree/autograd/high.c"
    printf '%b' "$2" >"$dir/tree/$1"
    found=$(cd "$dir/tree" && check_all | grep -v '^ok$')
    if [ "$(echo "$found" | grep -c -e "$3")" -eq 1 ] && [ "$(echo "$found" | wc -l)" -eq 1 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED planted fault '$3' in $1, found: $found"
    fi
    rm -rf "$dir/tree"
}

sound='#include "base/low.h"\n'
plant autograd/good.h "$sound" '^$'
plant trm/recursion.h "$sound" '^$'
plant tools/tool.c "$sound" '^$'
plant base/up.c '#include "autograd/high.c"\n' '^base/up.c:1: .*base may not include autograd'
plant puzzles/sideways.c '\n#include "data/set.h"\n' '^puzzles/sideways.c:2: .*puzzles may not include data'
plant trm/network/up.c '#include "trm/recursion.h"\n' 'trm/network may not include trm/algorithms'
plant trm/recursion.c '#include "trm/training/trainer.h"\n' 'trm/algorithms may not include trm/training'
plant data/up.c '#include "train.c"\n' 'data may not include programs'
plant data/none.c '#include "base/none.h"\n' 'base/none.h, which is no file'
plant new/new.c "$sound" 'new has no row'
plant base/alone.h 'size_t f(void);\n' '^base/alone.h: does not compile alone: .*size_t'
plant data/twice.h 'typedef struct low {\n    int n;\n} low;\n' '^data/twice.h:1: type low is also one of base/low.h:2'
plant base/long.c "int f(int a,\n      int b)\n{\n$(yes '    a++;\n' | head -n "$longest" | tr -d '\n')}\n" '^base/long.c:1: a function of 64'

check_all >"$dir/found"
grep -v '^ok$' "$dir/found" | sed 's/^/FAILED /'
passed=$((passed + $(grep -c '^ok$' "$dir/found")))
failed=$((failed + $(grep -c -v '^ok$' "$dir/found")))
echo "structure: $passed passed, $failed failed"
[ $failed -eq 0 ]
