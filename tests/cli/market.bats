#!/usr/bin/env bats
# cp-market: files of venues, odds of events, scores, from the shell.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >kalshi.json <<'JSON'
{"markets": [
 {"ticker": "KXBAN-27", "event_ticker": "KXBAN", "status": "active", "result": "",
  "yes_bid_dollars": "0.1000", "yes_ask_dollars": "0.1300", "last_price_dollars": "0.1200",
  "volume_fp": "1000.00", "close_time": "2027-01-01T04:59:00Z"},
 {"ticker": "KXBAN-28", "event_ticker": "KXBAN", "status": "active", "result": "",
  "yes_bid_dollars": "0.2100", "yes_ask_dollars": "0.2500", "last_price_dollars": "0.2200",
  "volume_fp": "1000.00", "close_time": "2028-01-01T04:59:00Z"}]}
JSON
    cat >manifold.json <<'JSON'
{"id": "inv1", "question": "Ban before 2028?", "closeTime": 1830254400000, "probability": 0.3,
 "outcomeType": "BINARY", "mechanism": "cpmm-1", "volume": 1000, "isResolved": false, "token": "MANA"}
JSON
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cat >>plan.yaml <<'YAML'
events:
  ban: {markets: {kalshi: KXBAN-*, manifold: inv1}, after: 0 1/year}
  truce: {prior: 0.1 1/year, exclusive: [ban]}
YAML
}

# value EVENT: its probability by the end of the plan, of the stream on stdin
value() { awk -F'\t' -v e="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == "event_probability" && $c["event"] == e && $c["kind"] == "-" { v = $c["value"] }
    END { print v }'; }

@test "one command line from two venues to the odds of an event" {
    cp-market -p plan.yaml --as-of 2026-07-01 kalshi.json manifold.json -o odds.tsv
    # by 2028 Kalshi says .23 with weight (1 - .4) ln 2, Manifold .3 with .5 ln 2: in log-odds
    # (.6 x -1.2083 + .5 x -.8473) / 1.1 = -1.0442, and nothing comes after it
    value ban <odds.tsv | awk '{ exit !($1 > 0.26033 && $1 < 0.26035) }'
}

@test "the order of files changes nothing" {
    cp-market -p plan.yaml --as-of 2026-07-01 kalshi.json manifold.json >a
    cp-market -p plan.yaml --as-of 2026-07-01 manifold.json kalshi.json >b
    cmp a b
    cp-market kalshi.json manifold.json >a
    cp-market manifold.json kalshi.json >b
    cmp a b
}

@test "--explain shows every market, and what they are together" {
    cp-market -p plan.yaml --as-of 2026-07-01 kalshi.json manifold.json --explain ban >out
    grep -q 'kalshi .*KXBAN-27 .*2027-01-01 .*quote .*0.10 .*0.13' out
    grep -q 'manifold .*inv1 .*2027-12-31' out
    [ "$(grep -c together out)" = 2 ]
    run -2 cp-market -p plan.yaml kalshi.json --explain bann
    [[ $output == *"no event 'bann' (did you mean 'ban'?)"* ]]
    run -2 cp-market kalshi.json --explain ban
    [[ $output == *"give it with -p"* ]]
}

@test "what excludes what leaves less than 1, and says what had to move" {
    cat >>plan.yaml <<'YAML'
  sure: {prior: 3 1/year, exclusive: [ban]}
YAML
    cp-market -q -p plan.yaml --as-of 2026-07-01 kalshi.json manifold.json >odds.tsv
    awk -v a="$(value ban <odds.tsv)" -v b="$(value sure <odds.tsv)" 'BEGIN { exit !(a + b < 1 + 1e-9) }'
    grep -q 'coherence_gap	-0\.' odds.tsv
    cat >>plan.yaml <<'YAML'
  both: {given: {ban: 50 %}, exclusive: [ban]}
YAML
    run -2 cp-market -q -p plan.yaml --as-of 2026-07-01 kalshi.json manifold.json
    [[ $output == *"plan.yaml:"*"events/both/given: ban excludes it" ]]
}

@test "what venues send instead of markets is told by what it is" {
    echo '<html>403</html>' >page.json
    echo '[]' >none.json
    echo '{"error": "rate limited"}' >error.json
    echo '{"history": []}' >history.json
    : >empty.json
    printf '%0100d' 0 | sed 's/0/[/g' >deep.json
    echo '{"markets": [{"ticker": "A", "yes_bid_dollars": "1e400"}]}' >number.json
    echo '{"a": 1, "a": 2}' >twice.json
    echo '{"question": {"type": "binary", "aggregations": {}}}' >hidden.json
    for case in 'page:an HTML page' 'none:an empty list' 'error:an error that the venue sent' \
        'history:no price in it' 'empty:it is empty' 'deep:more than 64 levels' \
        'number:markets/0/yes_bid_dollars: 1e400 is no number from 0 to 1' 'twice:duplicate' \
        'hidden:this account may not see it'; do
        run -2 cp-market "${case%%:*}.json"
        echo "# $output"
        [[ $output == "cp-market: ${case%%:*}.json:"*"${case#*:}"* ]]
        [ "${#lines[@]}" = 1 ]
    done
    run -2 cp-market none.json empty.json # both are told
    [ "${#lines[@]}" = 2 ]
    run -2 cp-market kalshi.json kalshi.json
    [[ $output == *"KXBAN-27 is in kalshi.json too"* ]]
    run -2 cp-market nowhere.json
    [[ $output == *"nowhere.json: cannot open"* ]]
}

@test "nothing has a default price" {
    cat >book.json <<'JSON'
{"asset_id": "7", "market": "0x1", "bids": [{"price": "0.01", "size": "5"}],
 "asks": [{"price": "0.99", "size": "5"}]}
JSON
    cp-market book.json >out 2>notes
    grep -q 'market_probability	NA' out
    grep -q 'polymarket 7: wide spread, so it says nothing' notes
    sed 's/0\.1000/0.0000/; s/0\.1300/1.0000/; s/0\.1200/0.0000/' kalshi.json >dead.json
    cp-market dead.json >out 2>notes
    grep -q 'KXBAN-27	.*	NA' out
    grep -q 'KXBAN-27: never traded' notes
}

@test "what is implied is at no time less likely, and relations of some events limit no others" {
    sed '/^events:/,$d' plan.yaml >base.yaml
    {
        cat base.yaml
        echo 'events:'
        echo '  war: {markets: {table: war}, implies: [blockade], after: 0 1/year}'
        echo '  blockade: {markets: {table: blockade}, implies: [shortage], after: 0 1/year}'
        echo '  shortage: {markets: {table: shortage}, after: 0 1/year}'
        for i in 1 2 3 4 5 6 7; do echo "  a$i: {prior: 0.9 1/year, exclusive: [b$i]}" && echo "  b$i: {prior: 0.9 1/year}"; done
    } >plan.yaml
    printf 'market,closes,probability\nwar,2027-06-30,0.2\nblockade,2028-12-30,0.3\nshortage,2028-12-30,0.4\n' >w.csv
    cp-market -q -p plan.yaml --as-of 2026-12-31 w.csv -o odds.tsv
    at() { awk -F'\t' -v e="$1" -v t="$2" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "event_probability" && $c["event"] == e && $c["period"] == t && $c["kind"] == "-" { printf "%.6g\n", $c["value"] }' odds.tsv; }
    # by the end of 2027 a blockade alone would be at 16.4 %, a shortage, halfway in years to 40 %, at 1 - .6^.502
    [ "$(at war 2027) $(at blockade 2027)" = '0.2 0.2' ]
    [ "$(at shortage 2027)" = 0.226202 ]
    [ "$(at blockade 2028) $(at shortage 2028)" = '0.3 0.4' ]
    # seven pairs, each of which one alone can come
    for i in 1 7; do awk -v a="$(at a$i 2028)" -v b="$(at b$i 2028)" 'BEGIN { exit !(a + b > 0.99 && a + b < 1 + 1e-9) }'; done
}

@test "markets that pay above bounds of a number are no outcomes of it: their odds fall as bounds rise" {
    strikes() { # TYPE KEY then BOUND BID ASK...
        local type=$1 key=$2 all=
        for ((shift = 2; $# > shift; shift += 3)); do
            all+=",{\"ticker\": \"$type-${*:shift+1:1}\", \"event_ticker\": \"KXN\", \"strike_type\": \"$type\", \"$key\": ${*:shift+1:1},
                \"yes_bid_dollars\": \"${*:shift+2:1}\", \"yes_ask_dollars\": \"${*:shift+3:1}\"}"
        done
        echo "{\"markets\": [${all:1}]}" >n.json
        cp-market n.json | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
            $c["measure"] == "market_probability" && $c["kind"] == "-" { printf "%s %.6g\n", $c["name"], $c["value"] }'
    }
    [ "$(strikes greater floor_strike 3 0.88 0.92 4 0.58 0.62 5 0.28 0.32)" = $'greater-3 0.9\ngreater-4 0.6\ngreater-5 0.3' ]
    # one that is likelier above 4 than above 3: both the mean
    [ "$(strikes greater_or_equal floor_strike 3 0.48 0.52 4 0.58 0.62)" = $'greater_or_equal-3 0.55\ngreater_or_equal-4 0.55' ]
    [ "$(strikes less cap_strike 3 0.18 0.22 4 0.58 0.62)" = $'less-3 0.2\nless-4 0.6' ]
}

@test "parts of a number's range are outcomes where they cover it, else what they say stands" {
    parts() { # TYPE FLOOR CAP BID ASK...
        local all=
        for (( ; $# > 0; )); do
            all+=",{\"ticker\": \"$1-$2-$3\", \"event_ticker\": \"KXN\", \"strike_type\": \"$1\", \"floor_strike\": $2, \"cap_strike\": $3,
                \"yes_bid_dollars\": \"$4\", \"yes_ask_dollars\": \"$5\"}"
            shift 5
        done
        echo "{\"markets\": [${all:1}]}" >n.json
        rows n.json
    }
    # apart, but nothing pays from 3 to 5
    [ "$(parts greater 5 null 0.28 0.32 less null 3 0.18 0.22)" = "greater-5-null:0.3 less-null-3:0.2" ]
    # nothing pays below 3, nor above 5
    [ "$(parts between 3 4 0.28 0.32 between 4 5 0.18 0.22)" = "between-3-4:0.3 between-4-5:0.2" ]
    [ "$(parts less null 3 0.28 0.32 between 3 4 0.18 0.22)" = "between-3-4:0.2 less-null-3:0.3" ]
    # to the last of a hundredth, or of a whole number
    [ "$(parts less null 3 0.28 0.32 between 3 3.99 0.18 0.22 greater_or_equal 4 null 0.28 0.32)" = \
        "between-3-3.99:0.25 greater_or_equal-4-null:0.375 less-null-3:0.375" ]
    [ "$(parts less null 10 0.28 0.32 between 10 14 0.18 0.22 between 15 19 0.28 0.32 greater 19 null 0.18 0.22)" = \
        "between-10-14:0.2 between-15-19:0.3 greater-19-null:0.2 less-null-10:0.3" ]
    [ "$(parts less null 10 0.58 0.62 between 10 14 0.18 0.22 between 15 19 0.18 0.22 greater 19 null 0.18 0.22)" = \
        "between-10-14:0.1667 between-15-19:0.1667 greater-19-null:0.1667 less-null-10:0.5" ]
}

@test "an ask of nothing is none, and a series is read to the minute, once where its files meet" {
    sed 's/0\.1000/0.0000/; s/0\.1300/0.0000/; s/0\.1200/0.0000/' kalshi.json >dead.json
    cp-market dead.json >out 2>notes
    grep -q 'KXBAN-27	.*	NA' out
    mkdir one two
    echo '{"history": [{"t": 1788220800, "p": 0.1}, {"t": 1788220920, "p": 0.3}, {"t": 1788220860, "p": 0.2}]}' >one/h.json
    echo '{"history": [{"t": 1788220920, "p": 0.3}]}' >two/h.json
    cp-market one/h.json two/h.json >out
    [ "$(grep -c market_probability out)" = 1 ]
    grep -q 'market_probability	0.3	' out # the last of its day
    sed -i 's/0\.3/0.4/' two/h.json
    run -2 cp-market one/h.json two/h.json
    [[ $output == *"h is in one/h.json too"* ]]
}

@test "what a series says after the day that it is counts for nothing" {
    echo 'events: {ban: {markets: {table: ban}, after: 0 1/year}}' >events.yaml
    { sed '/^events:/,$d' plan.yaml; cat events.yaml; } >series.yaml
    printf 'period,market,closes,probability\n2026-07-01,ban,2029-01-01,0.1\n2026-08-01T13:05:00Z,ban,2029-01-01,0.2\n2026-09-01,ban,2029-01-01,0.9\n' >h.csv
    cp-market -q -p series.yaml --as-of 2026-08-01 h.csv -o odds.tsv
    [ "$(value ban <odds.tsv | awk '{ printf "%.6f", $1 }')" = 0.200000 ]
    run --separate-stderr cp-market -p series.yaml --as-of 2026-06-01 h.csv
    [[ $stderr == *"ban: table speaks of it only after the day that it is; see --as-of"* ]]
}

@test "tables: of commas with quotes, of tabs, of facts; a bad cell has line and column" {
    printf 'market,title,probability\na,"x, ""y""",0.25\n' >a.csv
    cp-market a.csv | grep -q 'market_probability	0.25'
    printf 'venue\tevent\tmarket\tmeasure\tvalue\tunit\nv\te\tm\tbid\t0.2\t1\nv\te\tm\task\t0.3\t1\n' >b.tsv
    cp-market b.tsv | grep -q 'market_probability	0.25'
    # what was traded weighs: ln 2 and ln 4 of ln 8
    { sed '/^events:/,$d' plan.yaml; echo 'events: {e: {markets: {v: e, w: e}}}'; } >facts.yaml
    printf 'venue\tmarket\tcloses\tprobability\tvolume\nv\te\t2028-12-31\t0.2\t1000\nw\te\t2028-12-31\t0.3\t3000\n' >traded.tsv
    cp-market -q -p facts.yaml --as-of 2026-12-31 --only traded.tsv >weights
    [ "$(awk -F'\t' '/market_weight/ { printf "%.6f ", $(NF - 1) }' weights)" = '0.333333 0.666667 ' ]
    printf 'venue\tevent\tname\tmeasure\tvalue\tunit\nv\te\tm\tprobability\t0.3\t1\nv\te\tm\tcontracts\t3\t1\n' >t.tsv
    [ "$(cp-market --only t.tsv | grep -c market_probability)" = 1 ]
    printf 'market,probability\na,0.2\nb,1.2\n' >c.csv
    run -2 cp-market c.csv
    [[ $output == "cp-market: c.csv:3:3: no number from 0 to 1: '1.2'" ]]
    printf 'market,probabilty\na,0.2\n' >d.csv
    run -2 cp-market d.csv
    [[ $output == *"no column says a price"* ]]
    printf '# of a broker\r\n\r\nmarket,title,probability\r\na,"two\nlines",0.25\r\nb,,0.5\r\n' >e.csv
    [ "$(cp-market e.csv | grep -c market_probability)" = 2 ]
    printf 'market,title,probability\na,"two\nlines",0.25\nb,"open,0.5\n' >f.csv
    run -2 cp-market f.csv
    [[ $output == "cp-market: f.csv:4:3: a quote that is not closed" ]]
    printf 'market,title,probability\na,"x"y,0.25\n' >g.csv
    run -2 cp-market g.csv
    [[ $output == "cp-market: g.csv:2:6: text after the quote that ends a field" ]]
    { printf 'market,probability'; printf ',%.0s' {1..63}; printf '\na,0.2\n'; } >h.csv
    run -2 cp-market h.csv
    [[ $output == "cp-market: h.csv:1:82: more than 64 columns" ]]
    printf 'market\ttitle\tprobability\na\tsay "no"\t0.25\nb\t"x\t0.5\n' >i.tsv # tabs have no quotes
    [ "$(cp-market i.tsv | grep -c market_probability)" = 2 ]
}

@test "scores: of what was said before it was settled" {
    printf 'venue,market,probability,resolved\n' >s.csv
    printf 'v,%s\n' a,.1,0 b,.1,0 c,.3,0 d,.3,1 e,.3,0 f,.7,1 g,.7,0 h,.9,1 i,.9,1 j,.9,1 >>s.csv
    cp-market --score s.csv >out
    grep -q '^-	-	-	brier	0.13	1$' out
    grep -qE '^resolution	-	-	brier	0\.1333333333' out
    run -2 cp-market --score kalshi.json
    [[ $output == *"no market was settled"* ]]
}

@test "a history is followed by cp-watch" {
    printf 'period,market,probability\n2026-07-11,ban,0.185\n2026-07-12,ban,0.18\n2026-07-13,ban,0.32\n' >h.csv
    printf 'watch:\n  ban: {measure: market_probability, by: [name], change: 2 days, warn: "-0.1:0.1"}\n' >w.yaml
    status=0
    cp-market h.csv | cp-watch -r w.yaml --replay >out || status=$?
    [ "$status" = 1 ]
    grep -q 'warning .*ban' out
}

@test "real files: every fixture gives its row, 428 questions their scores, 187 days a history" {
    [ -n "${CAPPLAN_SHARED-}" ] || skip "CAPPLAN_SHARED names no folder"
    pm=$CAPPLAN_SHARED/data/pm
    for f in "$pm"/fixtures/*; do
        cp-market -q "$f" >out
        grep -q market_probability out
    done
    cp-market --score "$pm"/forecastbench_markets_ai_energy_geo.csv >out
    grep -q '^-	-	-	brier	0.0846463927' out
    grep -q '^-	-	polymarket	brier	0.0617410537' out
    grep -q '^-	-	manifold	brier	0.0937045985' out
    grep -q '^-	-	infer	brier	0.0103901892' out
    grep -q '^slope	-	polymarket	calibration	1.68230025' out
    grep -q '^slope	-	infer	calibration	NA' out
    grep -q '^questions	-	-	calibration	428' out
    cp-market -q "$pm"/ai_markets_daily_2026-07_08.csv >days.tsv
    [ "$(grep -c market_probability days.tsv)" = 187 ]
    printf 'watch:\n  ai: {measure: market_probability, by: [name], change: 2 days, warn: "-0.1:0.1"}\n' >w.yaml
    status=0
    cp-watch -r w.yaml --replay days.tsv >out || status=$?
    [ "$status" -le 1 ]
    [ -s out ]
}

# rows FILE: markets of the file and their probabilities, to four digits
rows() { cp-market -q "$1" | awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
    !c["kind"] || $c["kind"] == "-" { printf "%s%s:%.4g", n++ ? " " : "", $c["name"], $c["value"] } END { print "" }'; }

@test "a market alone, events with theirs, pages of them, and books and candles in cents" {
    local quote='"status": "active", "yes_bid_dollars": "0.50", "yes_ask_dollars": "0.60"'
    echo "{\"market\": {\"ticker\": \"A\", $quote}}" >m.json
    [ "$(rows m.json)" = "A:0.55" ]
    # of outcomes that exclude one another .55 and .25 are parts of .8
    local two="[{\"ticker\": \"A\", $quote}, {\"ticker\": \"B\", \"yes_bid_dollars\": \"0.2\", \"yes_ask_dollars\": \"0.3\"}]"
    two=${two//\"ticker\"/\"event_ticker\": \"E\", \"ticker\"}
    echo "{\"events\": [{\"event_ticker\": \"E\", \"mutually_exclusive\": true, \"markets\": $two}]}" >m.json
    [ "$(rows m.json)" = "A:0.6875 B:0.3125" ]
    echo "{\"event\": {\"event_ticker\": \"E\", \"mutually_exclusive\": true}, \"markets\": $two}" >m.json
    [ "$(rows m.json)" = "A:0.6875 B:0.3125" ]
    echo "{\"event\": {\"event_ticker\": \"E\", \"mutually_exclusive\": false, \"markets\": $two}}" >m.json
    [ "$(rows m.json)" = "A:0.55 B:0.25" ]
    echo '{"orderbook": {"yes": [[8, 300], [10, 1200]], "no": [[85, 700], [87, 400]]}}' >book.json
    [ "$(rows book.json)" = "book:0.115" ]
    echo '{"candlesticks": [{"end_period_ts": 1788220800, "yes_bid": {"close": 10}, "yes_ask": {"close": 13}}]}' >c.json
    [ "$(rows c.json)" = "c:0.115" ]
    # strikes below nothing
    echo "{\"markets\": [{\"ticker\": \"A\", \"strike_type\": \"less\", \"cap_strike\": -4.5, $quote}]}" >m.json
    [ "$(rows m.json)" = "A:0.55" ]
    local own='"question": {"type": "binary", "status": "open", "aggregations": {"recency_weighted": {"latest": {"centers": [0.4]}}}}'
    echo "{\"next\": null, \"results\": [{\"id\": 7, $own}, {\"id\": 8, \"question\": {\"type\": \"binary\", \"status\": \"open\"}}]}" >p.json
    [ "$(rows p.json)" = "7:0.4 8:0" ] # NA, as awk reads it
    cp-market p.json 2>&1 >out | grep -q 'metaculus 8: no price, so it says nothing'
    # questions of a group are rungs of one event
    for by in 2027:0.2 2028:0.3; do
        echo "{\"id\": ${by%:*}, \"type\": \"binary\", \"status\": \"open\", \"scheduled_close_time\": \"${by%:*}-12-31T00:00:00Z\","
        echo "\"aggregations\": {\"recency_weighted\": {\"latest\": {\"centers\": [${by#*:}]}}}},"
    done >group
    echo "{\"id\": 9, \"group_of_questions\": {\"questions\": [$(cat group | sed '$s/,$//')]}}" >g.json
    [ "$(rows g.json)" = "2027:0.2 2028:0.3" ]
    sed 's/^  ban: .*/  ban: {markets: {metaculus: "9"}, after: 0 1\/year}/' plan.yaml >group.yaml
    cp-market -q -p group.yaml --as-of 2026-07-01 g.json >odds.tsv
    value ban <odds.tsv | awk '{ exit !($1 > 0.29999 && $1 < 0.30001) }'
    echo "{\"data\": [{\"conditionId\": \"0x\", \"slug\": \"s\", \"bestBid\": 0.29, \"bestAsk\": 0.31}], \"pagination\": {}}" >d.json
    [ "$(rows d.json)" = "s:0.3" ]
    # the yes is the outcome of that name
    echo '[{"conditionId": "0x", "slug": "s", "outcomes": "[\"No\", \"Yes\"]", "outcomePrices": "[\"0.8\", \"0.2\"]", "bestBid": 0.78, "bestAsk": 0.8}]' >d.json
    [ "$(rows d.json)" = "s:0.21" ]
}

@test "a distribution below nothing and of few points, an option that came, a number that is no probability" {
    local latest='"aggregations": {"recency_weighted": {"latest": {"forecast_values": '
    echo "{\"id\": 7, \"question\": {\"type\": \"discrete\", \"status\": \"open\", \"scaling\": {\"range_min\": -2, \"range_max\": 2}, $latest [0, 0.1, 0.4, 0.9, 1]}}}}}" >n.json
    [ "$(rows n.json)" = "7 below -1:0.1 7 below 0:0.3 7 below 1:0.5 7 below 2:0.1" ]
    echo "{\"id\": 7, \"question\": {\"type\": \"multiple_choice\", \"status\": \"resolved\", \"resolution\": \"b\", \"options\": [\"a\", \"b\"], $latest [0.4, 0.6]}}}}}" >n.json
    [ "$(rows n.json)" = "a:0 b:1" ]
    echo '{"id": "x", "outcomeType": "PSEUDO_NUMERIC", "mechanism": "cpmm-1", "probability": 0.5, "value": 40}' >n.json
    cp-market n.json 2>&1 >out | grep -q 'manifold x: no price'
    grep -q 'market_probability	NA' out
}

@test "what is no file of a market is one clear error" {
    cd "$BATS_TEST_TMPDIR"
    good='{"markets": [{"ticker": "A", "event_ticker": "E", "status": "active", "yes_bid_dollars": "0.2", "yes_ask_dollars": "0.25"}]}'
    bad() { # MESSAGE: of the file
        run -2 --separate-stderr "$CAPPLAN_BIN/cp-market" --only file
        echo "$stderr"
        [[ $stderr == *"file"*"$1"* ]]
        [ "$(grep -c . <<<"$stderr")" = 1 ]
        [ -z "$output" ]
    }
    iconv -t UTF-16BE <<<"$good" >file
    bad "no text in UTF-8: it is compressed, in UTF-16, or no reply at all"
    iconv -t UTF-16 <<<"$good" >file
    bad "no text in UTF-8"
    gzip -c <<<"$good" >file
    bad "no text in UTF-8"
    printf 'market,probability\na\0b,0.3\n' >file
    bad "no text in UTF-8"
    printf 'market,probability\na,0.3,9\n' >file
    bad ":2: it has not as many cells as the header; begins with: 'a'"
    printf 'market,probability\na\n' >file
    bad ":2: it has not as many cells as the header"
    printf 'market,market,probability\na,b,0.3\n' >file
    bad ":1:8: a column that is there twice: 'market'"
    printf 'x,y\na,b\n' >file
    bad "no column says a price"
    printf 'market,probability\n' >file
    bad "a header and no market below it"
    echo "{\"markets\": [{\"ticker\": \"A\", \"yes_bid_dollars\": \"0.2\"}, 5]}" >file
    bad "markets/1: no market: it has no ticker"
    echo '{"history": [{"p": 0.2}]}' >file
    bad "history/0: no market: it has no t"
    head -c 60 <<<"$good" >file
    bad "no JSON"
    printf '%0100000d' 0 | tr 0 '[' >file
    bad "JSON of more than 64 levels is no file of a market"
    { printf '['; printf '{},%.0s' $(seq 1000100); echo '0]'; } >file
    bad "JSON of more than 2 million values is no reply of a market"
    awk 'BEGIN { print "market,probability"; for (i = 0; i <= 1000000; i++) print "m,0.2" }' >file
    bad "more than a million markets"
    sed 's/"0.2"/1e308/' <<<"$good" >file
    bad "yes_bid_dollars"
    sed 's/"ticker": "A"/"ticker": "A", "ticker": "B"/' <<<"$good" >file
    bad "duplicate object key"
    # a mark of UTF-8 is none
    { printf '\xef\xbb\xbf'; echo "$good"; } >file
    run -0 "$CAPPLAN_BIN/cp-market" -q --only file
    [[ $output == *"market_probability"* ]]
}

@test "what a market says in each of its ways, and why another says nothing" {
    printf 'events: {x: {markets: {table: "m*"}}}\n' | cat "$CAPPLAN_SRC/tests/cli/small.yaml" - >ways.yaml
    cat >q.csv <<'CSV'
market,closes,bid,ask,bid_size,ask_size,last,probability,resolved
m1,2027-07-01,0.2,0.3,30,10,,,
m2,2027-07-01,0.4,0.3,,,,,
m3,2027-07-01,0,1,,,0.4,,
m4,2027-07-01,1,,,,,,
m5,2027-07-01,,,,,0,,
m6,2027-07-01,,,,,,,
m7,2026-01-01,,,,,,,yes
m8,,,,,,,0.6,
m9,2026-01-01,,,,,,0.7,
CSV
    run -0 --separate-stderr cp-market -p ways.yaml --as-of 2026-07-01 --explain x q.csv
    diff - <(awk '$1 == "table" { print $2, $4, $7 }' <<<"$output") <<<$'m7 settled 1.00\nm1 quote 0.25\nm3 last 0.40'
    diff - <(sed 's/^cp-market: table //' <<<"$stderr") <<'END'
m2: bid above ask, so it says nothing
m4: one side only, so it says nothing
m5: never traded, so it says nothing
m6: no price, so it says nothing
m8 says no date by which it asks; it is left out of x
m9 is of the past; it is left out of x
END
    # by sizes (0.2 x 10 + 0.3 x 30) / 40 = 0.275, of which twice the log-odds are those of 0.12578
    of() { awk -F'\t' -v m="$1" '$1 == "-" && $2 == m { printf "%.5f", $6 }' out.tsv; }
    cp-market -q --as-of 2026-07-01 --micro q.csv -o out.tsv
    [ "$(of m1) $(of m3)" = '0.27500 0.40000' ]
    cp-market -q --as-of 2026-07-01 --micro --theta 2 q.csv -o out.tsv
    [ "$(of m1) $(of m7)" = '0.12578 1.00000' ]
}
