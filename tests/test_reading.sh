#!/bin/sh
# Large files, a twentieth of those of `make torture`: reading takes no more memory than docs/reliability.md promises, and
# time in proportion to the file.
BUILD=${BUILD:-build}
passed=0 failed=0
if "$BUILD/reading" 5; then passed=1; else failed=1; fi
echo "reading: $passed passed, $failed failed"
[ $failed -eq 0 ]
