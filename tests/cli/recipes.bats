# capplan-recipes(7), OTHER PROGRAMS: the page's line for each program gives the figures of the facts. A
# program that is not installed is a skip.

bats_require_minimum_version 1.5.0
load manual

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cp -R "$CAPPLAN_SRC/examples/hall-loan" .
    chmod -R u+w hall-loan
    page_text capplan-recipes.7 | awk '/^\.Sh/ { of = $0 == ".Sh OTHER PROGRAMS" } !of { next }
        /^\.Bd/ { n++; next } /^\.Ed/ { on = 0; next } /^\$ / { on = 1; sub(/^\$ /, "") } on { print > ("line" n) }'
    bash line1
    # period and EBITDA, and what is expected of each of its years
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "income" && $at["kind"] == "ebitda" { print $at["period"], $at["value"] }' hall.tsv >ebitda
    [ "$(wc -l <ebitda)" -gt 10 ]
}

setup() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
}

# The line of a program, which has to be there, with its answer in `said`.
asked() { # PROGRAM
    local line
    line=$(grep -lE "(^|\| *)$1 " line* | head -n 1)
    [ -n "$line" ] || line=$(grep -lE "^ +$1 " line* | head -n 1)
    [ -n "$line" ]
    command -v "$1" >/dev/null || skip "no $1"
    bash -o pipefail "$line" >said
}

# Years and their EBITDA in the first and this column of lines that begin with a year.
same() { # COLUMN [SEPARATOR]
    awk -F"${2:- }" -v of="$1" '/^ *[0-9][0-9][0-9][0-9]/ { gsub(/ +/, " "); sub(/^ /, ""); print $1, $of }' said |
        awk 'NR == FNR { want[$1] = $2; n++; next }
            { d = $2 - want[$1]; if (!($1 in want) || d * d > 1e-6) { print; bad = 1 } seen++ }
            END { exit bad || seen != n }' ebitda -
}

@test "Miller" {
    asked mlr
    head -n 1 said | grep -Eq '^period +ebitda +net-income'
    same 2
}

@test "SQLite" {
    asked sqlite3
    same 2 '\t'
}

@test "DuckDB" {
    asked duckdb
    same 2 ,
}

@test "pandas" {
    python3 -c 'import pandas' 2>/dev/null || skip 'no pandas'
    asked python3
    same 2
}

@test "R" {
    asked Rscript
    grep -Eq '^ *period +ebitda +net-income|ebitda +net-income' said
    same 2
}

@test "jq" {
    asked jq
    [ "$(cat said)" = "$(sort -s -k 2,2g ebitda | tail -n 1 | cut -d' ' -f1)" ]
}

@test "gnuplot" {
    asked gnuplot
    grep -q 'debt, mn USD' said
    # a point a year, each below the one before it
    [ "$(grep -o A said | wc -l)" -ge 10 ]
}
