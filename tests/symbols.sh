#!/bin/sh
# What the objects of libcapplan say to a linker: no circle of calls between them, and no global
# name without cp_. TAP; first the check of circles is tried on made graphs.
#   tests/symbols.sh        tests
#   tests/symbols.sh list   prints the circles, a line each, and the names
set -eu

# Edges "from to" on stdin; the files of each circle on a line of its own.
circles() {
    awk '
        $1 != $2 && !(($1, $2) in edge) {
            edge[$1, $2] = 1
            to[$1] = to[$1] " " $2
            node[$1] = node[$2] = 1
        }
        function reach(from, seen,   stack, n, i, k, next_) {
            n = 1
            stack[1] = from
            while (n > 0) {
                i = stack[n--]
                k = split(to[i], next_, " ")
                for (; k > 0; k--)
                    if (!(next_[k] in seen)) {
                        seen[next_[k]] = 1
                        stack[++n] = next_[k]
                    }
            }
        }
        END {
            for (i in node) {
                split("", seen)
                reach(i, seen)
                for (k in seen)
                    reaches[i, k] = 1
            }
            for (i in node) {
                if (!((i, i) in reaches) || (i in told))
                    continue
                count = 0
                for (k in node)
                    if (((i, k) in reaches) && ((k, i) in reaches)) {
                        told[k] = 1
                        names[++count] = k
                        for (j = count; j > 1 && names[j - 1] > names[j]; j--) {
                            swap = names[j]
                            names[j] = names[j - 1]
                            names[j - 1] = swap
                        }
                    }
                line = names[1]
                for (k = 2; k <= count; k++)
                    line = line " " names[k]
                print line
            }
        }' | sort
}

# Those of the library, as make names them; a build tree may hold older ones.
objects() {
    if [ -n "${CAPPLAN_OBJECTS-}" ]; then
        # shellcheck disable=SC2086 # a list of words
        printf '%s\n' $CAPPLAN_OBJECTS
    else
        (cd "$build" && find lib -name '*.o' ! -path 'lib/cli/*')
    fi
}

edges() {
    (cd "$build" && objects | xargs nm -A -g 2>/dev/null) | sed 's/:/ /' | awk '
        { file = $1; sub(/^lib\//, "", file); sub(/\.o$/, "", file); name = $NF; kind = $(NF - 1) }
        kind == "U" { wants[file " " name] = 1; next }
        { owner[name] = file }
        END {
            for (w in wants) {
                split(w, part, " ")
                if (part[2] in owner)
                    print part[1], owner[part[2]]
            }
        }'
}

# Names that start with an underscore twice are the compiler's and the sanitizers'; HiGHS's header
# defines constants in whoever opens it (an installed library shows none of them).
unprefixed() {
    (cd "$build" && objects | xargs nm -A -g --defined-only 2>/dev/null) | sed 's/:/ /' |
        awk '$NF !~ /^(cp_|__|_GLOBAL_)/ && $0 !~ /external\/highs.* k?Highs/ { sub(/\.o$/, "", $1); print $1 ": " $NF }' | sort
}

build=$(cd "${CAPPLAN_BUILD:-$(dirname "$0")/../build}" && pwd)

if [ "${1-}" = list ]; then
    edges | circles
    unprefixed
    exit 0
fi

# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
none() { # name, text that must be empty
    result "$([ -z "$2" ] && echo 0 || echo 1)" "$1" "$2"
}
same() { # name, said, wanted
    result "$([ "$2" = "$3" ] && echo 0 || echo 1)" "$1" "$2"
}

same 'a chain is no circle' "$(printf 'a b\nb c\na c\nc c\n' | circles)" ''
same 'circles are told each' "$(printf 'a b\nb a\nb c\nc d\nd e\ne c\n' | circles)" 'a b
c d e'
same 'the library was built' "$([ "$(objects | wc -l)" -gt 150 ] && echo 0 || echo 1)" 0
none 'no circle of calls between objects' "$(edges | circles)"
none 'no global without cp_' "$(unprefixed)"
finish
