# share/capplan/cron/capplan-run: a plan run again and again, by cron or a timer.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$CAPPLAN_SRC/share/capplan/cron:$PATH
    command -v flock >/dev/null || skip "no flock"
    cd "$BATS_TEST_TMPDIR" || exit
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
}

query() { sqlite3 -readonly history.db "$1"; }

# A capplan that waits before it runs, so that something can happen meanwhile.
slow() {
    mkdir slow
    printf '#!/bin/sh\ntouch started\nsleep 2\nexec %s "$@"\n' "$(command -v capplan)" >slow/capplan
    chmod +x slow/capplan
    PATH=$PWD/slow:$PATH
}

# Wait for the file that says so, and take it away.
until_there() { # FILE
    local tries=0
    until [ -e "$1" ]; do
        sleep 0.05
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || { echo "$1 does not come"; return 1; }
    done
    rm "$1"
}

# An unanswerable plan: it is bound to buy what its capital cannot pay.
impossible() { sed 's/quantity:/committed: 100 GPU, &/; s/^discount/capex_limit: 1 USD\n&/' plan.yaml; }

@test "a run has a folder of its time, a place in the history, and nothing to say" {
    capplan-run -p plan.yaml -n meta -a 2026-11-02T06:30:00Z >said 2>&1
    [ ! -s said ]
    [ "$(ls meta)" = "$(printf '2026-11-02T063000Z\nlatest')" ]
    [ "$(ls meta/latest)" = "$(printf '%s\n' facts.tsv messages report.txt status)" ]
    capplan run -q -p plan.yaml | cmp - meta/latest/facts.tsv
    cp-store get history.db meta | cmp - meta/latest/facts.tsv
    cp-report meta/latest/facts.tsv | cmp - meta/latest/report.txt
    grep -q "^run	1$" meta/latest/status
    # the next day: what differs, and why
    capplan-run -p plan.yaml -n meta -e -a 2026-11-03T06:30:00Z -- --set contracts/g/price=*1.1 -j 1
    [ "$(readlink meta/latest)" = 2026-11-03T063000Z ]
    grep -q '^  contracts/g/price ' meta/latest/diff.txt
    grep -q '^Why' meta/latest/diff.txt
    [ "$(query "SELECT group_concat(at, ' ') FROM run")" = "2026-11-02T06:30:00Z 2026-11-03T06:30:00Z" ]
    # without -a it is now
    capplan-run -p plan.yaml -n other -d elsewhere
    [[ $(readlink elsewhere/other/latest) == 20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9]*Z ]]
    # what is given to the run, facts too
    capplan run -q -p plan.yaml --stages forecast >demand.tsv
    capplan-run -p plan.yaml -n part -a 2026-11-02 -- --stages supplier,allocate demand.tsv
    [ "$(query "SELECT count(*) FROM run JOIN run_file USING (run) WHERE run.name = 'part'")" = 1 ]
}

@test "no answer is 1, trouble is 2: said, kept beside, and the last whole run stays the latest" {
    capplan-run -p plan.yaml -n meta -a 2026-11-02 -m meta.prom
    impossible >bad.yaml
    run -1 --separate-stderr capplan-run -p bad.yaml -n meta -a 2026-11-03 -m meta.prom
    [ -z "$output" ]
    [[ $stderr == "capplan-run: meta: run of 2026-11-03 ended with 1, see ./meta/2026-11-03"*"capplan run: forecast 0, supplier 0, allocate 1, finance 1"* ]]
    [ "$(readlink meta/latest)" = 2026-11-02 ]
    [ "$(cut -f2 meta/2026-11-03/status | paste -sd' ')" = "2026-11-03 $(sed -n 's/^seconds	//p' meta/2026-11-03/status) 1 -" ]
    [ "$(query 'SELECT count(*) FROM run')" = 1 ]
    grep -q '^capplan_run_status{name="meta"} 1$' meta.prom
    grep -q "^capplan_run_timestamp_seconds{name=\"meta\"} $(date -u -d 2026-11-03 +%s)$" meta.prom
    grep -q "^capplan_last_success_timestamp_seconds{name=\"meta\"} $(date -u -d 2026-11-02 +%s)$" meta.prom
    run -2 --separate-stderr capplan-run -p plan.yaml -n meta -a 2026-11-04 -- --set sites/s/peu=2
    [[ $stderr == *"ended with 2"*"did you mean 'pue'"* ]]
    [ -e meta/2026-11-04/messages ]
    # out of time
    run -1 capplan-run -p plan.yaml -n meta -t 0.01 -a 2026-11-05
    [ "$(query 'SELECT count(*) FROM run')" = 1 ]
    # an answer that falls short, which the stage says by 1, is kept all the same
    run -1 capplan-run -p plan.yaml -n meta -a 2026-11-06 -- --set workloads/w/demand='90 EFLOP/s' --with allocate=--check
    [ "$(readlink meta/latest)" = 2026-11-06 ]
    [ "$(query 'SELECT count(*) FROM run')" = 2 ]
}

@test "one at a time: the other is told 75 at once, and says nothing" {
    slow
    capplan-run -p plan.yaml -n meta -a 2026-11-02 3>&- &
    first=$!
    until_there started
    run -75 capplan-run -p plan.yaml -n meta -a 2026-11-03
    [ -z "$output" ]
    # one of another name is no matter
    capplan-run -p plan.yaml -n other -a 2026-11-03
    wait $first
    [ "$(ls meta other)" = "$(printf 'meta:\n2026-11-02\nlatest\n\nother:\n2026-11-03\nlatest')" ]
}

@test "killed: nothing half is left, and the next one runs" {
    capplan-run -p plan.yaml -n meta -a 2026-11-02
    slow
    setsid capplan-run -p plan.yaml -n meta -a 2026-11-03 3>&- &
    until_there started
    # all of it: cron's session
    kill -9 -- -$!
    wait $! || true
    [ "$(ls meta)" = "$(printf '2026-11-02\nlatest')" ]
    capplan-run -p plan.yaml -n meta -a 2026-11-04
    [ "$(ls -A meta)" = "$(printf '.lock\n2026-11-02\n2026-11-04\nlatest')" ]
    [ "$(query "SELECT group_concat(at, ' ') FROM run")" = "2026-11-02 2026-11-04" ]
    cp-store check history.db
}

@test "asked to end: the run ends too, and says so" {
    mkdir long
    printf '#!/bin/sh\nexec %s "$@" --with "allocate=--engine exec:%s/long/cbc"\n' "$(command -v capplan)" "$PWD" >long/capplan
    printf '#!/bin/sh\ntouch %s/solving\nexec sleep 60\n' "$PWD" >long/cbc
    chmod +x long/*
    PATH=$PWD/long:$PATH capplan-run -p plan.yaml -n meta -a 2026-11-02 2>said 3>&- &
    until_there solving
    kill $!
    status=0
    wait $! || status=$?
    [ "$status" = 1 ]
    grep -q 'interrupted' said
    [ "$(ls meta)" = 2026-11-02 ]
}

@test "the last folders stay, and what latest names" {
    impossible >bad.yaml
    for day in 1 2 3; do capplan-run -p plan.yaml -n meta -k 2 -a "2026-11-0$day"; done
    [ "$(ls meta)" = "$(printf '2026-11-02\n2026-11-03\nlatest')" ]
    for day in 4 5 6; do run -1 capplan-run -p bad.yaml -n meta -k 2 -a "2026-11-0$day"; done
    [ "$(ls meta)" = "$(printf '2026-11-03\n2026-11-05\n2026-11-06\nlatest')" ]
    [ "$(query 'SELECT count(*) FROM run')" = 3 ]
}

@test "metrics are those of the collector's format, with the figures of cp-store" {
    capplan-run -p plan.yaml -n meta -a 2026-11-02 -m meta.prom
    [ "$(ls)" = "$(printf '%s\n' history.db meta meta.prom plan.yaml)" ]
    if command -v promtool >/dev/null; then promtool check metrics <meta.prom; fi
    # each name has its help and type once, before its samples, and no sample has a time
    awk '/^# HELP/ { help[$3]++; next }
        /^# TYPE/ { type[$3]++; if (help[$3] != 1 || type[$3] != 1) exit 1; next }
        { name = $1; sub(/{.*/, "", name); if (NF != 2 || type[name] != 1) exit 1; n++ }
        END { exit n < 10 }' meta.prom
    cost=$(query "SELECT value FROM headline WHERE name = 'cost_discounted'")
    awk -v cost="$cost" '/figure="cost_discounted"/ { found = 1; bad = ($2 - cost) ^ 2 > 1 } END { exit !found || bad }' meta.prom
    # what there was stays when the new one cannot be written
    run -2 capplan-run -p plan.yaml -n meta -a 2026-11-03 -m nowhere/meta.prom
    [ "$(readlink meta/latest)" = 2026-11-03 ]
}

@test "a watch tells on standard output what happened, and is no failure of the run" {
    cat "$CAPPLAN_SRC/tests/cli/week.yaml" >plan.yaml
    cat "$CAPPLAN_SRC/tests/cli/cron-watch.yaml" >watch.yaml
    daily() { capplan-run -p plan.yaml -n week -m week.prom -w watch.yaml -a "$@" >said 2>&1; }
    daily 2026-11-02
    [ ! -s said ]
    daily 2026-11-03 -- --set contracts/grid/price=*1.1
    [ "$(awk '$1 == "warning" { print $2, $3 }' said)" = "cost raise" ]
    cmp said week/latest/watch.txt
    # nothing is told twice, of the day without a run neither
    daily 2026-11-04 -- --set contracts/grid/price=*1.2
    [ ! -s said ]
    run -1 capplan-run -p plan.yaml -n week -m week.prom -w watch.yaml -a 2026-11-05 -- --set capex_limit='1 USD' \
        --set suppliers/n/offers/o/committed='100 GPU'
    [[ $output != *"What happened"* ]]
    daily 2026-11-06 -- --set contracts/grid/price=*1.2 --set entities/hall/tranches/loan/rate='9 %'
    [ "$(awk '/raise|clear/ { print $1, $2, $3 }' said)" = "$(printf 'ok cost clear\nwarning coverage raise')" ]
    # as metrics too, with the name of the plan
    if command -v promtool >/dev/null; then promtool check metrics <week.prom; fi
    grep -qx 'capplan_watch_state{name="week",rule="coverage"} 1' week.prom
    grep -qx 'capplan_watch_state{name="week",rule="cost"} 0' week.prom
    [ "$(grep -v '^#' week.prom | grep -vc 'name="week"')" = 0 ]
    # rules that cannot be read are trouble, and the run is kept
    echo 'watch: {cost: {headline: costs}}' >watch.yaml
    run -2 capplan-run -p plan.yaml -n week -w watch.yaml -a 2026-11-07
    [ "$(readlink week/latest)" = 2026-11-07 ]
}

@test "usage" {
    while IFS='@' read -r call want; do
        # shellcheck disable=SC2086 # a list of words
        run -2 --separate-stderr capplan-run $call
        echo "# $call: $stderr"
        [ -z "$output" ]
        [[ $stderr == *"$want"* ]]
    done <<'TABLE'
-p plan.yaml@capplan-run -p PLAN -n NAME
-x@capplan-run -p PLAN -n NAME
-p plan.yaml -n a/b@-n 'a/b': a letter, then
-p plan.yaml -n a -k few@-k 'few': how many
-p plan.yaml -n a -m a.txt@only names that end with .prom
-p plan.yaml -n a -a noon@-a 'noon': wanted a day
-p plan.yaml -n a -a 2026-13-01@wanted a day
-p plan.yaml -n a -- -q@-q: what the run has to say
TABLE
    [ ! -e a ]
    capplan-run -p plan.yaml -n a -a 2026-11-02
    run -2 capplan-run -p plan.yaml -n a -a 2026-11-02
    [[ $output == "capplan-run: ./a/2026-11-02: there is such a run already" ]]
}

@test "the units of systemd: in order, and their command runs" {
    units=$CAPPLAN_SRC/share/capplan/cron
    # what they name stands elsewhere here
    for unit in capplan@.service capplan@.timer capplan-mail@.service; do
        sed "s,/usr/share/capplan/cron,$units,; /^Documentation=/d" "$units/$unit" >"$unit"
    done
    if command -v systemd-analyze >/dev/null; then
        systemd-analyze verify ./capplan@.service ./capplan@.timer ./capplan-mail@.service >said 2>&1 || { cat said; false; }
        systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' capplan@.timer)"
    fi
    PLAN=plan.yaml OPTIONS='-j 1'
    line=$(sed -n 's/^ExecStart=//p' capplan@.service | sed "s,%i,meta,g; s,/srv/capplan,$PWD/srv,g")
    # shellcheck disable=SC1001
    line=${line//\$\{PLAN\}/$PLAN} line=${line//\$OPTIONS/$OPTIONS}
    mkdir srv
    # shellcheck disable=SC2086 # words, as systemd splits them
    $line
    [ -L srv/meta/latest ]
    [ -s srv/meta.prom ]
    # the mail holds what the service has said
    mkdir bin
    # shellcheck disable=SC2016
    printf '#!/bin/sh\necho "said by $1"\n' >bin/journalctl
    # shellcheck disable=SC2016
    printf '#!/bin/sh\n{ echo "$@"; cat; } >mailed\n' >bin/mail
    chmod +x bin/*
    line=$(sed -n 's/^ExecStart=//p' capplan-mail@.service | sed 's/%i/capplan@meta.service/g')
    PATH=$PWD/bin:$PATH sh -c "$line"
    [ "$(cat mailed)" = "-s capplan@meta.service has failed root
said by --unit=capplan@meta.service" ]
}

@test "the lines of crontab in the manual run as they stand there" {
    sed 's/^\.Dl //; s/\\&//g; s/\\-/-/g; s/\\e/\\/g' "$CAPPLAN_SRC/man/capplan-cron.7" |
        sed -n 's/^[0-9][0-9]* [0-9][0-9]* \* \* [0-9-]*  //p' |
        sed "s,/usr/share/capplan/cron,$CAPPLAN_SRC/share/capplan/cron,g; s,/srv/capplan,$PWD/srv,g" >lines
    [ "$(wc -l <lines)" = 5 ]
    mkdir srv bin
    cp "$CAPPLAN_SRC/tests/cli/week.yaml" srv/plan.yaml
    cp "$CAPPLAN_SRC/tests/cli/cron-watch.yaml" srv/watch.yaml
    printf '#!/bin/sh\ncat >mailed\n' | tee bin/mail >bin/sendmail
    chmod +x bin/*
    while IFS= read -r line; do
        echo "$line"
        # of one second there is one run
        sleep 1
        PATH=$PWD/bin:$PATH sh -c "$line" <&- >said
        [ ! -s said ]
    done <lines
    [ -s srv/meta.prom ]
    cp-store list srv/copy.db --name meta --format tsv | grep -c meta | grep -qx 1
    grep -q '^Headline' srv/meta/latest/mailed
    grep -qx 'capplan_watch_state{name="meta",rule="cost"} 0' srv/meta.prom
}
