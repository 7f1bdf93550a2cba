#!/usr/bin/env bats
# cp-report: a fact stream as text.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cases=$CAPPLAN_SRC/tests/cases/report
}

@test "the report of a small stream, from a file and from stdin" {
    cp-report "$cases/stream.tsv" | diff "$cases/stream.txt" -
    cp-report <"$cases/stream.tsv" | cmp - "$cases/stream.txt"
    cp-report -o r.txt "$cases/stream.tsv"
    cmp r.txt "$cases/stream.txt"
}

@test "the order of rows, and the split into files, change nothing" {
    { head -1 "$cases/stream.tsv"; tail -n +2 "$cases/stream.tsv" | sort -k 3; } | cp-report |
        cmp - "$cases/stream.txt"
    head -50 "$cases/stream.tsv" >one
    { head -1 "$cases/stream.tsv"; tail -n +51 "$cases/stream.tsv"; } >two
    cp-report two one | cmp - "$cases/stream.txt"
}

@test "no line is wider than 100 columns" {
    [ -z "$(awk 'length > 100' "$cases/stream.txt")" ]
}

@test "an empty stream says so, exits 1 and replaces no report" {
    for empty in '' 'measure\tvalue\tunit\n'; do
        # shellcheck disable=SC2059 # the format is the input
        printf "$empty" >in
        run cp-report in
        [ "$status" = 1 ]
        [ "$output" = "Nothing to report: the stream holds no facts." ]
        for format in text tsv json; do
            run -1 cp-report --format "$format" in
            echo earlier >report
            run -1 cp-report --format "$format" in -o report
            [ "${lines[0]}" = "cp-report: the stream holds no facts: did the command before it fail?" ]
            [ "${lines[1]}" = "cp-report: without an answer report stays as it was" ]
            [ "$(cat report)" = earlier ]
        done
    done
}

@test "--format tsv passes the stream through, json writes it as such" {
    cp-report --format tsv "$cases/stream.tsv" | cmp - "$cases/stream.tsv"
    cp-report --format json "$cases/stream.tsv" | head -c 1 | grep -q '\['
    cp-report --format text "$cases/stream.tsv" | cmp - "$cases/stream.txt"
    run cp-report --format pdf "$cases/stream.tsv"
    [ "$status" = 2 ]
    [[ $output == *"--format: 'pdf' is not one of text, html, md, csv, xlsx, tsv, table, json"* ]]
}

@test "columns are quarters on request, and what stands is of their end" {
    printf '%s\t%s\t%s\t%s\t%s\n' period site measure value unit 2027-01 hyperion halls 500 MW \
        2027-02 hyperion halls 600 MW 2027-08 hyperion halls 700 MW 2028-12 hyperion halls 800 MW >in
    cp-report --quarters in >out
    grep -Eq '^ +2027-Q1 +2027-Q2 +2027-Q3 ' out
    grep -Eq '(^| )2028-Q4$' out
    grep -Eq '^  hyperion  halls +600 +(0|-) +700 ' out
    cp-report in | grep -Eq '^  hyperion  halls +700 +800$'
}

@test "the course of a line stands behind it where a terminal shows UTF-8" {
    command -v script >/dev/null || skip "no script(1)"
    for year in 2027 2028 2029 2030 2031 2032; do printf '%s\tone\thalls\t%s\tMW\n' $year ${year#20}; done |
        sed '1i period\tsite\tmeasure\tvalue\tunit' >in
    env -u LC_ALL -u LC_CTYPE LANG=C.UTF-8 script -qec 'cp-report in' /dev/null </dev/null >out
    grep -q '32.0  ▁▂▄▅▇█' out
    env -u LC_ALL -u LC_CTYPE LANG=C script -qec 'cp-report in' /dev/null </dev/null >out
    run ! grep -q '▁' out
    LANG=C.UTF-8 cp-report in >out
    run ! grep -q '▁' out
}

@test "over scenarios figures lie between their least and their most" {
    {
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' scenario entity kind measure value unit
        n=0
        for npv in 5e9 1e9 4e9 2e9; do
            n=$((n + 1))
            printf 's%d\tmeta\tequity\tnpv\t%s\tUSD\n' $n $npv
        done
    } >in
    cp-report --only scenarios in >out
    grep -Eq '^  NPV +meta equity +1.00 bn USD +3.00 bn USD +5.00 bn USD +4$' out
    [ "$(grep -c Scenario out)" = 0 ]
    cp-report --format html in >out.html
    grep -q '<h3>NPV of meta equity is 1.00 to 5.00 bn USD over 4 scenarios</h3>' out.html
    head -2 in | cp-report --only scenarios >out
    [ "$(cat out)" = "Nothing to report: the stream has nothing of what --only asks for." ]
}

@test "what changed the value of books adds up, and kinds of VaR do not" {
    printf '%s\t%s\t%s\t%s\t%s\n' book kind measure value unit energy price pnl_part 4e6 USD \
        energy time pnl_part -1e6 USD energy - pnl 3e6 USD energy - hedge_var 7e6 USD \
        energy historical hedge_var 9e6 USD energy kupiec backtest 1.5 1 >in
    cp-report --only book,risk in >out
    grep -Eq '^  price +energy +4.00 mn USD$' out
    grep -Eq '^  all +energy +3.00 mn USD$' out
    grep -Eq '^  energy +VaR +7.00 mn USD$' out
    grep -Eq '^ +VaR +9.00 mn USD +historical$' out
    grep -Eq '^ +back-test +1.50 +kupiec$' out
    cp-report --format html in >out.html
    grep -q '<h3>The books gained 3.00 mn USD since the run before</h3>' out.html
    grep -q '<td title="-1">[^<]*</td><td title="3">' out.html # price, after time
    "$CAPPLAN_BUILD/tests/unit/page_html" out.html
}

@test "power by hour is that of slices" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' period site slice measure value unit 2027 a d01h00 power 5 MW \
        2027 b d01h00 power 6 MW 2027 a d01h12 power 8 MW 2027 a - power 7 MW >in
    cp-report --only hours in >out
    grep -Eq '^  d01h00 +11.0$' out
    grep -Eq '^  d01h12 +8.0$' out
    cp-report --format html --only hours in | grep -q '<h3>Most power is taken in d01h00 of 2027: 11.0 MW</h3>'
}

@test "of many slices the hours of days are means, and of many orders thirty are shown" {
    # three days of twelve hours: 10, 20 and 60 MW in the hour 04, less elsewhere
    awk 'BEGIN { OFS = "\t"; print "period", "site", "slice", "measure", "value", "unit"
        split("10 20 60", mw, " ")
        for (d = 1; d <= 3; d++) for (h = 0; h < 12; h++)
            print 2027, "a", sprintf("d%02dh%02d", d, h), "power", h == 4 ? mw[d] : 3, "MW" }' >in
    cp-report --format html --only hours in >out.html
    grep -q '<h3>Most power is taken in d03h04 of 2027: 60.0 MW</h3>' out.html
    grep -q 'MW of all sites by hour, mean of the representative days' out.html
    grep -q '<th scope="row">h04</th><td title="30">30.0</td>' out.html
    "$CAPPLAN_BUILD/tests/unit/page_html" out.html
    awk 'BEGIN { OFS = "\t"; print "period", "vintage", "offer", "measure", "value", "unit"
        for (i = 1; i <= 35; i++) print sprintf("2027-%02d-%02d", 1 + i % 12, 1 + i % 28), 2028, "o" i, "cancellable", i, "GPU" }' >in
    cp-report --only position in >out
    [ "$(grep -c ' 2028 ' out)" = 30 ]
    grep -q 'and 5 more' out
}

@test "headings are bold on a terminal, not with NO_COLOR and not in a pipe" {
    command -v script >/dev/null || skip "no script(1)"
    bold=$(printf '\033[1m')
    env -u NO_COLOR script -qec "cp-report $cases/stream.tsv" /dev/null </dev/null >out
    grep -qF "${bold}Headline" out
    NO_COLOR=1 script -qec "cp-report $cases/stream.tsv" /dev/null </dev/null >out
    [ "$(grep -cF "$bold" out)" = 0 ]
    [ "$(cp-report "$cases/stream.tsv" | grep -cF "$bold")" = 0 ]
}

@test "a report longer than the terminal is shown by a pager, as any other text elsewhere" {
    command -v script >/dev/null || skip "no script(1)"
    on_terminal() { env -u LESS PAGER="$2" script -qec "stty rows $1 cols 100; cp-report $cases/stream.tsv" /dev/null </dev/null | tr -d '\r' >out; }
    on_terminal 10 "sed 's/^/> /'"
    [ "$(grep -c '^> ' out)" = "$(cp-report "$cases/stream.tsv" | wc -l)" ]
    grep -q '^> .*Headline' out
    for pager in '' cat no-such-pager; do
        on_terminal 10 "$pager"
        grep -q '^[^>]*Headline' out
    done
    on_terminal 1000 "sed 's/^/> /'"
    [ "$(grep -c '^> ' out)" = 0 ]
    [ "$(PAGER='false' cp-report "$cases/stream.tsv" | wc -l)" -gt 10 ]
}

@test "trouble exits 2 and writes nothing" {
    run cp-report missing.tsv
    [ "$status" = 2 ]
    [ "$output" = "cp-report: missing.tsv: cannot open: No such file or directory" ]
    printf 'period\tmeasure\tvalue\tunit\n2027\thalls\tx\tMW\n' >bad
    run --separate-stderr cp-report bad
    [ "$status" = 2 ]
    [ -z "$output" ]
    [[ $stderr == "cp-report: bad:2:"*"'x' is not a number"* ]]
    run cp-report "$cases/stream.tsv" -o /nowhere/r.txt
    [ "$status" = 2 ]
    if [ -e /dev/full ]; then
        run bash -c 'cp-report "$1" >/dev/full' - "$cases/stream.tsv"
        [ "$status" = 2 ]
    fi
}

@test "the suppliers' scorecard, a column for what is known" {
    printf '%s\n' 'supplier	kind	measure	value	unit' \
        'amd	-	supplier_share	0.25	1' 'nvidia	-	supplier_share	0.75	1' \
        'amd	-	supplier_exposure	2500000000	USD' 'nvidia	-	expected_delay	0.0999	year' \
        '-	supplier	hhi	6250	1' >in
    run --separate-stderr cp-report in
    [ "$status" = 0 ]
    [ "$output" = "Suppliers
          share     exposure    delay
  amd      25 %  2.50 bn USD        -
  nvidia   75 %            -  36 days
  HHI of spend by supplier 6250" ]
}

@test "nothing in a stream or a plan makes a terminal do anything" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\t\033]0;owned\a\033[2J\thalls\t4\tMW\n' >esc.tsv
    cp-report esc.tsv >out
    grep -qF '?]0;owned??[2J' out
    cp-report --format table esc.tsv >>out
    # a finding quotes what it found, a table of sources what stands in the plan
    sed 's/MW/\x1b[2Jx/' esc.tsv | cp-report 2>>out || [ $? = 2 ]
    printf 'horizon: {from: 2027, to: 2028}\nsites: {a: {pue: {value: 1.2, source: "\\e[2J\\u009b1m"}}}\n' >esc.yaml
    cp-plan -p esc.yaml sources >>out
    [ "$(tr -d '\n\t\040-\176' <out | wc -c)" = 0 ]
    [ "$(grep -c '?\[2J' out)" = 4 ]
}

@test "lines are as wide as the terminal or COLUMNS, in cells" {
    for width in 60 80; do
        COLUMNS=$width cp-report "$cases/stream.tsv" >out
        [ -z "$(awk -v most="$width" 'length > most' out)" ]
        [ "$(tr -d ' \n' <out | wc -c)" -ge "$(tr -d ' \n' <"$cases/stream.txt" | wc -c)" ]
    done
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tLule\xc3\xa5\thalls\t3\tMW\n2027\tMalmo\thalls\t3\tMW\n' |
        cp-report | grep -e 'Lule' -e Malmo >out
    [ "$(head -1 out | LC_ALL=C.UTF-8 wc -m)" = "$(tail -1 out | wc -c)" ]
}

@test "what binds is halls where none can be built, chips where none are left, else the cost" {
    cat >short.tsv <<'END'
period	site	workload	offer	kind	measure	value	unit
2027	-	chat	-	-	demand	4	EFLOP/s
2027	-	chat	-	-	served	3	EFLOP/s
2027	-	chat	-	-	unmet	1	EFLOP/s
2027	a	-	-	-	halls	3.3	MW
2027	a	-	-	-	energised	3.3	MW
2027	a	-	-	-	power	3.3	MW
2027	-	-	o	-	supply	30000	GPU
2027	-	-	o	-	buy	1000	GPU
END
    binds() { cp-report "$@" | awk '$1 == "binds" { print $2 }'; }
    [ "$(binds short.tsv)" = halls ]
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\ta\thall_room\t26.7\tMW\n' >room.tsv
    [ "$(binds short.tsv room.tsv)" = cost ]
    cp-report short.tsv room.tsv | grep -q 'what is short is not worth its cost'
    sed 's/	buy	1000/	buy	30000/' short.tsv >sold.tsv
    [ "$(binds sold.tsv room.tsv)" = chips ]
    printf 'period\toffer\tkind\tmeasure\tvalue\tunit\n2027\to\toffer\tbinding\t1e6\tUSD\n' >dual.tsv
    [ "$(binds short.tsv room.tsv dual.tsv)" = chips ]
    # supply that is not firm is supply: halls in use do not lack power
    sed 's/energised	3.3/energised	0/' short.tsv >open.tsv
    [ "$(binds open.tsv room.tsv)" = cost ]
    sed 's/energised	3.3/energised	3/' short.tsv >more.tsv
    cp-report more.tsv | grep -q 'energised power in use, %  *100$'
}

@test "where more is in use than is energised, words below the table say why" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n' >f.tsv
    for q in 1 2 3 4; do
        # a: 10 MW of halls, 4 of them by firm contracts, 6 in use; b: a contract ends; c: as it should be
        printf "2028-Q$q\\t%s\\t%s\\t%s\\tMW\\n" a halls 10 a energised 4 a power 6 \
            b halls 9 b energised "$((q < 4 ? 9 : 3))" b power "$((q < 4 ? 9 : 3))" \
            c halls 5 c energised 5 c power 5 >>f.tsv
    done
    sed 's/^2028-Q1/2029-Q1/; s/^2028-Q[2-4].*//; /^$/d' f.tsv | grep ^2029.*a >later
    cat later >>f.tsv
    cp-report --only sites f.tsv >out
    cat out
    grep -A1 '^  *energised  *3.0' out | grep -q 'in use, mean  *7.5'
    sed 's/^ *//' out | tr '\n' ' ' | grep -q \
        'in use above what is energised, by contracts that are not firm: a 2028, 2029 '
    sed 's/^ *//' out | tr '\n' ' ' | grep -q \
        'in use above what is energised at the end, of what was before: b 2028 *$'
    grep -v '	a	' f.tsv | sed 's/	3	/	9	/' >same.tsv
    cp-report --only sites same.tsv | grep -c above && return 1
    true
}

@test "energised is looked up in the period that contains that of power" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n' >f.tsv
    for m in 01 02 03 04 05 06; do
        # a: less from April on; d: no row of what is energised; e: by contracts that are not firm, from April on
        printf "2028-$m\\t%s\\tpower\\t%s\\tMW\\n" a "$((10#$m < 4 ? 9 : 3))" d 5 e 5 >>f.tsv
    done
    printf '%s\t%s\tenergised\t%s\tMW\n' 2028-Q1 a 9 2028-Q2 a 3 2028-Q1 e 5 2028-Q2 e 2 >>f.tsv
    cp-report --only sites f.tsv >out
    cat out
    sed 's/^ *//' out | tr '\n' ' ' | grep -q 'contracts that are not firm: e 2028 in'
    sed 's/^ *//' out | tr '\n' ' ' | grep -q 'at the end, of what was before: a 2028 *$'
    # and of shorter ones the most within it
    printf 'period\tsite\tmeasure\tvalue\tunit\n' >g.tsv
    printf '%s\ta\t%s\t%s\tMW\n' 2028-Q1 power 9 2028-01 energised 9 2028-02 energised 9 2028-03 energised 3 >>g.tsv
    cp-report --only sites g.tsv | sed 's/^ *//' | tr '\n' ' ' | grep -q 'of what was before: a 2028 *$'
}

@test "money is in a unit that fits it, and many sites and hours are quick" {
    printf 'period\tentity\tkind\tmeasure\tvalue\tunit\n2027\tn\tebitda\tincome\t-870000\tUSD\n2027\tn\tnet-income\tincome\t-13e6\tUSD\n' |
        cp-report >out
    grep -q 'Income and cash, mn USD' out
    grep -q 'EBITDA *-0.87' out
    sites() {
        awk -v n="$1" 'BEGIN { OFS = "\t"; print "period", "site", "measure", "value", "unit"
            for (i = 0; i < n; i++) for (y = 2027; y < 2037; y++) print y, "s" i, "power", i % 7, "MW" }'
    }
    sites 30000 | (ulimit -t 20 && cp-report) >/dev/null
    awk 'BEGIN { OFS = "\t"; print "period", "site", "measure", "value", "unit"
        for (i = 0; i < 120000; i++) {
            hour = strftime("%Y-%m-%dT%H", 1500000000 + i * 3600, 1)
            print hour, "a", "power", 7, "MW"; print hour, "a", "energised", 6, "MW"; print hour, "a", "halls", 9, "MW" } }' |
        (ulimit -t 20 && cp-report) >/dev/null
}

@test "20,000 offers are all there" {
    awk -F '\t' -v OFS='\t' 'BEGIN {
        print "period", "sku", "offer", "step", "measure", "value", "unit"
        for (i = 0; i < 20000; i++)
            for (y = 2027; y <= 2028; y++) {
                print y, "H100", "offer-" i, 1, "supply", 100, "GPU"
                print y, "H100", "offer-" i, 1, "price", 30000, "USD/GPU"
            }
    }' >many.tsv
    cp-report many.tsv >text
    grep -q 'offer-19999' text
    cp-report --format html many.tsv >page.html
    grep -q 'offer-19999' page.html
}

@test "a day that is none, sections that have nothing and an empty file of what happened are told" {
    printf 'period\tmeasure\tvalue\tunit\n-\tobjective\t100\tUSD\n' >one.tsv
    run -2 --separate-stderr cp-report --as-of hello one.tsv
    [ -z "$output" ] && [[ $stderr == "cp-report: --as-of: 'hello' is no day, as 2026-11-28"* ]]
    [ "$(cp-report --only debt one.tsv)" = 'Nothing to report: the stream has nothing of what --only asks for.' ]
    [ "$(cp-report --only debt,headline one.tsv | grep -c Nothing)" = 0 ]
    head -n 1 one.tsv >none.tsv
    cp-report --actual none.tsv one.tsv | grep -qx 'Nothing of what happened is known: the file of --actual holds no facts.'
}
