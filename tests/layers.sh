#!/bin/sh
# Floors: tools > cli > domain rooms > store > slices, curve, pricing, tree, solution > plan, lp, page
# > facts, num, cashflow > base. A room includes rooms on lower floors only, each through its one
# door, and leaves to its owner what only one room may call. Inside a room, sub-rooms stand in an
# order, and a file includes only those before its own. TAP; first the checker itself is tried on
# made breaches.
#   tests/layers.sh        tests
#   tests/layers.sh DIR    prints the breaches in DIR/lib and DIR/tools
set -eu

breaches() { # dir
    (cd "$1" && find lib tools -name '*.[ch]' -exec awk '
        function floor(rooms,   i, k, room) {
            k = split(rooms, room, " ")
            for (i = 1; i <= k; i++)
                below[room[i]] = room[i] in only ? only[room[i]] : " " lower
            floors[++n] = rooms
            lower = lower rooms " "
        }
        # Place of a sub-room in the order of its room; 0: it has none.
        function place(room, name,   i, k, names) {
            k = split(inside[room], names, " ")
            for (i = 1; i <= k; i++)
                if (names[i] == name)
                    return i
            return 0
        }
        BEGIN {
            floor("base")
            floor("facts num cashflow")
            only["lp"] = " base "
            floor("plan lp page")
            floor("slices curve pricing tree solution")
            floor("store")
            floor("forecast supplier allocate finance hedge odds scenario sell watch import report")
            domain = floors[n]
            floor("cli")
            floor("tools")
            sub(domain " ", "", below["cli"]) # it serves all of them and knows none
            # `.`: files of the room itself. Its door is open to every sub-room.
            inside["lp"] = "model mps text presolve factor ipm external tree mip solve conflict stochastic ."
            inside["allocate"] = "program block answer ."
            inside["finance"] = "trace model tranche intake answer rule . study table"
            inside["page"] = "chart ."
            inside["report"] = ". picture"
            inside["plan"] = "document model schema bind edit ."
            inside["forecast"] = "calendar method . driver"
            inside["store"] = "file stream run difference ."
            inside["supplier"] = "award . bill"
            open["supplier"] = " award.h "
            # headers that the door of plan consists of
            open["plan"] = " bill.h demand.h energy.h event.h finance.h import.h lease.h market.h desk.h path.h sell.h site.h supply.h watch.h "
            owner["gsl"] = "num"
            owner["yaml.h"] = "plan"
            owner["udunits2.h"] = "base"
            owner["glpk.h"] = owner["suitesparse"] = owner["cholmod.h"] = owner["Highs.h"] = owner["interfaces"] = "lp"
            owner["sqlite3.h"] = owner["nettle"] = "store"
            owner["xlsxwriter.h"] = "page"
            owner["jansson.h"] = "odds"
            owner["argp.h"] = "cli tools"
        }
        FNR == 1 {
            split(FILENAME, part, "/")
            mine = part[1] == "tools" ? "tools" : part[2]
            if (!(mine in below))
                print FILENAME ": room " mine " has no floor"
            outside = mine != "cli" && mine != "tools"
            within = split(FILENAME, part, "/") == 4 ? part[3] : "."
            if (mine in below && within != "." && !place(mine, within))
                print FILENAME ": sub-room " within " of " mine " has no place"
            comment = 0
        }
        /^#include "/ {
            header = $2
            gsub(/"/, "", header)
            parts = split(header, h, "/")
            if (parts != 2 && parts != 3)
                print FILENAME ":" FNR ": include a room by its name: " header
            else if (h[1] != mine && !index(below[mine], " " h[1] " "))
                print FILENAME ":" FNR ": " mine " may not include " header
            else if (h[1] != mine && (parts == 3 || h[2] != h[1] ".h"))
                print FILENAME ":" FNR ": " header " is private to " h[1]
            else if (h[1] == mine && h[2] != mine ".h" && !index(open[mine], " " h[2] " ") &&
                     place(mine, parts == 3 ? h[2] : ".") > place(mine, within))
                print FILENAME ":" FNR ": " header " comes after " within
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
                if (count[e[1]]++ > (e[1] == "glpk.h")) # one that solves, one that stays open
                    print e[2] ": " e[1] " has a file already"
            }
        }' {} +)
}

if [ $# -gt 0 ]; then
    breaches "$1"
    exit 0
fi

# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
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
breach lib/report/a.c '#include "lp/model/model.h"' 'lp/model/model.h is private to lp'
breach lib/lp/ipm/a.c '#include "lp/mip/mip.h"' 'a.c:1: lp/mip/mip.h comes after ipm'
breach lib/lp/model/a.c '#include "lp/other.h"' 'lp/other.h comes after model'
breach lib/lp/mip/a.c '#include "lp/lp.h"\n#include "lp/ipm/ipm.h"\n#include "lp/mip/mip.h"' ''
breach lib/finance/study/a.c '#include "finance/book.h"' ''
breach lib/plan/bind/a.c '#include "plan/energy.h"' ''
breach lib/lp/misc/a.c 'int x;' 'sub-room misc of lp has no place'
breach lib/lp/a.c '#include "facts/facts.h"' 'lp may not include facts/facts.h'
breach lib/page/a.c '#include "facts/facts.h"\n#include "tree/tree.h"' 'a.c:2: page may not include'
breach lib/store/a.c '#include "report/report.h"' 'store may not include'
breach lib/hedge/a.c '#include "curve/curve.h"\n#include "finance/finance.h"' 'a.c:2: hedge may not include'
breach lib/market/a.c 'int x;' 'room market has no floor'
breach lib/forecast/a.c '#include <gsl/gsl_cdf.h>' 'only num may include gsl/gsl_cdf.h'
breach lib/allocate/a.c '#include <glpk.h>' 'only lp may include glpk.h'
breach lib/watch/a.c '#include "store/store.h"\n#include <sqlite3.h>' 'a.c:2: only store may include sqlite3.h'
breach lib/lp/a.c '    fprintf(stderr, "x");' 'belong to cli'
breach lib/lp/a.c '    exit(1);' 'does not print, exit'
breach lib/num/a.c '    seed = time(NULL);' 'does not print, exit'
breach lib/num/a.c '/* prints to stdout\n * by exit(1) */\nint x; // "stdout"' ''
breach lib/num/a.c '    snprintf(s, n, "stdout printf(");\n    b->exit(1);' ''
breach lib/report/a.c '#include "report/internal.h"\n#include "lp/lp.h"' ''
breach tools/cp-a.c '#include "cli/cli.h"\n#include "report/report.h"\nint x = printf("");' ''

said=$(breaches "${CAPPLAN_SRC:-$(dirname "$0")/..}")
result "$([ -z "$said" ] && echo 0 || echo 1)" 'no room reaches up or around' "$said"
finish
