#!/bin/sh
# tools/stages.sh, with a `train` that notes what it is asked.
. tests/expect.sh

top=$(pwd)
mkdir "$dir/top" "$dir/top/tools"
cp tools/stages.sh "$dir/top/tools"
cat >"$dir/top/train" <<'END'
#!/bin/sh
echo "$*" >>said
[ -e fail ] && exit 1
folder=$(echo "$*" | sed 's/.*--out \([^ ]*\) .*/\1/')
mkdir -p "$folder" && echo >"$folder/model.safetensors"
END
cat >"$dir/top/script" <<'END'
set -eu
run=run stages=${*:-1 2} common="--batch 8"
. tools/stages.sh
stage 1 small --steps 10
stage 2 large --steps 20
END
chmod +x "$dir/top/train"
cd "$dir/top" || exit
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

mkdir run-a run-b
printf 'source,question\nnear,1\ndeep,2\ndeeper,3\n' >run-a/train.csv
printf 'source,question\nhard,4\n' >run-b/train.csv
printf 'source,question\ntest,5\n' >run-a/test.csv
echo 'run=run stages=1; . tools/stages.sh; mixed c a b a:deep a a:deep' >mixing
expect 0 '^source,question hard,4 deep,2 near,1 deep,2 deeper,3 deep,2 source,question test,5 $' \
    sh -c 'sh mixing && cat run-c/train.csv run-c/test.csv | tr "\n" " "'
echo 'run=run stages=1; . tools/stages.sh; mixed d a b,2 a/2 a:near' >mixing_more
expect 0 '^source,question hard,4 hard,4 near,1 deep,2 near,1 $' sh -c 'sh mixing_more && tr "\n" " " <run-d/train.csv'
expect 0 '^c is kept$' sh -c 'echo kept >run-c/train.csv; sh mixing; echo "c is $(cat run-c/train.csv)"'
cd "$top" || exit

echo "stages: $passed passed, $failed failed"
[ $failed -eq 0 ]
