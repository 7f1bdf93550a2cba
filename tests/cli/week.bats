# A week of daily runs, as cron makes them: the price of power rises, a turbine comes a year late, one
# run has no answer, one is killed, one meets another still at work, and a loan nears its covenant.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$CAPPLAN_SRC/share/capplan/cron:$PATH
    command -v flock >/dev/null || skip "no flock"
    command -v sqlite3 >/dev/null || skip "no sqlite3"
    cd "$BATS_TEST_TMPDIR" || exit
    cat "$CAPPLAN_SRC/tests/cli/week.yaml" >plan.yaml
    cat >rules.yaml <<'YAML'
watch:
  cost: {headline: cost_discounted, change: 1 run, relative: yes, warn: "-5 %:5 %"}
  dark-halls: {headline: halls_unpowered_peak, warn: "~:0.5 MW"}
  covenant: {measure: covenant, by: [tranche], take: min, warn: "1.35:", critical: "1.2:"}
  no-run: {headline: cost_discounted, age: 2 days}
YAML
}

query() { sqlite3 -readonly history.db "$1"; }

# The planner's edit of the plan in the evening.
edit() { sed -i "$1" plan.yaml; }

# The run of a morning: what it says stands in DAY.said, its exit status is returned.
morning() { # DAY
    capplan-run -p plan.yaml -n week -m week.prom -a "$1" >"$1.said" 2>&1 3>&-
}

# The look at it a minute later, which must end with that status: what it tells is added to `events`.
look() { # STATUS DAY
    local status=0
    cp-watch -r rules.yaml --store history.db --name week --state watch.tsv --as-of "$2" --format tsv >look.tsv || status=$?
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "watch_state" { print $at["at"], $at["rule"], $at["value"] }' look.tsv >>events
    [ "$status" = "$1" ]
}

# A capplan that is at work for long; the file `started` says that it is.
slow() {
    mkdir -p slow
    printf '#!/bin/sh\ntouch started\nsleep 2\nexec %s "$@"\n' "$(command -v capplan)" >slow/capplan
    chmod +x slow/capplan
}
until_started() {
    local tries=0
    until [ -e started ]; do
        sleep 0.05
        tries=$((tries + 1))
        [ "$tries" -lt 1200 ] || return 1
    done
    rm started
}

@test "a week of cron: the history holds the whole runs, and says what changed on which day" {
    slow
    # Monday
    morning 2026-11-02
    look 0 2026-11-02
    # Tuesday: power is dearer
    edit 's/price: 50 USD/price: 55 USD/'
    morning 2026-11-03
    look 1 2026-11-03
    grep -Eq '^  contracts/grid/price +50 USD/MWh +55 USD/MWh +plan.yaml:' week/2026-11-03/diff.txt
    grep -Eq '^  Cost, discounted, mn USD +3\.25 +3\.50 +\+0\.24 +\+7\.5$' week/2026-11-03/diff.txt
    # Wednesday: the turbine is a year late, and halls stand without power
    edit 's/from: 2026-12-31/from: 2027-12-31/'
    morning 2026-11-04
    look 1 2026-11-04
    grep -Eq '^  contracts/turbine/from +2026-12-31 +2027-12-31 ' week/2026-11-04/diff.txt
    grep -Eq '^  Halls without power at worst, MW +0 +1\.00 +\+1\.00' week/2026-11-04/diff.txt
    # Thursday: more is bought than there is capital for
    cp plan.yaml good.yaml
    edit 's/quantity:/committed: 100 GPU, &/; s/^discount/capex_limit: 1 USD\n&/'
    status=0
    morning 2026-11-05 || status=$?
    [ "$status" = 1 ]
    grep -q 'ended with 1' 2026-11-05.said
    look 1 2026-11-05
    # Friday: corrected, and killed with all that it has started
    cp good.yaml plan.yaml
    PATH=$PWD/slow:$PATH setsid capplan-run -p plan.yaml -n week -m week.prom -a 2026-11-06 3>&- &
    until_started
    kill -9 -- -$!
    wait $! || true
    look 1 2026-11-06
    # Saturday: the turbine comes in time after all; a second run meets the first
    edit 's/from: 2027-12-31/from: 2026-12-31/'
    PATH=$PWD/slow:$PATH capplan-run -p plan.yaml -n week -m week.prom -a 2026-11-07T06:30:00Z 3>&- &
    until_started
    status=0
    morning 2026-11-07T06:31:00Z || status=$?
    [ "$status" = 75 ]
    wait $!
    look 1 2026-11-07
    look 1 2026-11-07 # of a run that was told nothing is told again
    # Sunday: the loan is dearer, and its coverage near the covenant of 1.2
    edit 's/rate: 6 %/rate: 9 %/'
    morning 2026-11-08
    look 1 2026-11-08
    cat ./*.said
    # what they had to say: nothing, but on Thursday
    [ "$(find . -name '*.said' -size +0)" = ./2026-11-05.said ]
    # whole runs, and only those
    [ "$(query "SELECT group_concat(at, ' ') FROM run WHERE state = 'whole'")" = \
        "2026-11-02 2026-11-03 2026-11-04 2026-11-07T06:30:00Z 2026-11-08" ]
    [ "$(query 'SELECT count(*) FROM run')" = 5 ]
    cp-store check history.db
    for folder in week/2026-*; do
        [ ! -e "$folder/facts.tsv" ] || cp-store get history.db "$(sed -n 's/^run	//p' "$folder/status")" | cmp - "$folder/facts.tsv"
    done
    [ "$(ls week)" = "$(printf '%s\n' 2026-11-02 2026-11-03 2026-11-04 2026-11-05 2026-11-07T063000Z 2026-11-08 latest)" ]
    [ "$(readlink week/latest)" = 2026-11-08 ]
    # the watch told of five things, and only of those: what a run that failed might have said is not known
    cat events
    [ "$(cat events)" = "2026-11-03 cost 1
2026-11-04 dark-halls 1
2026-11-07T06 dark-halls 0
2026-11-08 cost 0
2026-11-08 covenant 1" ]
    # the week in figures: the cost rises on Tuesday and Wednesday, and falls on Saturday
    cp-store trend history.db --name week --figure cost_discounted --figure dscr_min >trend
    cat trend
    grep -Eq '^  cost_discounted, mn USD +3\.25 +3\.50 .* ▁▃█▃▃$' trend
    grep -Eq '^  dscr_min +1\.38 +1\.32 .* █+▁$' trend
}
