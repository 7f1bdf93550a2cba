#!/usr/bin/env bats
# cp-report --format html: a page with pictures.

bats_require_minimum_version 1.5.0
load whole

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    folder=$(worked_stream)
    cp "$folder"/[1-4].tsv .
    cp-report --format html -o page.html 4.tsv
}

setup() {
    cd "$BATS_TEST_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    run=$BATS_FILE_TMPDIR
}

# Well-formed, without script and network, no text cut or on another, no mark outside.
holds() {
    "$CAPPLAN_BUILD/tests/unit/page_html" "$@"
}

# Figures of the first chart with this id, of the page or a file, summed by year: "2027 12.3"; lines of this
# name are left out.
sums() {
    awk -v id="id=\"$1\"" -v not="row\">${3-no line}" '
        index($0, "<figure") && index($0, id) { inside = 1 }
        inside && index($0, "<thead>") {
            n = split($0, head, /<th>/) # the first is over the names of rows
            for (i = 3; i <= n; i++) year[i - 2] = substr(head[i], 1, 4)
        }
        inside && index($0, "<tr><th scope=\"row\">") && !index($0, not) {
            n = split($0, cell, /<td/)
            for (i = 2; i <= n; i++)
                sum[year[i - 1]] += substr(cell[i], match(cell[i], /[0-9-]/))
        }
        inside && index($0, "</figure>") {
            for (y in sum) printf "%s %.12g\n", y, sum[y]
            exit
        }' "${2-$run/page.html}" | sort
}

# Facts of a measure, of a kind or of any, by year, divided.
facts() {
    awk -F '\t' -v measure="$1" -v by="$2" -v kind="${3-}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == measure && $at["quantile"] == "-" && (kind == "" || $at["kind"] == kind) {
            sum[substr($at["period"], 1, 4)] += $at["value"] / by
        }
        END { for (y in sum) printf "%s %.12g\n", y, sum[y] }' "${4-$run/4.tsv}" | sort
}

# The same years, and figures that are the same to 1e-9.
agree() {
    paste -d ' ' "$1" "$2" | awk '
        $1 != $3 || ($2 - $4) ^ 2 > (1e-9 * ($2 < 0 ? -$2 : $2)) ^ 2 { print; bad = 1 }
        END { exit bad || NR == 0 }'
}

@test "the worked plan as a page, and the stream of every stage" {
    holds "$run/page.html"
    for stage in 1 2 3; do
        cp-report --format html -o $stage.html "$run/$stage.tsv"
    done
    holds 1.html 2.html 3.html
    [ "$(wc -c <"$run/page.html")" -le 400000 ]
    [ "$(grep -c '<figure' "$run/page.html")" -ge 14 ]
    cp-report --format html "$run/4.tsv" | cmp - "$run/page.html"
}

@test "what is stacked adds up to the facts" {
    sums energy "$run/page.html" CO2 >drawn
    facts energy 1e6 >want
    agree drawn want
    [ "$(grep -o '<tr><th scope="row">CO2, Mt</th>' "$run/page.html" | wc -l)" = 1 ]
    sums costs >both # the kinds and the net of them
    awk '{ printf "%s %.12g\n", $1, $2 / 2 }' both >drawn
    facts cost 1e9 >want
    agree drawn want
}

@test "a program finds it well-formed" {
    command -v xmllint || skip "no xmllint here"
    xmllint --noout "$run/page.html"
}

@test "the README shows what the report says" {
    whole_plan
    awk '/head -n 18$/ { inside = 1; next } inside && n++ < 18 { sub(/^    /, ""); print }' "$CAPPLAN_SRC/README.md" >shown
    cp-report "$run/4.tsv" | head -n 18 | diff - shown
}

@test "title, day and sections are chosen" {
    cp-report --format html --title 'A <plan> & more' --as-of 2026-11-29 --only sites,energy \
        "$run/4.tsv" >out.html
    holds out.html
    grep -q '<h1>A &lt;plan&gt; &amp; more</h1>' out.html
    grep -q 'as of 2026-11-29' out.html
    grep -q '<h2>Sites and power</h2>' out.html
    run ! grep -q '<h2>Money</h2>' out.html
    cp-report --only sites "$BATS_FILE_TMPDIR/4.tsv" >text
    grep -q '^Power by site' text
    run ! grep -q '^Headline\|^Energy' text
    run --separate-stderr cp-report --only site "$BATS_FILE_TMPDIR/4.tsv"
    [ "$status" = 2 ] && [ -z "$output" ]
    [[ "$stderr" == *"sites"* ]]
}

@test "the difference from an earlier stream comes first" {
    awk -F '\t' -v OFS='\t' '$19 == "objective" { $20 *= 1.1 } { print }' "$run/4.tsv" >old.tsv
    cp-report --format html --against old.tsv -o out.html "$run/4.tsv"
    holds out.html
    [ "$(grep -n '<h1>\|this stream\|id="headline"' out.html | head -2 | tail -1 | grep -c 'this stream')" = 1 ]
}

# Two kinds of cost that move, one up and one down: each bar begins where the last one ended.
@test "a bridge goes from the cost before to the cost now" {
    awk -F '\t' -v OFS='\t' '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        NR > 1 && $at["measure"] == "discounted_cost" {
            part = $at["kind"] == "energy" ? -0.1 : $at["kind"] == "gpu" ? 0.01 : 0
            moved += part * $at["value"]
            $at["value"] = sprintf("%.17g", (1 + part) * $at["value"])
        }
        NR > 1 && $at["measure"] == "objective" { was = $0; next }
        { print }
        END { $0 = was; $at["value"] = sprintf("%.17g", $at["value"] + moved); print }' "$run/4.tsv" >old.tsv
    cp-report --format html --against old.tsv --only headline -o out.html "$run/4.tsv"
    holds out.html
    grep -q '<h3>The plan costs .* USD less, discounted</h3>' out.html
    awk '/id="difference"/ && /<figure/ { inside = 1 }
        inside && /<tr><th scope="row">/ {
            n = split($0, cell, /<td[^0-9<]*/)
            from = cell[2] + 0
            to = cell[3] + 0
            if (rows++ && $0 !~ />now</ && (from - last) ^ 2 > 1e-18 * last ^ 2) exit 1
            if ($0 ~ />now</ && (to - last) ^ 2 > 1e-18 * last ^ 2) exit 1
            last = to
        }
        inside && /<\/figure>/ { exit !(rows >= 4) }' out.html
}

@test "a desk is drawn, and adds up" {
    desk=$CAPPLAN_SRC/examples/meta-compute/desk.yaml
    cp-hedge -q -p "$desk" --position --exposure --curve --value --risk --horizon cash --stress 'henry-hub=*2' \
        --frontier 3 -o desk.tsv "$run/4.tsv"
    cp-report --format html --only position,exposure,book,risk,hedge -o desk.html desk.tsv
    holds desk.html
    [ "$(cp-report --format html desk.tsv | wc -c)" -le 440000 ] # all that there is to draw
    for title in 'MI450 is short by' 'of 2032 are earned at the price of h100' 'The books are worth' \
        "Prices put .* of meta's cash in" 'of the worst of' 'henry-hub=\*2 costs' \
        'At the tail meta has up to' 'The hedge takes CVaR from' 'Trading the hedge costs' \
        'less of CVaR cost'; do
        grep -q "<h3>.*$title" desk.html || { echo "$title"; false; }
    done
    sums position desk.html >both # the models and all of them
    awk '{ printf "%s %.12g\n", $1, $2 / 2 }' both >drawn
    facts position_hours 1e9 open desk.tsv >want
    agree drawn want
    cp-report --only risk,hedge desk.tsv >text
    grep -q '^Cash flow at risk, bn USD' text
    grep -Eq '^ +all +0.1' text
    grep -Eq '^  0.5( to 1)? ' text
    grep -Eq '^ .* forward-h100.* sell ' text
    cp-report desk.tsv | awk '/^Not shown/ { inside = 1 } inside' | grep -v 'curve_gap' >unshown
    run ! grep -Ewq 'exposure|delta|vega|hedge|hedge_mean|component|stress|limit_used|position_hours' unshown
    # of facts of one analysis alone
    for one in --position --exposure --value --risk --optimise; do
        cp-hedge -q -p "$desk" $one --only "$run/4.tsv" | cp-report --format html -o one.html
        holds one.html
    done
}

@test "other plans, and a loan alone of 30 years by month in another currency" {
    local n=0
    for plan in "$CAPPLAN_SRC"/examples/*/plan.yaml; do
        n=$((n + 1))
        cp-allocate -q -p "$plan" </dev/null >facts.tsv 2>/dev/null || continue
        cp-report --format html -o "$n.html" facts.tsv
    done
    holds ./*.html
    printf '%s\n' 'currency: EUR' 'horizon: {from: 2027-01, to: 2056-12}' 'entities:' \
        '  hall:' '    cash: 1000 mn EUR' '    tranches:' \
        '      loan: {amount: 300 mn EUR, rate: 5 %, issue: 2027-01-01, maturity: 2046-12-31,' \
        '             amortisation: level}' >loan.yaml
    cp-finance -q -p loan.yaml </dev/null | cp-report --format html -o loan.html
    holds loan.html
    grep -q 'mn EUR' loan.html
    run ! grep -q 'USD' loan.html
}

@test "a plan without sites, and a limit that is nobody's" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' period contract name kind measure value unit \
        2027 gas - generator energy 90 MWh 2027 - - capex binding 21 USD >in
    cp-report --format html -o out.html in
    holds out.html
    grep -q '<h3>The dearest limit: capex of the plan, 21.0 USD</h3>' out.html
    grep -q '>the load 90.0</text>' out.html
    grep -q '<h3>What the plan counts</h3>' out.html
    run ! grep -q '>power in use<' out.html
}

@test "of the odds of events, and the futures drawn by them" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' period kind event venue name measure value unit \
        2027 - ban - - event_probability 0.2 1 2028 - ban - - event_probability 0.35 1 \
        2028 in-period ban - - event_probability 0.15 1 2027 - bust - - event_probability 0.1 1 \
        2028 - bust - - event_probability 0.1 1 - - ban kalshi q1 market_probability 0.22 1 \
        - bid ban kalshi q1 market_probability 0.2 1 - - - - s1 scenario_draw 0.6 1 \
        - - - - s2+ban@2028 scenario_draw 0.4 1 2028 - ban - s2+ban@2028 scenario_draw 0.4 1 >in
    cp-report --format html -o out.html in
    holds out.html
    grep -q '<h3>ban has come by 2028 with a probability of 35.0 %</h3>' out.html
    grep -q '<h3>The likeliest future: s1, 60.0 %</h3>' out.html
    cp-report --only odds in >text
    cat text
    grep -Eq '^  ban +%? +20.0 +35.0$|^  ban, % +20.0 +35.0$' text
    grep -Eq '^  ban +kalshi +22.0$' text
    grep -Eq '^  s2.ban@2028 +40.0$' text
}

@test "before anything is decided offers have their colours, and nothing is served" {
    cp-supplier -q -p "$CAPPLAN_SRC/examples/meta-compute/plan.yaml" --only "$run/1.tsv" >offers.tsv
    cp-report --format html --only supply -o offers.html offers.tsv
    holds offers.html
    grep -q 'over the plan</p>' offers.html
    run ! grep -q '"wait offered"' offers.html
    cp-report --format html --only work "$run/1.tsv" >work.html
    grep -q '<li>.*demand</li>' work.html
    run ! grep -q '<li>.*served</li>' work.html
}

@test "what moves a return most, the widest first" {
    plan=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    cp-finance -q -p "$plan" --tornado entities/meta/tax,entities/meta/cash "$run/3.tsv" >swing.tsv
    cp-report --format html --only returns -o swing.html swing.tsv
    holds swing.html
    grep -q '<h3>The value of meta equity moves most with entities/meta/cash' swing.html
    grep -o '<tr><th scope="row">[^<]*' swing.html | head -2 | grep -q 'meta project entities/meta/tax'
}
