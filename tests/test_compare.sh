#!/bin/sh
# tools/compare.py: a set runs, what is finished is not run again, what was stopped goes on to the same bits, tables and
# charts hold what was found, faults are one sentence.
cd "$(dirname "$0")/.." || exit
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
    echo "compare: 0 passed, 0 failed"
    exit 0
fi

check() { # check WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$dir/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what: $*"
        head -n 10 "$dir/said"
    fi
}
says() { # says STATUS PATTERN COMMAND...
    status=$1 pattern=$2
    shift 2
    "$@" >"$dir/out" 2>&1
    got=$?
    cat "$dir/out"
    [ $got -eq "$status" ] && grep -q -e "$pattern" "$dir/out"
}
compare() { python3 tools/compare.py "$@"; }
is_xml() { python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1"; }

state="--state $dir/smoke"
cp tools/compare/smoke.ini "$dir/set.ini"
sed -i.bak 's/6e9/1e9/' "$dir/set.ini"

check "a dry run prints commands" says 0 '^./train .* --flops 1e9 --seed 2$' compare "$dir/set.ini" $state --dry-run
check "a dry run does nothing" [ ! -e "$dir/smoke" ]
check "a table of nothing" says 0 'no run is finished' compare "$dir/set.ini" $state --table
check "--only runs a part" says 0 '^\[2/2\] four trm seed [12]: exact [0-9.]*%' compare "$dir/set.ini" $state --only trm --jobs 2
check "and the rest is still to do" says 0 '^2 of 4 runs' compare "$dir/set.ini" $state --budget 0.00001
check "all of it" says 0 'masked diffusion, at random  *2 ' compare "$dir/set.ini" $state --jobs 2
check "finished runs stay" says 0 '^4 of 4 runs' compare "$dir/set.ini" $state
check "a table for text" grep -q '^TRM  *2 ' "$dir/smoke/table.txt"
check "a table for pages" grep -q '^| TRM | 2 | [0-9.]* ([0-9.]*\.\.[0-9.]*) |' "$dir/smoke/table.md"
check "a row for each answer" [ "$(wc -l <"$dir/smoke/results.csv")" -eq 7 ]
check "a chart" is_xml "$dir/smoke/chart.svg"

printf 'before\n<!-- compare set -->\nold\n<!-- end -->\nafter\n' >"$dir/page.md"
check "into a page" says 0 TRM compare "$dir/set.ini" $state --table --into "$dir/page.md"
check "its marks stay" [ "$(grep -c -e before -e after -e '<!-- compare set -->' -e '<!-- end -->' "$dir/page.md")" -eq 4 ]
check "what was there goes" says 1 '^0$' grep -c '^old$' "$dir/page.md"

# Equal compute: steps x batch x FLOPs of an example is the budget, at most one step more.
check "equal compute" python3 - "$dir/smoke/results.csv" <<'END'
import csv, sys
for row in csv.DictReader(open(sys.argv[1])):
    spare = float(row["all_flops"]) - 1e9
    assert 0 <= spare < float(row["train_flops"]) * int(row["batch"]), row
END

# Results of other machines: what is in the file is not run again, what is not is added.
known="--results $dir/known.csv --state $dir/elsewhere"
head -5 "$dir/smoke/results.csv" >"$dir/known.csv"
check "results of other machines" says 0 '^3 of 4 runs' compare "$dir/set.ini" $known
check "are added to" cmp "$dir/elsewhere/results.csv" "$dir/known.csv"
check "all of them" [ "$(cut -d, -f1-7 "$dir/known.csv")" = "$(cut -d, -f1-7 "$dir/smoke/results.csv")" ]
check "only what is missing ran" [ "$(ls "$dir/elsewhere/runs/four")" = diffusion-2 ]
check "a table of them alone" says 0 'masked diffusion, at random  *2 ' \
    compare "$dir/set.ini" --results "$dir/known.csv" --state "$dir/nowhere" --table
cp "$dir/known.csv" "$dir/whole.csv"
compare "$dir/set.ini" --results "$dir/known.csv" --state "$dir/nowhere" --table --only trm >"$dir/part.txt"
check "--only shows a part" [ "$(grep -c TRM "$dir/part.txt") $(grep -c diffusion "$dir/part.txt")" = "1 0" ]
check "the file keeps all" cmp "$dir/whole.csv" "$dir/known.csv"
(head -5 "$dir/whole.csv" && sed -n 2p "$dir/whole.csv") >"$dir/twice.csv"
check "a run twice" says 2 'more than once' compare "$dir/set.ini" --results "$dir/twice.csv" --table
cut -d, -f1-18 "$dir/whole.csv" >"$dir/short.csv"
check "columns are missing" says 2 'not a results.csv' compare "$dir/set.ini" --results "$dir/short.csv" --table
check "no folder for results" says 2 'there is no folder' compare "$dir/set.ini" --results "$dir/no/x.csv" --table
check "--check has no results" says 2 'do not belong' compare "$dir/set.ini" --results "$dir/x.csv" --check 2
sed 's/--algorithm diffusion/--algorithm diffusion --layers 3/' "$dir/set.ini" >"$dir/changed.ini"
check "results of other commands" says 2 'known.csv: 4 of 6 results are not of this set' \
    compare "$dir/changed.ini" $known
check "no results" says 2 'set.ini is not a results.csv' compare "$dir/set.ini" --results "$dir/set.ini" --table

# Another option is another run; another way to ask is not.
sed 's/--unmask random/--unmask confidence/' "$dir/set.ini" >"$dir/asked.ini"
check "asked in another way" says 0 '^2 of 4 runs' compare "$dir/asked.ini" $state
check "changed options" says 0 '^2 of 4 runs' compare "$dir/changed.ini" $state

# Stopped and gone on with: the same model as without.
long="--state $dir/long --only trm --jobs 2"
sed 's/1e9/1e11/; s/^train = --threads 1/& --save-minutes 0.001/' "$dir/set.ini" >"$dir/long.ini"
check "the budget ends" says 0 'the budget is spent' compare "$dir/long.ini" $long --budget 0.012
check "a checkpoint stays" [ -s "$dir/long/runs/four/trm-1/run/checkpoint.safetensors" ]
check "a result does not" [ ! -e "$dir/long/runs/four/trm-1/result.json" ]
check "what it took is kept" grep -q '^[0-9]' "$dir/long/runs/four/trm-1/cpu_seconds"
echo nan >"$dir/long/runs/four/trm-1/cpu_seconds" # as after a kill
check "it goes on" says 0 '^0 of 2 runs' compare "$dir/long.ini" $long
./train "$dir/long/data/four" --out "$dir/whole" --threads 1 --save-minutes 0.001 --test-every 1000000 --test-puzzles 4 \
    --width 16 --heads 2 --inner 32 --batch 8 --shards 2 --flops 1e11 --seed 1 >/dev/null 2>&1
check "what a kill lost is not known" says 0 'not known' compare "$dir/long.ini" $long --table
check "to the same bits" cmp "$dir/whole/model.safetensors" "$dir/long/runs/four/trm-1/run/model.safetensors"

sed 's/^train = --algorithm diffusion/& --heads 3/' "$dir/set.ini" >"$dir/refused.ini"
check "options that train refuses" says 1 'diffusion seed 1: train: .*multiple of --heads' \
    compare "$dir/refused.ini" $state --only diffusion
check "no such set" says 2 'compare: there is no set' compare nonsense
check "a set that says no length" says 2 'needs flops or steps' sh -c "grep -v flops $dir/set.ini >$dir/short.ini
    python3 tools/compare.py $dir/short.ini --dry-run"

for file in docs/results/*.csv; do
    check "$file belongs to its set" says 0 '^#.*(finished)$' \
        compare "$(basename "$file" .csv)" --results "$file" --dry-run --state "$dir/none"
done
for set in tools/compare/*.ini; do
    check "$set can be read" says 0 '^./train' compare "$set" --dry-run --state "$dir/none"
done

echo "compare: $passed passed, $failed failed"
[ $failed -eq 0 ]
