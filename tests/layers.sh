#!/bin/sh
# Floors: tools > cli > forecast, supplier, allocate, finance, report > plan, lp > facts, num > base.
# A room includes rooms on lower floors only, each through its one door, and leaves to its owner
# what only one room may call. TAP; first the checker itself is tried on made breaches.
#   tests/layers.sh        tests
#   tests/layers.sh DIR    prints the breaches in DIR/lib and DIR/tools
set -eu

breaches() { # dir
    (cd "$1" && find lib tools -name '*.[ch]' -exec awk '
        BEGIN {
            below["base"] = " "
            below["facts"] = below["num"] = " base "
            below["plan"] = below["lp"] = " base facts num "
            domain = "forecast supplier allocate finance report"
            n = split(domain, room, " ")
            for (i = 1; i <= n; i++)
                below[room[i]] = " base facts num plan lp "
            below["cli"] = " base facts num plan lp "
            below["tools"] = " base facts num plan lp cli " domain " "
            owner["gsl"] = "num"
            owner["yaml.h"] = "plan"
            owner["udunits2.h"] = "base"
            owner["glpk.h"] = owner["suitesparse"] = owner["cholmod.h"] = owner["Highs.h"] = owner["interfaces"] = "lp"
            owner["argp.h"] = "cli tools"
        }
        FNR == 1 {
            split(FILENAME, part, "/")
            mine = part[1] == "tools" ? "tools" : part[2]
            if (!(mine in below))
                print FILENAME ": room " mine " has no floor"
            outside = mine != "cli" && mine != "tools"
            comment = 0
        }
        /^#include "/ {
            header = $2
            gsub(/"/, "", header)
            if (split(header, h, "/") != 2)
                print FILENAME ":" FNR ": include a room by its name: " header
            else if (h[1] != mine && !index(below[mine], " " h[1] " "))
                print FILENAME ":" FNR ": " mine " may not include " header
            else if (h[1] != mine && h[2] != h[1] ".h")
                print FILENAME ":" FNR ": " header " is private to " h[1]
            next
        }
        /^#include </ {
            header = $2
            gsub(/[<>]/, "", header)
            split(header, h, "/")
            if (h[1] in owner && !index(" " owner[h[1]] " ", " " mine " "))
                print FILENAME ":" FNR ": only " owner[h[1]] " may include " header
            if (h[1] ~ /^(glpk|cholmod|Highs)\.h$|^suitesparse$|^interfaces$/)
                engine[header " " FILENAME] = 1
            next
        }
        {
            line = $0
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            gsub(/\/\*[^*]*\*\//, "", line)
            if (comment && !sub(/^.*\*\//, "", line))
                next
            comment = sub(/\/\*.*$/, "", line)
            if (outside && line ~ /(^|[^A-Za-z0-9_])(stdin|stdout|stderr|environ|CLOCK_REALTIME)([^A-Za-z0-9_]|$)/)
                print FILENAME ":" FNR ": standard streams, environment and clock belong to cli: " $0
            if (outside && line ~ /(^|[^A-Za-z0-9_>.])(getenv|secure_getenv|exit|_exit|abort|assert|setlocale|printf|puts|putchar|perror|time|gettimeofday|localtime)\(/)
                print FILENAME ":" FNR ": the library does not print, exit or look around: " $0
        }
        END {
            for (i in engine) {
                split(i, e, " ")
                if (count[e[1]]++)
                    print e[2] ": " e[1] " has a file already"
            }
        }' {} +)
}

if [ $# -gt 0 ]; then
    breaches "$1"
    exit 0
fi

count=0 failed=0
result() { # 0 or 1, name
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        failed=1
    fi
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

breach() { # file, its text, what must be said: '' is nothing
    rm -rf "${dir:?}/lib" "${dir:?}/tools"
    mkdir -p "$dir/lib" "$dir/tools" "$dir/$(dirname "$1")"
    printf '%b\n' "$2" >"$dir/$1"
    said=$(breaches "$dir")
    good=1
    case $said in
    '') [ -n "$3" ] || good=0 ;;
    *"$3"*) [ -z "$3" ] || good=0 ;;
    esac
    result $good "$1: ${3:-nothing to say}"
}

breach lib/base/a.c '#include "facts/facts.h"' 'lib/base/a.c:1: base may not include facts/facts.h'
breach lib/facts/a.c '#include "plan/plan.h"' 'facts may not include'
breach lib/finance/a.c '\n#include "allocate/allocate.h"' 'a.c:2: finance may not include'
breach lib/cli/a.c '#include "report/report.h"' 'cli may not include'
breach lib/plan/a.c '#include "lp/lp.h"' 'plan may not include'
breach lib/report/a.c '#include "facts/internal.h"' 'facts/internal.h is private to facts'
breach lib/report/a.c '#include "report.h"' 'include a room by its name'
breach lib/market/a.c 'int x;' 'room market has no floor'
breach lib/forecast/a.c '#include <gsl/gsl_cdf.h>' 'only num may include gsl/gsl_cdf.h'
breach lib/allocate/a.c '#include <glpk.h>' 'only lp may include glpk.h'
breach lib/lp/a.c '    fprintf(stderr, "x");' 'belong to cli'
breach lib/lp/a.c '    exit(1);' 'does not print, exit'
breach lib/num/a.c '    seed = time(NULL);' 'does not print, exit'
breach lib/num/a.c '/* prints to stdout\n * by exit(1) */\nint x; // "stdout"' ''
breach lib/num/a.c '    snprintf(s, n, "stdout printf(");\n    b->exit(1);' ''
breach lib/report/a.c '#include "report/internal.h"\n#include "lp/lp.h"' ''
breach tools/cp-a.c '#include "cli/cli.h"\n#include "report/report.h"\nint x = printf("");' ''

said=$(breaches "${CAPPLAN_SRC:-$(dirname "$0")/..}")
if [ -z "$said" ]; then
    result 0 'no room reaches up or around'
else
    result 1 'no room reaches up or around'
    printf '%s\n' "$said" | sed 's/^/# /'
fi
echo "1..$count"
exit $failed
