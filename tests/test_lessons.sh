#!/bin/sh
# The exercises of docs/lessons against their answers, without the runs of lesson 1 (`make check-lessons` makes those too).
# Environment: BUILD, CC.
cd "$(dirname "$0")/.."
WITHOUT_RUNS=1 BUILD=${BUILD:-build} sh docs/lessons/check.sh
