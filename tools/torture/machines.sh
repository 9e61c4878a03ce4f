#!/bin/sh
# Other machines: builds with the cross compilers that are there, runs tests as they are (i686) or under qemu (ARM 64),
# and sees that a big-endian machine is refused in words. Slow under qemu: minutes.
BUILD=${BUILD:-build} failed=0
export OMP_WAIT_POLICY=passive

# check NAME COMPILER RUN TEST...: "RUN PROGRAM" runs one of this machine
check() {
    name=$1 compiler=$2 run=$3
    shift 3
    if ! command -v "$compiler" >/dev/null || { [ -n "$run" ] && ! command -v "$run" >/dev/null; }; then
        echo "$name: skipped, needs $compiler $run"
        return
    fi
    folder=$BUILD/$name
    make -s CC="$compiler" PORTABLE=1 LEVELS= OPENMP= BUILD="$folder" CFLAGS=-O2 LDFLAGS=-static "$folder/train" "$folder/solve" \
        $(for test in "$@"; do echo "$folder/$test"; done) || failed=1
    for test in "$@"; do $run "$folder/$test" | tail -n 1 | sed "s/^/$name: /" | grep ' 0 failed' || failed=1; done
    if [ "$($run "$folder/solve" --quiet puzzle.txt)" = "$(./solve --quiet puzzle.txt)" ]; then
        echo "$name: solves puzzle.txt as this machine does"
    else
        echo "$name: another answer"
        failed=1
    fi
}
tests='test_base test_safetensors test_damage test_kernels test_attention test_key_set'
check i686 i686-linux-gnu-gcc '' $tests test_arc
check arm64 aarch64-linux-gnu-gcc qemu-aarch64 $tests
if command -v s390x-linux-gnu-gcc >/dev/null; then
    if s390x-linux-gnu-gcc -std=c11 -I. -fsyntax-only autograd/gemm.c 2>&1 | grep -q 'this machine is big-endian'; then
        echo 's390x: refused in words'
    else
        echo 's390x: not refused in words'
        failed=1
    fi
fi
exit $failed
