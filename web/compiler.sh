#!/bin/sh
# Prints a command that compiles and links C for the web, or says what is missing: `clang --target=wasm32-wasi`.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
printf '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n' >"$dir/try.c"
for clang in ${WASM_CLANG:-clang clang-19 clang-16 clang-15 clang-14}; do
    "$clang" --target=wasm32-wasi -msimd128 "$dir/try.c" -o "$dir/try.wasm" 2>/dev/null || continue
    echo "$clang --target=wasm32-wasi"
    exit 0
done
echo 'make web needs a clang that compiles for wasm32-wasi. On Debian and Ubuntu:' >&2
echo '    apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32   (14: the number of your clang)' >&2
exit 1
