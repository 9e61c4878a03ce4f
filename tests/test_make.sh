#!/bin/sh
# What make and compilers refuse, and in which words: other makes, folders with blanks, machines that this is not for.
. tests/expect.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
CC=${CC:-cc}

expect 2 "BUILD is the folder 'a b', expected a name without blanks" make -n BUILD='a b' all
if command -v bmake >/dev/null; then
    expect 1 'needs GNU make' bmake -n all
else
    echo 'skipped: no bmake here'
fi
expect 1 'this machine is big-endian' "$CC" -std=c11 -I. -U__BYTE_ORDER__ -D__BYTE_ORDER__=__ORDER_BIG_ENDIAN__ \
    -fsyntax-only autograd/gemm.c

echo "make: $passed passed, $failed failed"
[ $failed -eq 0 ]
