#!/usr/bin/env bats
# cp-report --format xlsx: a workbook.

bats_require_minimum_version 1.5.0
load whole

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    folder=$(worked_stream)
    cp "$folder/4.tsv" facts.tsv
    cp-report --format xlsx -o plan.xlsx facts.tsv
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    facts=$BATS_FILE_TMPDIR/facts.tsv book=$BATS_FILE_TMPDIR/plan.xlsx
}

# A file of the workbook, which is a zip archive.
part() {
    sqlite3 :memory: "SELECT CAST(data AS TEXT) FROM zipfile('$book') WHERE name = '$1'"
}

sheets() {
    part xl/workbook.xml | grep -o '<sheet name="[^"]*"' | cut -d '"' -f 2
}

# Every sum of a column on a sheet, worked out again from its cells: how many there are. None may
# differ from what stands beside it.
sums() {
    part "$1" | sed 's/<c /\n<c /g' | awk '
        match($0, /r="[A-Z]+[0-9]+"/) {
            at = substr($0, RSTART + 3, RLENGTH - 4)
            value = $0
            if (!sub(/.*<v>/, "", value)) next
            sub(/<\/v>.*/, "", value)
            cell[at] = value
            if (match($0, /<f>SUM\([A-Z]+[0-9]+:[A-Z]+[0-9]+\)/)) sum[at] = substr($0, RSTART + 7, RLENGTH - 8)
        }
        END {
            for (at in sum) {
                split(sum[at], end, ":")
                column = end[1]; gsub(/[0-9]/, "", column)
                from = end[1]; gsub(/[A-Z]/, "", from)
                to = end[2]; gsub(/[A-Z]/, "", to)
                all = 0
                for (i = from + 0; i <= to + 0; i++) all += cell[column i]
                n++
                if ((all - cell[at]) ^ 2 > (1e-9 * (1 + cell[at] ^ 2) ^ 0.5) ^ 2) {
                    print at ": " all " is not " cell[at]
                    exit 1
                }
            }
            print n + 0
        }'
}

@test "a sheet a section, the facts, and the same bytes" {
    cp-report --format xlsx "$facts" | cmp - "$book"
    [ "$(sheets | head -3 | tr '\n' ' ')" = 'Summary Check Figures ' ]
    for sheet in Energy Costs Debt Sites Facts; do
        sheets | grep -qx "$sheet"
    done
    part xl/workbook.xml | grep -q '<definedName name="check_total">Check!\$B\$1<'
    part xl/workbook.xml | grep -q 'Facts'
    [ "$(sqlite3 :memory: "SELECT count(*) FROM zipfile('$book') WHERE name GLOB 'xl/charts/*'")" -ge 14 ]
}

@test "every fact is there, with its digits" {
    local n
    n=$(sheets | grep -nx Facts | cut -d : -f 1)
    part "xl/worksheets/sheet$n.xml" | grep -o '<row ' | wc -l >rows
    [ "$(cat rows)" = "$(wc -l <"$facts")" ]
    part "xl/worksheets/sheet$n.xml" | sed 's/<c /\n<c /g' |
        sed -n 's/^<c r="[A-Z]*[0-9]*"><v>\([^<]*\).*/\1/p' >values
    awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "value") at = i; next }
        $at != "NA" { print $at }' "$facts" >want
    # the sixteen digits that the format has
    paste values want | awk '($1 - $2) ^ 2 > (1e-15 * $2) ^ 2 { print; bad = 1 } END { exit bad }'
    [ "$(wc -l <values)" = "$(wc -l <want)" ]
}

@test "sums are reckoned, and hold" {
    local n=0 all=0
    for sheet in $(sheets); do
        n=$((n + 1))
        [ "$sheet" = Facts ] || all=$((all + $(sums "xl/worksheets/sheet$n.xml")))
    done
    [ "$all" -ge 30 ]
    part xl/worksheets/sheet2.xml | grep -q '<f>SUM(Energy!'
}

@test "a workbook that cannot be made is an error, and nothing is written" {
    # too few open files for the library's parts of it
    run bash -c 'exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n 5
        cp-report --format xlsx -o out.xlsx "$1"' - "$facts"
    [ "$status" = 2 ]
    [[ $output == *"workbook"* ]]
    [ ! -e out.xlsx ]
}

@test "names that would be formulas are text" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\t=1+1\tpower\t3\tMW\n2027\t<&>\tpower\t4\tMW\n' >few.tsv
    cp-report --format xlsx -o few.xlsx few.tsv
    book=few.xlsx
    part xl/sharedStrings.xml | grep -q '<t>=1+1</t>'
    part xl/sharedStrings.xml | grep -q '<t>&lt;&amp;&gt;</t>'
    run ! grep -q '<f>1+1' <(part xl/worksheets/sheet4.xml)
}

@test "a workbook is not written to a terminal" {
    script -qec "cp-report --format xlsx '$facts'" /dev/null </dev/null >out || true
    grep -q 'terminal' out
    [ "$(wc -c <out)" -lt 1000 ]
}
