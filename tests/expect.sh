# What test scripts share, to be sourced: a folder of their own, $dir, counters, and checks of what commands print.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED $1"
    sed 's/^/    /' "$dir/out" "$dir/err" 2>/dev/null | head -n 12 | cat -v
}

# expect STATUS PATTERN COMMAND...: exit status, and a pattern in what it printed (stdout or stderr)
expect() {
    status=$1 pattern=$2
    shift 2
    "$@" >"$dir/out" 2>"$dir/err" </dev/null
    got=$?
    if [ $got -ne "$status" ]; then
        bad "$* ended with $got, expected $status"
    elif ! cat "$dir/out" "$dir/err" | grep -q -e "$pattern"; then
        bad "$* did not say '$pattern'"
    else
        ok
    fi
}

same() { if cmp -s "$1" "$2"; then ok; else bad "$1 and $2 differ"; fi; }
