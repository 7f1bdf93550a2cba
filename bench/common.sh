#!/bin/sh
# What the scripts of this folder share. Sourced: sets $here, the tree; $bin, the commands; $cache, where
# peers from PyPI stay; $dir, which goes with the script.
# shellcheck disable=SC2034
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${CAPPLAN_BIN-$here/build/tools}
cache=${CAPPLAN_BENCH-${HOME:-/tmp}/.cache/capplan-bench}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

median() { # FILE [COLUMN]
    sort -g -k "${2-1},${2-1}" "$1" | awk -v c="${2-1}" '{ x[NR] = $c } END { print x[int((NR + 1) / 2)] }'
}

lpgen() { # OPTIONS...: a planning program in $dir
    [ -f "${CAPPLAN_SHARED-}/tools/lpgen.c" ] || {
        echo "skipped: the generator of programs is in \$CAPPLAN_SHARED/tools" >&2
        return 1
    }
    [ -x "$dir/lpgen" ] || cc -O2 -w -o "$dir/lpgen" "$CAPPLAN_SHARED/tools/lpgen.c" -lm
    (cd "$dir" && ./lpgen "$@" >lpgen.log 2>&1)
}

facts() { # ROWS: seven columns, about 60 bytes a row
    awk -v n="$1" 'BEGIN {
        OFS = "\t"
        print "period", "site", "sku", "workload", "measure", "value", "unit"
        split("prometheus hyperion temple kuna lebanon elpaso", site, " ")
        split("GB200 GB300 VR200 MI450 MTIA2 H100", sku, " ")
        for (i = 0; i < n; i++)
            print 2026 + int(i / 4) % 7 "-Q" i % 4 + 1, site[int(i / 28) % 6 + 1], \
                sku[int(i / 168) % 6 + 1], "assistant-" int(i / 1008), "install", \
                sprintf("%.6g", (i * 7919) % 1000003 / 37), "GPU"
    }'
}
