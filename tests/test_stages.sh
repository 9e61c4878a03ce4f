#!/bin/sh
# tools/stages.sh, with a `train` that notes what it is asked; and tools/weigh.sh.
. tests/expect.sh

top=$(pwd)
mkdir "$dir/work" "$dir/work/tools"
cp tools/stages.sh "$dir/work/tools"
cat >"$dir/work/train" <<'END'
#!/bin/sh
echo "$*" >>said
[ -e fail ] && exit 1
folder=$(echo "$*" | sed 's/.*--out \([^ ]*\) .*/\1/')
mkdir -p "$folder" && echo >"$folder/model.safetensors"
END
cat >"$dir/work/script" <<'END'
set -eu
run=run stages=${*:-1 2} common="--batch 8"
. tools/stages.sh
stage 1 small --steps 10
stage 2 large --steps 20
END
chmod +x "$dir/work/train"
cd "$dir/work" || exit
expect 1 'stage 1 is not done' sh script 2
expect 1 '' sh -c 'echo; touch fail; sh script'
expect 0 'not there' sh -c '[ -e run/1/done ] || echo not there'
rm -f fail said
mkdir -p run/1 && echo >run/1/checkpoint.safetensors
expect 0 '' sh -c 'sh script && echo'
expect 0 '^small --out run/1 --threads 0 --resume$' cat said
expect 0 '^large --out run/2 --threads 0 --seed 1 --batch 8 --from run/1/model.safetensors --steps 20$' cat said
expect 0 '' sh -c 'sh script && echo'
expect 0 '^2$' sh -c 'wc -l <said'
cd "$top" || exit

# Of puzzles and what is deep among them, each row as often as its steps say.
sed 9q data/sudoku/deep.csv >"$dir/deep.csv"
sed -n 2,4p data/sudoku/train.csv >>"$dir/deep.csv"
expect 0 '^deep,' sh tools/weigh.sh models/sudoku.safetensors "$dir/deep.csv"
sh tools/weigh.sh models/sudoku.safetensors "$dir/deep.csv" | sort | uniq -c | awk '{ print $1 }' | sort -n >"$dir/counts"
sed 9q "$dir/deep.csv" >"$dir/eight.csv"
./solve --json "$dir/eight.csv" | sed -e 's/.*"solved": false.*/7/' -e 's/.*"steps": \([0-9]*\).*/\1/' |
    awk '{ print $1 == 1 ? 1 : $1 == 2 ? 3 : $1 == 3 ? 6 : $1 < 7 ? 10 : 15 }' | sort -n >"$dir/expected"
same "$dir/counts" "$dir/expected"
expect 1 'did not answer all' sh tools/weigh.sh "$dir/none" "$dir/deep.csv"

echo "stages: $passed passed, $failed failed"
[ $failed -eq 0 ]
