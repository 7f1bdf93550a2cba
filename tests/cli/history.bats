# A history under those who write, kill, fill and forbid: nothing is lost, nothing is half there.

bats_require_minimum_version 1.5.0
load whole

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\tnorth\thalls\t1.50\tMW\n2028\t-\tmine\tNA\tkg\n' >a.tsv
}

# A stream of $1 facts, other ones for each $2.
stream() {
    awk -v n="$1" -v seed="$2" 'BEGIN {
        print "period\tsite\tsku\tmeasure\tvalue\tunit"
        for (i = 0; i < n; i++) printf "%d\ts%d\tk%d\tload\t%d.%d\tMW\n", 2000 + i % 90, i / 90, seed % 3, i, seed }'
}

query() { sqlite3 -readonly -cmd '.timeout 60000' "$1" "$2"; }

@test "8 writers at once, 25 runs each: all of 200 are there, and readers beside them never fail" {
    plain_half
    local pids=()
    for w in 1 2 3 4 5 6 7 8; do
        (
            for i in $(seq 25); do
                stream 50 "$w$i" | cp-store put h.db --name "w$w" --at 2026-11-28 >/dev/null || echo "$w $i: $?" >>failed
            done
        ) 3>&- &
        pids+=($!)
    done
    (
        until [ -e h.db ] && cp-store list h.db >/dev/null 2>&1; do sleep 0.05; done
        while [ ! -e done ]; do
            cp-store list h.db --name w1 -n 3 >listed || echo "reader: $?" >>failed
        done
    ) 3>&- &
    reader=$!
    wait "${pids[@]}"
    touch done
    wait $reader
    [ ! -e failed ] || { cat failed; false; }
    [ "$(query h.db 'SELECT count(*) FROM run')" = 200 ]
    [ "$(query h.db 'SELECT count(*) FROM fact')" = 10000 ]
    [ "$(query h.db 'SELECT count(DISTINCT run) FROM run')" = 200 ]
    cp-store check h.db
    cp-store get h.db w3 | cmp - <(stream 50 325)
}

@test "killed at any moment: intact, and no run is half there" {
    plain_half
    stream 4000 0 >s.tsv
    local began=${EPOCHREALTIME/./} took
    cp-store put h.db --name w --at 2026-11-28 s.tsv
    took=$((${EPOCHREALTIME/./} - began))
    before=1
    for i in $(seq 100); do
        stream 4000 "$i" >s.tsv
        cp-store put h.db --name w --at 2026-11-28 s.tsv >said 2>&1 3>&- &
        pid=$!
        # from before it has begun until after it has ended, however busy the machine is
        moment=$(((RANDOM * 32768 + RANDOM) % (3 * took / 2)))
        sleep "$(printf '%d.%06d' $((moment / 1000000)) $((moment % 1000000)))"
        kill -9 $pid 2>/dev/null || true
        wait $pid 2>/dev/null || true
        runs=$(cp-store list h.db -n 1000 --format tsv >/dev/null && query h.db 'SELECT count(*) FROM run')
        [ "$runs" -ge "$before" ]
        [ "$runs" -le $((before + 1)) ]
        before=$runs
    done
    echo "# $before runs were put"
    [ "$before" -gt 1 ]
    [ "$(query h.db 'SELECT count(*) FROM fact')" = $((4000 * before)) ]
    cp-store check h.db
    stream 4000 7 | cp-store put h.db --name after --at 2026-11-28
    # one that was killed before it changed anything may leave an empty journal, until the next write
    [ ! -e h.db-journal ]
}

# Run a script where a file system of its own can be mounted.
mounted() {
    unshare -rm true 2>/dev/null || skip "no mounts of one's own"
    unshare -rm bash -c "$1"
}

@test "a disk that is full: one error, 75, and all that was there stays" {
    mkdir small
    for i in 1 2 3 4 5 6; do stream 3000 "$i" >"big$i.tsv"; done
    mounted 'mount -t tmpfs -o size=400k none small && cd small || exit 9
        cp-store put h.db --name w --at 2026-11-28 ../a.tsv
        sum=$(sha256sum <h.db)
        status=0
        for i in 1 2 3 4 5 6; do
            cp-store put h.db --name w --at 2026-11-29 ../big$i.tsv 2>../said >../out || { status=$?; break; }
            sum=$(sha256sum <h.db)
        done
        echo "$status" >../status
        [ "$sum" = "$(sha256sum <h.db)" ] && echo same >../kept
        cp-store check h.db && cp-store get h.db 1 | cmp - ../a.tsv && echo good >../checked'
    cat said
    [ "$(cat status)" = 75 ]
    [ "$(cat said)" = "cp-store: h.db: cannot write: No space left on device" ]
    [ "$(cat kept checked)" = "$(printf 'same\ngood')" ]
}

@test "a folder that is read-only: it can be read, and not written" {
    mkdir fixed
    mounted 'mount -t tmpfs none fixed && cd fixed || exit 9
        cp-store put h.db --name w --at 2026-11-28 ../a.tsv
        mount -o remount,ro none .
        cp-store get h.db w >../got; cp-store list h.db >../listed; cp-store check h.db; echo $? >../checked
        cp-store put h.db --name w ../a.tsv 2>../said; echo $? >../status
        cp-store put new.db --name w ../a.tsv 2>>../said; echo $? >>../status
        cp-store publish h.db copy.db 2>>../said; echo $? >>../status'
    cmp got a.tsv
    [ "$(cat checked)" = 0 ]
    cat said
    [ "$(cat status)" = "$(printf '2\n2\n2')" ]
    [ "$(cat said)" = "cp-store: h.db: cannot write: the file or its folder is read-only
cp-store: new.db: cannot open: Read-only file system
cp-store: copy.db: cannot write: Read-only file system" ]
}

@test "what was damaged is told, and not believed" {
    for i in 1 2 3; do stream 200 "$i" | cp-store put h.db --name w --at "2026-11-0$i"; done
    cp-store check h.db
    cp h.db bad.db
    sqlite3 bad.db "UPDATE content SET gz = x'00' WHERE content = 2"
    run -2 cp-store get bad.db 2
    [[ $output == *"bad.db: is damaged: content "*" is not what its hash says" ]]
    run -1 cp-store check bad.db
    [[ $output == *"is not what its hash says"* ]]
    for bytes in -1 -9223372036854775807 3000000000 9223372036854775807; do
        cp h.db bad.db
        sqlite3 bad.db "UPDATE content SET bytes = $bytes WHERE content = 2"
        run -2 cp-store get bad.db 2
        [[ $output == *"bad.db: is damaged: content "*" is not what its hash says" ]]
    done
    cp h.db bad.db
    sqlite3 bad.db 'PRAGMA ignore_check_constraints = 1; UPDATE run SET level = 9 WHERE run = 2'
    run -2 cp-store list bad.db
    run_lacks='cp-store: bad.db: is damaged: a run lacks its name, time, tool, count of facts or level'
    [ "$output" = "$run_lacks" ]
    cp h.db bad.db
    sqlite3 bad.db 'PRAGMA ignore_check_constraints = 1; UPDATE run SET facts = -5 WHERE run = 2'
    run -2 cp-store list bad.db
    [ "$output" = "$run_lacks" ]
    for value in abc '12 MW'; do
        cp h.db bad.db
        sqlite3 bad.db "INSERT INTO headline VALUES (2, '-', 'spend', '$value', 'USD', NULL)"
        run -2 cp-store diff bad.db 1 2
        [ "$output" = 'cp-store: bad.db: is damaged: a figure lacks its scenario, name or unit, or is no number' ]
    done
    cp h.db bad.db
    sqlite3 bad.db 'PRAGMA legacy_alter_table = 1; ALTER TABLE run RENAME TO old; CREATE VIEW run AS
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT old.* FROM n, old'
    run -2 timeout 20 cp-store list bad.db
    [ "$output" = 'cp-store: bad.db: is damaged: it lacks a table that a history has' ]
    cp h.db bad.db
    sqlite3 bad.db "DELETE FROM fact WHERE run = 2 AND point % 7 = 0; UPDATE headline SET value = 2 WHERE run = 3"
    run -1 cp-store check bad.db
    [[ $output == *"facts of run: 2"* ]]
    cp h.db bad.db
    printf 'damage' | dd of=bad.db bs=1 seek=8192 conv=notrunc 2>/dev/null
    run cp-store check bad.db
    [ "$status" -ge 1 ]
}

@test "what another program has put into a history is not run" {
    cp-store put h.db --name w --at 2026-11-01 a.tsv
    sqlite3 h.db "CREATE TRIGGER t AFTER INSERT ON headline BEGIN UPDATE run SET name = 'theirs'; END;
        CREATE TRIGGER u AFTER DELETE ON run BEGIN UPDATE run SET name = 'theirs'; END"
    stream 10 1 | cp-store put h.db --name w --at 2026-11-02
    cp-store prune h.db --keep 'last 1' --at 2026-11-03
    [ "$(query h.db 'SELECT run, name FROM run')" = '2|w' ]
    [ -z "$(query h.db 'SELECT * FROM fact WHERE run = 1')" ]
}

@test "prune by rules and by age; what is pinned stays; streams stay as long as a run has them" {
    for day in 2026-08-01 2026-08-20 2026-09-15 2026-10-10 2026-10-11 2026-11-01 2026-11-02; do
        stream 100 "${day##*-}" | cp-store put h.db --name w --at "$day"
    done
    stream 100 01 | cp-store put h.db --name other --at 2026-08-01
    cp-store keep h.db 2
    cp-store prune h.db --keep 'daily 2 monthly 3' --dry-run --at 2026-11-03 >dry
    # other's only run is its latest; August has the pinned one
    [ "$(cat dry)" = "removed run 1, w, 2026-08-01
removed run 4, w, 2026-10-10" ]
    [ "$(query h.db 'SELECT count(*) FROM run')" = 8 ]
    cp-store prune h.db --keep 'daily 2 monthly 3' --at 2026-11-03 | cmp - dry
    [ "$(query h.db 'SELECT group_concat(run) FROM run')" = 2,3,5,6,7,8 ]
    # run 8 has the stream that run 1 had
    cp-store get h.db other | cmp - <(stream 100 01)
    cp-store check h.db
    cp-store prune h.db --thin 20d --bare '30 days' --at 2026-11-03 >said
    [ "$(grep -c headline said)" = 2 ]
    [ "$(query h.db 'SELECT group_concat(level) FROM run')" = 2,0,1,2,2,0 ]
    run -2 cp-store get h.db 3
    [[ $output == *"what is asked for was pruned" ]]
    cp-store get h.db 5 | cmp - <(stream 100 11)
    cp-store diff h.db 5 7 >text
    cp-store check h.db
    [ "$(query h.db 'SELECT count(*) FROM log')" = 2 ]
    cp-store keep h.db 2 --off
    cp-store prune h.db --keep 'last 1' --at 2026-11-03 >said
    [ "$(query h.db 'SELECT group_concat(run) FROM run')" = 7,8 ]
    run -2 cp-store prune h.db --keep 'dayly 3'
    run -2 cp-store prune h.db --thin '3 MW'
    # numbers are not given twice
    [ "$(cp-store put h.db --name w --at 2026-11-04 a.tsv)" = 'run 9' ]
}

@test "runs are compared in their money, and in no other" {
    for run in '1 100 USD' '2 100 EUR' '3 120 EUR'; do
        read -r day cost unit <<<"$run"
        printf 'period\tmeasure\tvalue\tunit\n-\tobjective\t%s\t%s\n' "$cost" "$unit" >"$day.tsv"
        cp-store put h.db --name w --at "2026-11-0$day" "$day.tsv"
    done
    for rule in '' --check='cost_discounted rise <= 2 %'; do
        run -2 --separate-stderr cp-store diff h.db 1 2 ${rule:+"$rule"}
        [ "$stderr" = 'cp-store: cost_discounted is in USD before and in EUR now: run both with one currency of the plan' ]
    done
    run -2 cp-report --against 1.tsv 2.tsv
    run -1 --separate-stderr cp-store diff h.db 2 3 --check 'cost_discounted rise <= 2 EUR'
    [[ $output == *'Cost, discounted, EUR'* ]]
    [ "$stderr" = 'cp-store: cost_discounted rise <= 2 EUR: it went from 100 to 120 EUR, +20 %' ]
    run -2 cp-store diff h.db 2 3 --check 'cost_discounted rise <= 2 USD'
    # lists and trends have a line of each
    printf '2026-11-0%s\t-\tw\t%s\twhole\tcost_discounted\t%s\t%s\n' 1 1 100 USD 2 2 100 EUR 3 3 120 EUR >want
    for verb in list trend; do
        cp-store "$verb" h.db --format tsv | tail -n 3 | cmp - want
    done
    run cp-store trend h.db
    [[ $(tr -s ' ' <<<"$output") == *'cost_discounted, USD 100 100 0 '*'cost_discounted, EUR 100 120 +20.0 '* ]]
}

@test "a figure that no run has is told with the one that it is near to" {
    stream 100 1 | cp-store put h.db --name w --at 2026-11-01
    for verb in list trend; do
        run -2 --separate-stderr cp-store "$verb" h.db --figure cost_discountd
        [ -z "$output" ]
        [[ $stderr == "cp-store: no run has a figure 'cost_discountd' (did you mean 'cost_discounted'?)"* ]]
    done
}

@test "a published copy is whole, read-only, and independent" {
    stream 100 1 | cp-store put h.db --name w --at 2026-11-01
    cp-store publish h.db copy.db
    [ "$(stat -c %a copy.db)" = 444 ]
    cp-store get copy.db w | cmp - <(stream 100 1)
    stream 100 2 | cp-store put h.db --name w --at 2026-11-02
    cp-store publish h.db copy.db
    [ "$(query copy.db 'SELECT count(*) FROM run')" = 2 ]
    [ "$(ls -A)" = "$(printf 'a.tsv\ncopy.db\nh.db')" ]
    run -2 cp-store publish h.db nowhere/copy.db
    # else the history would be what nobody may write
    ln h.db link.db
    for same in h.db ./h.db link.db; do
        run -2 cp-store publish h.db "$same"
        [ "${lines[0]}" = "cp-store: $same: is the history itself; publish to another file" ]
    done
    [ -w h.db ] && [ "$(stat -c %a h.db)" != 444 ]
}

@test "trends of figures and of a measure" {
    for i in 1 2 3 4 5; do
        sed "s/1.50/$((i * i))/" a.tsv | cp-store put h.db --name w --at "2026-11-0$i" --as-of "2026-10-0$i"
    done
    cp-store trend h.db --figure halls_end >text
    grep -q '^Trend, 5 runs from 2026-10-01 to 2026-10-05$' text
    cat text
    grep -Eq '^  halls_end, MW +1\.0 +25\.0 +\+2,400 +1\.0 +25\.0  ▁▁▃▅█$' text
    cp-store trend h.db --figure halls_end --format html -o page.html
    "$CAPPLAN_BUILD/tests/unit/page_html" page.html
    grep -q '<h3>halls_end rose by 2400 % over 5 runs</h3>' page.html
    grep -q '<td title="16">16.0</td>' page.html
    cp-store trend h.db --measure halls --where site=north --where period=2027 --format tsv >facts
    [ "$(cut -f7 facts | paste -sd' ')" = 'value 1 4 9 16 25' ]
    [ "$(cp-store trend h.db --measure halls -n 1 --format tsv | tail -1 | cut -f7)" = 25 ]
    run -2 cp-store trend h.db --measure halls --where sight=north
    run -2 cp-store trend h.db --measure nothing
    run -2 cp-store trend h.db --where site=north
    # of the same measure in two units no sum is made
    sed 's/halls.*/halls\t1\tMW/; $a 2027\tsouth\thalls\t2\tkW' a.tsv | cp-store put h.db --name w --at 2026-11-06
    run -2 cp-store trend h.db --measure halls
    [[ $output == *"h.db: 'halls' stands there in several units" ]]
    # a dimension of one's own has no column
    run -2 cp-store trend h.db --measure mine --where zone=x
}

@test "a history made before the registry had a dimension gets its column" {
    printf 'site\tzone\tmeasure\tvalue\tunit\nnorth\ta\\tb\tmine\t1\tkg\nsouth\t-\tmine\t2\tkg\n' >own.tsv
    cp-store put h.db --name w --at 2026-11-01 own.tsv
    # as an earlier registry without `site` would have made it
    sqlite3 h.db "DROP VIEW facts;
        UPDATE point SET more = NULL;
        INSERT OR IGNORE INTO label (text) SELECT 'site=' || (SELECT text FROM label WHERE label = p.site) ||
            CASE WHEN (SELECT text FROM label WHERE label = p.site) = 'north' THEN char(9) || 'zone=a\\tb' ELSE '' END FROM point p;
        UPDATE point SET more = (SELECT label FROM label WHERE text LIKE 'site=' || (SELECT text FROM label WHERE label = point.site) || '%');
        ALTER TABLE point DROP COLUMN site;
        CREATE VIEW facts AS SELECT 1;"
    cp-store get h.db w | cmp - own.tsv
    points=$(query h.db 'SELECT count(*) FROM point')
    # it is written all the same, at the same points
    cp-store put h.db --name w --at 2026-11-02 own.tsv
    [ "$(query h.db 'SELECT count(*) FROM point')" = "$points" ]
    run -0 --separate-stderr cp-store migrate h.db --at 2026-11-03
    [[ $stderr == *"1 dimensions have columns now; what was is in h.db.v1" ]]
    [ "$(query h.db "SELECT group_concat(site || ':' || coalesce(more, '-'), ' ') FROM facts WHERE run = 1")" = 'north:zone=a\tb south:-' ]
    cp-store put h.db --name w --at 2026-11-04 own.tsv
    [ "$(query h.db 'SELECT count(*) FROM point')" = "$points" ]
    cp-store check h.db
    run -0 --separate-stderr cp-store migrate h.db
    [[ $stderr == *"nothing to do" ]]
    [ "$(query h.db.v1 'SELECT count(*) FROM run')" = 2 ]
}
