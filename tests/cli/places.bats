# Commands where something that they count on is missing: room for what they keep aside, files without a name,
# /proc, a terminal that says how wide it is; and arguments of every kind that are not theirs.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    pass=$CAPPLAN_BUILD/tests/cli/cp-pass
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tnorth\thalls\t1.50\tMW\n2028\t-\tmine\tNA\tkg\n' >f.tsv
}

# Run a script where file systems of its own can be mounted; sanitizers read /proc themselves.
mounted() {
    ! nm "$(command -v cp-plan)" 2>/dev/null | grep -q __asan_ || skip 'sanitizers want /proc'
    unshare -rm true 2>/dev/null || skip "no mounts of one's own"
    unshare -rm bash -c "$1"
}

@test "without /proc a file is written all the same, whole or not at all, and others are found by PATH" {
    export pass
    mounted 'mount -t tmpfs none /proc || exit 9
        "$pass" -q f.tsv -o o.tsv && cmp o.tsv f.tsv && echo "written" >said
        ls -A >left
        echo before >kept
        "$pass" --text --fail 1 -o kept 2>>said; echo "$?" >>said
        env --default-signal "$pass" --text --raise 15 -o kept; echo "$?" >>said
        cat kept >>said
        "$pass" -q f.tsv -o no/o.tsv 2>>said; echo "$?" >>said
        capplan report --only headline f.tsv >report; echo "$?" >>said
        capplan no-such 2>>said; echo "$?" >>said'
    cat said
    [ "$(cat left)" = "$(printf 'f.tsv\nleft\no.tsv\nsaid')" ]
    [ "$(ls -A)" = "$(printf 'f.tsv\nkept\nleft\no.tsv\nreport\nsaid')" ]
    [ "$(cat said)" = "written
cp-solve: file:1:7: finding 1
2
143
before
cp-solve: no/o.tsv: cannot write: No such file or directory
2
0
capplan: there is no command 'no-such'; capplan lists them
Try \`capplan --help' or \`capplan --usage' for more information.
2" ]
}

@test "what comes by a pipe and has no room aside is an error with its reason" {
    awk 'BEGIN { print "period\tsite\tmeasure\tvalue\tunit"
        for (i = 0; i < 6000; i++) printf "%d-%02d\ts%d\tload\t%d\tMW\n", 2000 + i % 24 / 12, 1 + i % 12, i / 24, i % 7 }' >series.tsv
    cp-forecast -q -H 2 --method naive --grouped --only series.tsv >want
    [ "$(wc -l <want)" -gt 100 ]
    cat series.tsv | cp-forecast -q -H 2 --method naive --grouped --only | cmp - want
    mkdir small
    mounted 'mount -t tmpfs -o size=16k none small || exit 9
        cat series.tsv | TMPDIR=small cp-forecast -q -H 2 --method naive --grouped --only >out 2>said; echo "$?" >>said
        ls -A small >left'
    cat said
    [ "$(cat said)" = "cp-forecast: <stdin>: cannot be kept in a temporary file: No space left on device
2" ]
    [ ! -s out ] && [ ! -s left ]
    run -2 bash -c 'cat series.tsv | TMPDIR=/proc/none cp-forecast -q -H 2 --method naive --grouped --only'
    [ "$output" = 'cp-forecast: no file in /proc/none: No such file or directory' ]
}

@test "a plan that is solved by the way wants a folder, and says so" {
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    capplan run -q -p plan.yaml --store h.db --name w --at 2026-11-27 -o 1.tsv
    capplan run -q -p plan.yaml --store h.db --name w --at 2026-11-28 --set sites/s/pue=1.3 -o 2.tsv
    cp-store diff h.db --attribute >with
    grep -q 'sites/s/pue' with
    TMPDIR=/proc/none run -2 cp-store diff h.db --attribute
    [[ $output == *'no folder in /proc/none: No such file or directory'* ]]
}

@test "several streams are put as one, and an empty one is none" {
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tsouth\thalls\t2\tMW\n' >g.tsv
    : >empty
    cp-store put h.db --name w --at 2026-11-28 f.tsv empty g.tsv
    [ "$(cp-store get h.db w | tail -n +2 | cut -f 2 | paste -sd' ')" = 'north - south' ]
    run -2 cp-store put h.db --name w f.tsv no.tsv
    [ "$output" = 'cp-store: no.tsv: cannot open: No such file or directory' ]
    run -2 cp-store put h.db --name w f.tsv f.tsv
    [[ $output == 'cp-store: f.tsv:2:'* ]]
    [ "$(cp-store put h.db --name w --at 2026-11-28 f.tsv)" = 'run 2' ]
}

@test "pages are as wide as the terminal or COLUMNS says, bold unless NO_COLOR, and a workbook is not for one" {
    command -v script >/dev/null || skip 'no script'
    stream=$CAPPLAN_SRC/tests/cases/report/stream.tsv
    on() { env -u COLUMNS -u NO_COLOR "${@:2}" PAGER=cat script -qec "stty cols $1; cp-report $stream" /dev/null </dev/null | tr -d '\r'; }
    plain() { sed 's/\x1b\[[0-9;]*m//g'; }
    [ "$(on 70 | plain | wc -L)" -le 70 ]
    [ "$(on 200 | plain | wc -L)" -gt 70 ]
    [ "$(on 200 COLUMNS=70 | plain | wc -L)" -le 70 ]
    on 80 | grep -q "$(printf '\033')"
    run ! grep -q "$(printf '\033')" <(on 80 NO_COLOR=1)
    run -2 script -qec "cp-report --format xlsx $stream" /dev/null </dev/null
    [[ $output == *'cp-report: xlsx is not for a terminal: name a file with -o'* ]]
}

@test "an argument that is not of its kind is told with what would be" {
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    told() { # EXPECTED COMMAND...
        local expected=$1
        shift
        run -2 --separate-stderr "$@" </dev/null
        [ -z "$output" ] && [[ ${stderr_lines[0]} == *": $expected" ]] || { echo "$stderr"; false; }
    }
    told "--rate: 'x' is not a share above -100 % and up to 100 %" cp-finance --metric npv --rate x f.tsv
    told "--tail: '100 %' is not a share from 0 % and up to 99.9999 %" cp-allocate -p plan.yaml --tail '100 %'
    told "--slack: '-1 %' is not a share from 0 %" cp-allocate -p plan.yaml --slack '-1 %'
    told "--cap: '1 MW' is not a number" cp-forecast -H 1 --cap '1 MW' f.tsv
    told "--time-limit: '0' is not a number above 0" cp-solve --time-limit 0 x.mps
    told "--wait: '-1' is not a number from 0 and up to 1000000" cp-watch --wait -1 -r r.yaml
    told "--relative: '1' is not a number from 0 and below 1" cp-store --relative 1 diff h.db
    told "--iteration-limit: '0' is not a number from 1 to 1000000000" cp-solve --iteration-limit 0 x.mps
    told "--format: 'tsw' is not one of text, html, md, csv, xlsx, tsv, table, json (did you mean 'tsv'?)" cp-report --format tsw f.tsv
    told "--as-of: '2026-13-01' is no day, as 2026-11-28" cp-hedge -p plan.yaml --as-of 2026-13-01
    told "--seed: '18446744073709551616' is not a whole number from 0 to 18446744073709551615" cp-forecast -H 1 --seed 18446744073709551616 f.tsv
    mapfile -t many < <(for i in $(seq 65); do printf -- '--figure=f%d\n' "$i"; done)
    told "'f65': more than 64 of them" cp-store list h.db "${many[@]}"
    told "list has no --note" cp-store list h.db --note x
    told "list reads no plan" cp-store list h.db -p plan.yaml
    told "unknown 'lisst' (did you mean 'list'?); wanted one of put, list, get, plan, show, diff, trend, keep, prune, publish, check, migrate" cp-store lisst h.db
    told "no verb; wanted one of put, list, get, plan, show, diff, trend, keep, prune, publish, check, migrate" cp-store
}
