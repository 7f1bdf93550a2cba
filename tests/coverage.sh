#!/bin/sh
# What the suite covers, by room, from a build with --coverage after its tests: a table of lines and branches
# and, in the file `missing` of that build, every line and branch that no test takes.
#   tests/coverage.sh BUILD
# Exit 1: less than what is asked for, 97 % of lines and 90 % of branches, and of each room 85 % of either.
set -eu
cd "$1"
# Counts that could not be written beside their objects (tests/cli/aside.bash).
mkdir -p aside
find aside -name '*.gcda' | while read -r counts; do
    object=${counts#aside/*"$PWD"/}
    ln -sf "$PWD/${object%.gcda}.gcno" "${counts%.gcda}.gcno"
done
# One set of counts after another: of lines that two sets given at once have, gcov shows no branches.
: >gcov.log
show() {
    find "$@" -name '*.gcda' -exec "${GCOV-gcov}" -t -b -c {} + 2>>gcov.log
}
# A function that stands in a header has a part for every file that includes it: what one of them takes is
# taken.
{
    show lib tools
    for set in aside/*/; do
        show "$set"
    done
} | awk '
    /^ +-: +0:Source:/ {
        file = $0
        sub(/^.*Source:/, "", file)
        ours = sub(/^.*\/(lib|tools)\//, "&", file) && file !~ /^\/usr/
        sub(/^(.*\/)?lib\//, "lib/", file)
        sub(/^(.*\/)?tools\//, "tools/", file)
    }
    !ours { next }
    /^ *[0-9#=*-]+: *[0-9]+:/ {
        split($0, part, ":")
        line = part[2] + 0
        here = file SUBSEP line
        text[here] = substr($0, length(part[1] part[2]) + 3)
        branch = 0
        if (part[1] !~ /-$/ && line)
            run[here] += part[1] !~ /[#=]/
    }
    /^branch/ { took[file, line, ++branch] += $3 == "taken" && $4 > 0 }
    function room(file,   part) {
        split(file, part, "/")
        return part[1] == "lib" ? part[2] : part[1]
    }
    function count(name, of_lines, is_hit) {
        if (of_lines) {
            lines[name]++
            hit[name] += is_hit
        } else {
            branches[name]++
            taken[name] += is_hit
        }
    }
    function percent(some, all) { return all ? sprintf("%.1f", 100 * some / all) : "-" }
    function row(name, least_lines, least_branches,   low) {
        low = hit[name] < least_lines * lines[name] || taken[name] < least_branches * branches[name]
        failed = failed || low
        return sprintf("%-12s %7d %7s %9d %7s%s", name, lines[name], percent(hit[name], lines[name]),
            branches[name], percent(taken[name], branches[name]), low ? "  low" : "")
    }
    END {
        missing = "sort -t: -k1,1 -k2,2n >missing"
        for (k in run) {
            split(k, at, SUBSEP)
            count(room(at[1]), 1, run[k] > 0)
            count("all", 1, run[k] > 0)
            if (!run[k])
                print at[1] ":" at[2] ": never:" text[k] | missing
        }
        for (k in took) {
            split(k, at, SUBSEP)
            count(room(at[1]), 0, took[k] > 0)
            count("all", 0, took[k] > 0)
            of[at[1], at[2]]++
            never[at[1], at[2]] += !took[k]
        }
        for (k in never)
            if (never[k] && run[k]) {
                split(k, at, SUBSEP)
                print at[1] ":" at[2] ": " never[k] " of " of[k] " branches never:" text[k] | missing
            }
        print "room           lines       %  branches       %"
        for (name in lines)
            if (name != "all")
                print row(name, 0.85, 0.85) | "sort"
        close("sort")
        print row("all", 0.97, 0.90)
        exit failed
    }' && rc=0 || rc=1
echo "What is missing stands in $PWD/missing."
exit "$rc"
