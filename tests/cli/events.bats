#!/usr/bin/env bats
# From a market's file to what is built, and what it is worth to move the odds: one year of GPUs at 2000 USD that lose half
# of it; an EFLOP/s wants 2000 of them, costs 2 mn USD where they are bought and 3.504 mn where it is not served, and a
# boom doubles what is asked for. More is bought where the boom is likelier than 2 / 3.504 = 57.1 %.

bats_require_minimum_version 1.5.0
load whole

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cat >plan.yaml <<'END'
discount: 0 %
horizon: {from: 2027, to: 2027}
slices: {days: 1, hours: 1}
workloads:
  w: {kind: firm, demand: 1 EFLOP/s, penalty: 400 USD/(EFLOP/s)/h}
skus:
  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %, life: 5 years, availability: 100 %, spares: 0 %,
      failure: 0, om: 0 USD/GPU/year, efficiency: {"*": 50 %}, residual: [0 %]}
sites:
  s: {pue: 1, om: 0 USD/MW/year, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}
contracts:
  g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01, firm: yes,
      price: 0 USD/MWh}
events:
  boom: {markets: {kalshi: "KXBOOM"}, then: {demand: {"*": 200 %}}}
END
    {
        printf 'period\tworkload\tsku\toffer\tstep\tmeasure\tvalue\tunit\n'
        printf '2027\tw\t-\t-\t-\tdemand\t1\tEFLOP/s\n'
        printf '2027\t-\tG\to\t1\tsupply\t10000\tGPU\n2027\t-\tG\to\t1\tprice\t2000\tUSD/GPU\n'
    } >in.tsv
}

market() { # BID ASK: a venue's reply
    printf '{"markets": [{"ticker": "KXBOOM", "event_ticker": "KXBOOM", "status": "active", "yes_bid_dollars": "%s", ' "$1"
    printf '"yes_ask_dollars": "%s", "close_time": "2028-01-01T00:00:00Z"}]}\n' "$2"
}

value() { # MEASURE [WORD]: of the stream on stdin, of rows that have the word
    awk -F'\t' -v measure="$1" -v word="${2-}" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == measure && (word == "" || index("\t" $0 "\t", "\t" word "\t")) { print $at["value"] }'
}

# decide MARKET: from the venue's file to the plan, with its odds in the stream
decide() {
    cp-market -q -p plan.yaml --as-of 2027-01-01 --only -o odds.tsv "$1"
    cp-scenario -q -p plan.yaml --samples 20000 odds.tsv -o futures.yaml
    cp-allocate -q -p futures.yaml --move-odds 10% in.tsv odds.tsv
}

@test "a market's file changes what is bought, and ten points of its odds have a price" {
    market 0.49 0.51 >even.json
    market 0.89 0.91 >likely.json
    decide even.json >even.tsv
    decide likely.json >likely.tsv
    [ "$(value buy <even.tsv | awk '{ print $1 + 0 }')" = 2000 ]
    [ "$(value buy <likely.tsv | awk '{ print $1 + 0 }')" = 4000 ]
    # what a boom costs: 3.504 mn of what is not served as decided; decided anew, at 60 %, GPUs for 2 mn
    p=$(value scenario_probability <even.tsv | sort -g | tail -n 1)
    odds=$(awk -F'\t' '/scenario_probability/ && /boom@/ { print $(NF - 1) }' even.tsv)
    awk -v p="$odds" 'BEGIN { exit !(p > 0.48 && p < 0.52) }'
    [ "$(value odds_move boom <even.tsv)" = 0.1 ]
    value odds_effect held <even.tsv | awk '{ exit !($1 > 350399 && $1 < 350401) }'
    value odds_effect anew <even.tsv | awk -v p="$odds" '{ want = 2e6 - p * 3.504e6; exit !($1 - want < 2 && want - $1 < 2) }'
    # where all is served already, nothing: and there is no room above 90 %
    run --separate-stderr cp-allocate -p futures.yaml --move-odds 20% --only in.tsv
    [[ $stderr == *"the odds of boom are not moved: they leave no room"* ]]
}

# worked ODDS [OPTION...]: from what markets say of Taiwan to what the worked plan buys, in one command line; its other events are
# left out, and a year is one slice, so that it takes seconds.
worked() {
    local plan=$CAPPLAN_SRC/examples/meta-compute/events.yaml
    local of=(--set events/export-ban= --set events/late-turbines= --set events/bust=)
    cp-market -q -p "$plan" "${of[@]}" --as-of 2026-08-16 --only -o odds.tsv "$1" &&
        cp-scenario -q -p "$plan" "${of[@]}" odds.tsv --keep 6 -o futures.yaml &&
        cp-forecast -q -p futures.yaml | cp-supplier -q -p futures.yaml |
        cp-allocate -q -p futures.yaml --set slices/days=1 --set slices/hours=1 "${@:2}" - odds.tsv |
        tee facts.tsv | cp-report --only events,odds
}
# how many chips that could come late in 2026 are bought, whatever comes
bought() { awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["measure"] == "buy" && $at["scenario"] == "-" && $at["offer"] == "nv-gb300-26h2" { sum += $at["value"] }
    END { print sum + 0 }' facts.tsv; }

@test "on the worked desk what markets say of Taiwan changes what is bought now, and the report has the dollars of ten points" {
    whole_plan
    local odds=$CAPPLAN_SRC/examples/meta-compute/odds.tsv
    worked "$odds" --move-odds 10% >said
    bought >chips
    held=$(value odds_effect held <facts.tsv)
    # the same markets at a tenth of their prices: chips are left that nobody fears to be without
    awk -F'\t' -v OFS='\t' '$1 == "polymarket" || $1 == "manifold" { $NF /= 10 } { print }' "$odds" >calm.tsv
    worked calm.tsv >calm
    bought >>chips
    cat chips
    awk 'NR == 1 { said = $1 } NR == 2 { exit !(said > 60000 && $1 < 0.8 * said) }' chips
    # dollars of the stream are those of the table, in billions, to three digits
    grep -E '^ *taiwan ' said | grep -F ' 10.0 points ' | grep -F "$(awk -v x="$held" 'BEGIN { printf "%.3g bn USD", x / 1e9 }')"
    grep -Eq '^ *(taiwan +)?manifold +wENpa5mETtrCnBYJKl5t +36\.1 ' said
}

@test "the report names the odds, who says so, what events cost and what ten points of odds do" {
    market 0.49 0.51 >even.json
    decide even.json >even.tsv
    cp-report even.tsv --only events,odds >text
    grep -q '^Odds of events' text
    grep -Eq 'boom +kalshi +KXBOOM +50(\.0)? +49(\.0)? +51(\.0)? +100' text
    # 2 mn without it, and 3.504 mn more with it
    grep -Eq 'boom +(49|50)\.?[0-9]* +5\.50 mn USD +2\.00 mn USD +3\.50 mn USD +10\.0 points +350 th?ou?s? ?USD|boom +.*5\.50 mn.*2\.00 mn.*3\.50 mn' text
    grep -q 'What is decided now, whatever comes' text
    grep -Eq '^ *buy +G? ?.*2,000 GPU +2027' text
    grep -q 'Over 2 scenarios the cost is expected to be 3.7' text
    cp-report even.tsv --format html -o page.html
    grep -q 'boom costs 3.50 mn USD where it comes' page.html
    # what is to be done shows beside pictures without being asked for
    grep -q '<svg' page.html
    grep -q 'open="open"><summary><b>What is decided now, whatever comes</b>' page.html
}

@test "breaches of covenants are told by their probability" {
    hall=$CAPPLAN_SRC/examples/hall-loan
    cp-finance -q -p "$hall/plan.yaml" --only --scenarios facts "$hall/cost.tsv" "$hall/repricing.tsv" |
        cp-report --only events >text
    grep -q 'How likely a covenant is breached' text
}
