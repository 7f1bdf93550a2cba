#!/usr/bin/env bash
# What every command writes, as checksums: stdout, stderr and status of each line of `commands`.
# Not a test of make check: the last digits of a solution hang on the processor's BLAS kernels.
#   make check-outputs                     compares with `checksums`, as recorded
#   tests/outputs/outputs.sh record DIR    writes DIR/N.out, DIR/N.err, DIR/N.status and DIR/sums,
#                                          to compare two builds of one machine with diff -r
set -u
here=$(cd "$(dirname "$0")" && pwd)
bin=${CAPPLAN_BIN:-$here/../../build/tools}
PATH=$(cd "$bin" && pwd):$PATH
export PATH LC_ALL=C.UTF-8 NO_COLOR=1 V=meta-compute/variants

record() { # dir
    local dir n=0 line
    mkdir -p "$1" && dir=$(cd "$1" && pwd)
    cp -R "$here/../../examples" "$dir/examples"
    chmod -R u+w "$dir/examples"
    : >"$dir/sums"
    while IFS= read -r line; do
        case $line in '' | '#'*) continue ;; esac
        n=$((n + 1))
        (cd "$dir/examples" && bash -o pipefail -c "$line" </dev/null >"../$n.out" 2>"../$n.err")
        echo $? >"$dir/$n.status"
        printf '%s %s %s %s\n' "$(sum "$dir/$n.out")" "$(sum "$dir/$n.err")" "$(cat "$dir/$n.status")" \
            "$line" >>"$dir/sums"
    done <"$here/commands"
}

sum() { sha256sum <"$1" | cut -c1-16; }

case ${1-} in
record) record "$2" ;;
compare)
    dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
    record "$dir"
    diff "$here/checksums" "$dir/sums"
    ;;
*)
    echo "usage: outputs.sh record DIR | compare" >&2
    exit 2
    ;;
esac
