#!/usr/bin/env bats
# cp-scenario: odds of events to futures, and a plan decided over them, from the shell.

bats_require_minimum_version 1.5.0
load whole

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    cat >>plan.yaml <<'YAML'
events:
  ban: {prior: 0.3 1/year, lasts: 1 year, then: {demand: {"*": 50 %}}}
  truce: {prior: 0.2 1/year, exclusive: [ban]}
  rush: {given: {truce: 80 %}, then: {set: {discount: 5 %}}}
decide_by: 2028
YAML
    cp-market -q -p plan.yaml </dev/null -o odds.tsv
}

# odds KIND-DIMENSION EVENT: probability by the end of the plan, of odds.tsv
by_the_end() { awk -F'\t' -v e="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == "event_probability" && $c["event"] == e && $c["kind"] == "-" { v = $c["value"] }
    END { print v }' odds.tsv; }
# drawn EVENT: the same of the futures in list.tsv
drawn() { awk -F'\t' -v e="$1" 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    $c["measure"] == "scenario_draw" && $c["event"] == e { v += $c["value"] } END { print v + 0 }' list.tsv; }

@test "futures have the odds they were drawn by, and what excludes one another never meets" {
    cp-scenario -p plan.yaml odds.tsv --list --only --samples 20000 --keep 100 >list.tsv
    for event in ban truce rush; do
        awk -v a="$(drawn $event)" -v b="$(by_the_end $event)" -v e=$event 'BEGIN {
            print "# " e ": " a " drawn, " b " asked"; exit !((a - b)^2 < .0002) }'
    done
    run ! grep -E 'ban@.*truce@' list.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
        $c["measure"] == "scenario_draw" && $c["event"] == "-" { all += $c["value"]
            if ($c["name"] ~ /truce/) { t += $c["value"]; if ($c["name"] ~ /rush/) r += $c["value"] } }
        END { exit !((all - 1)^2 < 1e-18 && (r / t - .8)^2 < .001) }' list.tsv
}

# odds LIST: of each event in it, and of each two that come together, by name
odds_together() { awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
    $k["measure"] == "scenario_draw" && $k["event"] == "-" {
        n = split($k["name"], part, "+")
        for (i = 2; i <= n; i++) { split(part[i], a, "@"); p[a[1]] += $k["value"]
            for (j = i + 1; j <= n; j++) { split(part[j], b, "@"); p[a[1] "&" b[1]] += $k["value"] } } }
    END { for (e in p) printf "%s %.9f\n", e, p[e] }' "$1" | sort; }

@test "events that several others bind come as all of them say" {
    sed '/^events:/,$d' plan.yaml >base.yaml
    draw() { # EVENTS: to together
        { cat base.yaml; echo "events: {$1}"; } >bound.yaml
        cp-market -q -p bound.yaml </dev/null -o odds.tsv
        cp-scenario -p bound.yaml odds.tsv --list --only --samples 3000 --keep 1000 -o list.tsv 2>notes
        odds_together list.tsv >together
        [ ! -s notes ]
    }
    # three outcomes, of which one comes
    draw 'a: {prior: 0.4 1/year, exclusive: [b, c]}, b: {prior: 0.4 1/year, exclusive: [c]}, c: {prior: 0.4 1/year}'
    run ! grep '&' together
    # two that know of a third: each is heeded, and both leave it its odds
    draw 'a: {prior: 0.2 1/year}, b: {prior: 0.3 1/year}, c: {prior: 0.1 1/year, given: {a: 50 %, b: 30 %}}'
    awk '{ p[$1] = $2 } END { x = p["a&c"] / p["a"] - .5; y = p["b&c"] / p["b"] - .3; exit !(x * x + y * y < 1e-12) }' together
    for event in a b c; do
        awk -v e=$event -v want="$(by_the_end $event)" '$1 == e { d = $2 - want } END { exit !(d * d < 1e-14) }' together
    done
    # a chain of what implies what; odds that meet to noise are no reason to keep more
    draw 'a: {prior: 0.4 1/year, implies: [b]}, b: {prior: 0.1 1/year, implies: [c]}, c: {prior: 0.05 1/year}'
    awk '{ p[$1] = $2 } END { x = p["a&b"] - p["a"]; y = p["b&c"] - p["b"]; exit !(x * x + y * y < 1e-20) }' together
    # each given the other
    draw 'a: {prior: 0.2 1/year, given: {b: 60 %}}, b: {prior: 0.2 1/year, given: {a: 60 %}}'
    awk '{ p[$1] = $2 } END { x = p["a&b"] / p["a"] - .6; y = p["a&b"] / p["b"] - .6; exit !(x * x + y * y < 1e-12) }' together
    # odds of another hand that no one can have
    draw 'a: {prior: 0.4 1/year, exclusive: [b]}, b: {prior: 0.4 1/year}'
    sed -i 's/\(event_probability\)\t[0-9.]*/\1\t0.7/' odds.tsv
    run cp-scenario -p bound.yaml odds.tsv --list --only
    [[ $output == *"a and what it is bound to have odds that cannot be had together, by 0."* ]]
    { cat base.yaml; echo 'events:'; for i in $(seq 13); do echo "  e$i: {prior: 0.1 1/year, exclusive: [e$((i % 13 + 1))]}"; done; } >bound.yaml
    { printf 'period\tevent\tmeasure\tvalue\tunit\n'; for i in $(seq 13); do for y in 2027 2028; do printf "$y\te$i\tevent_probability\t0.05\t1\n"; done; done; } >odds.tsv
    run -2 cp-scenario -p bound.yaml odds.tsv --list
    [[ $output == *"more than 12 are bound to one another"* ]]
}

@test "an effect comes no earlier than its cause, and what is implied no later" {
    sed '/^events:/,$d' plan.yaml >bound.yaml
    cat >>bound.yaml <<'YAML'
events:
  cause: {prior: 0.08 1/year}
  effect: {prior: 0.12 1/year, given: {cause: 90 %}}
  war: {prior: 0.1 1/year, implies: [blockade]}
  blockade: {prior: 0.12 1/year}
  kept-off: {prior: 0.2 1/year, given: {cause: 5 %}}
YAML
    cp-market -q -p bound.yaml --set horizon/to=2034 </dev/null -o odds.tsv
    for reduce in "forward --keep 4000" "forward --keep 60" "clusters --keep 60"; do
        # shellcheck disable=SC2086 # several words
        cp-scenario -q -p bound.yaml --set horizon/to=2034 odds.tsv --list --only --reduce $reduce -o list.tsv
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
            $k["measure"] == "scenario_draw" && $k["event"] != "-" { at[$k["name"], $k["event"]] = $k["period"]; all[$k["name"]] = 1 }
            END { for (n in all) {
                      if ((n, "cause") in at && (n, "effect") in at) { both++; early += at[n, "effect"] < at[n, "cause"] }
                      if ((n, "war") in at) { wars++; late += !((n, "blockade") in at) || at[n, "blockade"] > at[n, "war"] }
                      if ((n, "cause") in at && (n, "kept-off") in at) free++ }
                  print both, early, wars, late, free; exit !(both > 9 && wars > 9 && !early && !late) }' list.tsv
    done
    # one that is an effect of the one and implied by the other, whichever is drawn before it
    sed '/^events:/,$d' plan.yaml >bound.yaml
    cat >>bound.yaml <<'YAML'
events:
  cause: {prior: 0.15 1/year}
  both: {prior: 0.2 1/year, given: {cause: 90 %}}
  war: {prior: 0.1 1/year, implies: [both]}
YAML
    cp-market -q -p bound.yaml --set horizon/to=2034 </dev/null -o odds.tsv
    for reduce in "forward --keep 4000" "clusters --keep 60"; do
        # shellcheck disable=SC2086 # several words
        cp-scenario -q -p bound.yaml --set horizon/to=2034 odds.tsv --list --only --reduce $reduce -o list.tsv
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
            $k["measure"] == "scenario_draw" && $k["event"] != "-" { at[$k["name"], $k["event"]] = $k["period"]; all[$k["name"]] = 1 }
            END { for (n in all) if ((n, "war") in at) { wars++; late += !((n, "both") in at) || at[n, "both"] > at[n, "war"] }
                  print wars, late; exit !(wars > 9 && !late) }' list.tsv
    done
}

@test "where nearly all combinations of events are rare, futures are chosen as they were before means" {
    sed '/^events:/,$d' plan.yaml >many.yaml
    { echo 'events:'; for i in 1 2 3 4 5 6 7; do echo "  e$i: {prior: 0.35 1/year}"; done; } >>many.yaml
    cp-market -q -p many.yaml </dev/null -o odds.tsv
    cp-scenario -q -p many.yaml odds.tsv --list --only --keep 40 -o list.tsv
    cp-scenario -q -p many.yaml odds.tsv --list --only --keep 40 --reduce forward | cmp - list.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "scenario_draw" && $k["event"] == "-" { n++; all += $k["value"] }
        END { exit !(n == 40 && all > 1 - 1e-9 && all < 1 + 1e-9) }' list.tsv
    for i in 1 4 7; do awk -v d="$(drawn e$i)" -v p="$(by_the_end e$i)" 'BEGIN { exit !((d - p)^2 < 1e-12) }'; done
}

@test "an event that is rarer than 1 % comes in a future that is kept, at its odds, and one that cannot is told" {
    sed '/^events:/,$d' plan.yaml >rare.yaml
    { echo 'events:'; echo '  a: {prior: 0.1 1/year}'; echo '  rare: {prior: 0.002 1/year}'; echo '  b: {prior: 0.1 1/year}'; echo '  sure: {prior: 3 1/year}'; } >>rare.yaml
    cp-market -q -p rare.yaml </dev/null -o odds.tsv
    for reduce in clusters forward backward; do
        cp-scenario -p rare.yaml odds.tsv --list --only --reduce $reduce --keep 16 -o list.tsv 2>notes
        [ ! -s notes ]
        # a sure one that stays away in 2.5e-3 of all cases too
        for event in rare sure; do awk -v d="$(drawn $event)" -v p="$(by_the_end $event)" 'BEGIN { exit !(d > 0 && d < 1 && (d - p)^2 < 1e-12) }'; done
    done
    run --separate-stderr cp-scenario -p rare.yaml odds.tsv --list --only --keep 4
    [[ $stderr == *"rare comes in no future that is kept, at odds of 0.004; keep more, or draw more" ]]
}

@test "what an event sets may be steps, a list, or a value that says why; {when} stands for the day wherever it is" {
    sed '/^events:/,$d' plan.yaml >set.yaml
    cat >>set.yaml <<'YAML'
events:
  ban:
    prior: 30 1/year
    then:
      set:
        discount: {value: 9 %, assumed: dearer money}
        workloads/w/demand: {2020: 1.5 EFLOP/s, "{when}": 2 EFLOP/s}
        contracts/g/from: {value: +12 months, source: the grid's letter}
        contracts/g/sites: [s]
        skus/G/om: {value: "*2", assumed: dearer hands}
      assumed: a guess
YAML
    sed -i 's/life: 5 years/&, om: 3 USD\/GPU\/year/' set.yaml
    cp-market -q -p set.yaml </dev/null -o odds.tsv
    cp-scenario -q -p set.yaml odds.tsv --future "$(cp-scenario -q -p set.yaml odds.tsv --list --only | grep -o '	s[0-9]*+ban@2027	-' | tr -d '\t-')" -o ban.yaml
    sed -n '/set:/,$p' ban.yaml >set
    cat set
    grep -qF '"discount": "9 %"' set
    grep -qF '"workloads/w/demand": {"2020": "1.5 EFLOP/s", "2027-01-01": "2 EFLOP/s"}' set
    grep -qF '"contracts/g/from": "+12 months"' set
    grep -qF '"contracts/g/sites": ["s"]' set
    grep -qF '"skus/G/om": "*2"' set
    cp-plan check -p ban.yaml
}

@test "one more event changes no draw of the others" {
    cp-scenario -p plan.yaml odds.tsv --list --only --keep 100 >list.tsv
    before="$(drawn ban) $(drawn truce)"
    printf 'events: {flood: {prior: 0.4 1/year}}\ninclude: plan.yaml\n' >more.yaml
    cp-market -q -p more.yaml </dev/null -o odds.tsv
    cp-scenario -p more.yaml odds.tsv --list --only --keep 400 >list.tsv
    [ "$before" = "$(drawn ban) $(drawn truce)" ]
    [ "$(drawn flood)" != 0 ]
}

@test "the plan of them is one, and is decided over" {
    cp-scenario -p plan.yaml odds.tsv --keep 6 -o futures.yaml
    cp-plan check -p futures.yaml
    grep -A4 '+ban@2027"' futures.yaml | grep -q '"w": {value: {2027: 0.5, 2028: 1}}'
    grep -A4 'rush@2027"' futures.yaml | grep -q '"discount": "5 %"'
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2027\tw\tdemand\t0.01\tEFLOP/s\n2028\tw\tdemand\t0.02\tEFLOP/s\n' >demand.tsv
    cp-allocate -q -p futures.yaml demand.tsv >plan.tsv
    grep -q 'expected_cost' plan.tsv
}

@test "what cannot be drawn is said" {
    run -2 cp-scenario -p plan.yaml </dev/null
    [[ $output == *"plan.yaml:"*"events/ban: no event_probability for 2027 in the stream; cp-market writes it" ]]
    run -2 cp-scenario -p plan.yaml odds.tsv --keep 1
    [[ $output == *"combinations of events are likelier than 1 %"* ]]
    run -2 cp-scenario -p "$CAPPLAN_SRC/tests/cli/small.yaml" odds.tsv
    [[ $output == *"the plan has no events or curves, and the stream no quantiles or paths of demand"* ]]
    sed 's/demand: {"\*"/demand: {"x*"/' plan.yaml >none.yaml
    run -2 cp-scenario -p none.yaml odds.tsv
    [[ $output == *"events/ban/then/demand: 'x*' is no workload of the plan" ]]
}

# mean_factor CURVE PERIOD: of curve_factor by probability over the futures of facts.tsv, and their number
mean_factor() { awk -F'\t' -v c="$1" -v p="$2" 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
    $k["measure"] == "scenario_probability" { w[$k["scenario"]] = $k["value"] }
    $k["measure"] == "curve_factor" && $k["curve"] == c && $k["period"] == p { f[$k["scenario"]] = $k["value"] }
    END { for (s in f) { n++; m += w[s] * f[s]; v += w[s] * (f[s] - 1)^2 } printf "%.14f %d %.3f\n", m, n, sqrt(v) }' facts.tsv; }
# value SCENARIO MEASURE PERIOD [QUANTILE]: of facts.tsv
value() { awk -F'\t' -v s="$1" -v m="$2" -v p="$3" 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
    $k["measure"] == m && $k["scenario"] == s && (!k["period"] || $k["period"] == p) && (!k["quantile"] || $k["quantile"] == "-") {
        print $k["value"] }' facts.tsv; }

# A plan whose hub, compute and demand are drawn beside events.
make_desk() {
    cat >desk.yaml <<'YAML'
include: plan.yaml
set:
  skus/G/rental: 3 USD/GPU/h
  contracts/g/price: {2027: 40 USD/MWh, 2028: 44 USD/MWh, growth: 2 %}
  suppliers/n/offers/o/lead: 20 weeks
  suppliers/n/offers/o/lead_sigma: 50 %
curves:
  hub: {unit: USD/MWh, quotes: quotes.tsv, drives: [contracts/g/price], floor: -20 USD/MWh,
        model: {kind: two-factor, reversion: 3 1/year, short: 60 %, long: 20 %, correlation: 20 %}}
  gpu: {unit: USD/GPU/h, drives: [skus/G/rental, {path: suppliers/n/offers/o/price, part: 50 %}],
        model: {kind: one-factor, reversion: 0.5 1/year, volatility: 40 %}}
  swap: {unit: USD/MWh, quotes: quotes.tsv, model: {kind: normal, deviation: 6 USD/MWh}}
correlations: {hub/short: {gpu/short: 40 %}}
YAML
    printf 'curve\tfrom\tuntil\tmeasure\tvalue\tunit\n' >quotes.tsv
    for curve in hub swap; do
        printf '%s\t2027-01-01\t2027-12-31\tforward\t41\tUSD/MWh\n' $curve
        printf '%s\t2028-01-01\t2028-12-31\tforward\t37\tUSD/MWh\n' $curve
    done >>quotes.tsv
    {
        printf 'period\tsku\toffer\tstep\tworkload\tquantile\tmeasure\tvalue\tunit\n'
        for row in 2027:.01:.008:.01:.014 2028:.02:.01:.02:.04; do
            IFS=: read -r period mean low middle high <<<"$row"
            printf "$period\\t-\\t-\\t-\\tw\\t%s\\tdemand\\t%s\\tEFLOP/s\n" - $mean .1 $low .5 $middle .9 $high
        done
        printf '%s\tG\to\t1\t-\t-\t%s\n' 2027 $'supply\t40\tGPU' 2028 $'supply\t60\tGPU' \
            2027 $'price\t30000\tUSD/GPU' 2028 $'price\t28000\tUSD/GPU'
    } >stream.tsv
}

@test "mean prices are the forwards to 1e-12, of those that are drawn and of those that are kept" {
    make_desk
    sed 's/then: {demand: {"\*": 50 %}}/then: {demand: {"*": 50 %}, curves: {gpu: 60 %, hub: 150 %}}/' -i plan.yaml
    for kept in "--samples 700" "--samples 1500 --keep 9" "--samples 900 --keep 9 --reduce backward --method sobol" \
        "--samples 900 --keep 14 --method latin --match moments --drivers events,curves,demand,leads"; do
        # shellcheck disable=SC2086 # several words
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts $kept -o facts.tsv
        for curve in hub gpu swap; do
            for period in 2027 2028; do
                read -r mean n sd <<<"$(mean_factor $curve $period)"
                [[ $mean == 1.000000000000?? || $mean == 0.999999999999[5-9]? ]]
                [[ $kept == *"--keep $n"* || $n == 700 ]]
                [ "$sd" != 0.000 ]
            done
        done
    done
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --match none -o facts.tsv
    read -r mean n sd <<<"$(mean_factor hub 2028)"
    [[ $mean != 1.0000* ]]
    # an event's move is there: in the year of a ban compute costs 60 % of what it costs without
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --method sobol -o facts.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "curve_factor" && $k["curve"] == "gpu" && $k["period"] == "2027" {
            b = $k["scenario"] ~ /ban@2027/; n[b]++; m[b] += $k["value"] }
        END { r = m[1] / n[1] / (m[0] / n[0]); print r; exit !(n[1] > 500 && (r - .6)^2 < .0001) }' facts.tsv
}

@test "a driver, a period and a thousand samples more change no earlier draw: the same bytes" {
    plain_half
    make_desk
    for method in plain sobol; do
        draw() { cp-scenario -q --method $method --match none --as facts --only "$@" -o facts.tsv
                 awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
                    ($k["measure"] == "curve_factor" && $k["curve"] == "hub" || $k["measure"] == "demand") &&
                    $k["scenario"] != "-" { split($k["scenario"], s, "+"); if (s[1] <= "s0500" && $k["period"] <= "2028")
                        print s[1], $k["period"], $k["measure"], $k["value"] }' facts.tsv; }
        draw -p desk.yaml --samples 500 odds.tsv stream.tsv >before
        [ "$(grep -c curve_factor before)" = 1000 ]
        draw -p desk.yaml --samples 1500 odds.tsv stream.tsv >samples
        cmp before samples
        # other curves, one of them first in the plan; an event; lead times
        printf 'include: desk.yaml\ncurves:\n  a: {unit: USD/MWh, model: {kind: lognormal, volatility: 30 %%}}\n' >more.yaml
        printf 'events: {flood: {prior: 0.4 1/year}}\n' >>more.yaml
        cp-market -q -p more.yaml </dev/null -o moreodds.tsv
        draw -p more.yaml --samples 500 --drivers leads,events,demand,curves moreodds.tsv stream.tsv >drivers
        cmp before drivers
        cp-market -q -p desk.yaml --set horizon/to=2029 </dev/null -o longodds.tsv
        { cat stream.tsv; printf '2029\t-\t-\t-\tw\t%s\tdemand\t0.02\tEFLOP/s\n' - .5; } >long.tsv
        draw -p desk.yaml --set horizon/to=2029 --samples 500 longodds.tsv long.tsv >periods
        cmp before periods
    done
}

@test "demand is at one quantile of all periods; lead times move deliveries; prices follow curves" {
    make_desk
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --drivers demand --method latin --samples 1000 --as facts -o facts.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "demand" && $k["scenario"] != "-" { d[$k["period"] "-" $k["scenario"]] = $k["value"]; s[$k["scenario"]] = 1 }
        END { for (x in s) { a = d["2027-" x]; b = d["2028-" x]; n++; low += a < .008; high += a > .014
                  if ((a < .01) != (b < .02) || (a > .014) != (b > .04)) wrong++ }
              print n, low, high, wrong + 0; exit !(n >= 999 && (low - 100)^2 <= 1 && (high - 100)^2 <= 1 && !wrong) }' facts.tsv
    cp-scenario -q -p desk.yaml --set decide_by=2027 odds.tsv stream.tsv --drivers leads --samples 400 --as facts -o facts.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "supply" && $k["scenario"] != "-" && $k["period"] == 2027 { n++; if ($k["value"] >= 40) wrong++ }
        END { print n; exit !(n > 150 && n < 250 && !wrong) }' facts.tsv # half of them are later than the median
    # what arrives before decide_by was decided for all of them, and arrives
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --drivers leads --samples 400 --as facts -o facts.tsv
    ! awk -F'\t' '$1 != "-" && /\tsupply\t/ && /\t2027\t/' facts.tsv | grep .
    # what a curve drives goes with it: half of an offer's price, all of a contract's, by its steps
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --drivers curves --samples 50 --keep 3 --as facts -o facts.tsv
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --drivers curves --samples 50 --keep 3 -o plan3.yaml
    cp-plan check -p plan3.yaml
    name=$(awk -F'\t' '$0 ~ /scenario_probability/ { print $1; exit }' facts.tsv)
    factor=$(awk -F'\t' -v s="$name" '$1 == s && /curve_factor/ && /gpu/ && $2 == 2028 { print $(NF - 1) }' facts.tsv)
    price=$(awk -F'\t' -v s="$name" '$1 == s && $2 == 2028 && $(NF - 2) == "price" { print $(NF - 1) }' facts.tsv)
    awk -v f="$factor" -v p="$price" 'BEGIN { exit !((p / 28000 - (1 + f) / 2)^2 < 1e-20) }'
    hub=$(awk -F'\t' -v s="$name" '$1 == s && /curve_factor/ && /hub/ && $2 == 2028 { print $(NF - 1) }' facts.tsv)
    grep -F "\"contracts/g/price\": \"*{2027: " plan3.yaml | grep -qF "2028: $hub}"
    # both are decided over, by the same names and weights
    cp-allocate -q -p plan3.yaml stream.tsv -o one.tsv
    cp-allocate -q -p desk.yaml facts.tsv -o two.tsv
    for file in one two; do
        grep -q expected_cost $file.tsv
        awk '/scenario_probability/ { print $1, $(NF - 1) }' $file.tsv | sort >$file
    done
    [ "$(wc -l <one)" = 3 ]
    cmp one two
}

@test "mean demand of those that are kept is that of all that were drawn" {
    make_desk
    for kept in "" "--keep 5"; do
        # shellcheck disable=SC2086 # none, or two words
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --drivers demand --samples 700 --as facts $kept -o facts.tsv
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
            $k["measure"] == "scenario_probability" { p[$k["scenario"]] = $k["value"] }
            $k["measure"] == "demand" && $k["period"] == 2028 && $k["scenario"] != "-" { d[$k["scenario"]] = $k["value"] }
            END { for (s in p) m += p[s] * (s in d ? d[s] : .02); printf "%.12f\n", m }' facts.tsv
    done >means
    [ "$(sort -u means | wc -l)" = 1 ]
    run ! grep -q 0.0200000 means
}

@test "a stream's paths of demand are drawn from, and are no scenarios then" {
    make_desk
    { printf 'scenario\tperiod\tworkload\tmeasure\tvalue\tunit\n'
      printf -- '-\t2027\tw\tdemand\t.01\tEFLOP/s\n-\t2028\tw\tdemand\t.02\tEFLOP/s\n'
      for i in 1 2 3 4; do printf "path-$i\t2027\tw\tdemand\t.0$i\tEFLOP/s\npath-$i\t2028\tw\tdemand\t.0$((5 - i))\tEFLOP/s\n"; done
    } >paths.tsv
    cp-scenario -q -p plan.yaml --drivers demand --samples 2000 --as facts paths.tsv -o facts.tsv
    run ! grep path- facts.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "demand" && $k["scenario"] != "-" { d[$k["scenario"], $k["period"]] = $k["value"]; s[$k["scenario"]] }
        END { for (x in s) { a = (x, 2027) in d ? d[x, 2027] : .01; b = (x, 2028) in d ? d[x, 2028] : .02
                  n[a]++; if ((a + b - .05)^2 > 1e-20) wrong++ }
              exit !(!wrong && n[".02"] + n["0.02"] > 400) }' facts.tsv
}

# odds_kept FILE EVENT: that it comes, by the probabilities of the futures of a list
odds_kept() { awk -F'\t' -v e="$2" 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
    $k["measure"] == "scenario_draw" && $k["event"] == e { p += $k["value"] } END { printf "%.12f\n", p }' "$1"; }

@test "sets of other seeds are nearly the same futures, each the mean of its part" {
    make_desk
    for seed in 1 2 3; do
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --seed $seed --keep 12 --drivers events,demand --as facts -o facts.tsv
        # mean of the square of demand over the futures: what few of them lack of all is the same whoever draws
        awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
            $k["measure"] == "scenario_probability" { p[$k["scenario"]] = $k["value"] }
            $k["measure"] == "demand" && $k["period"] == 2028 && $k["scenario"] != "-" { d[$k["scenario"]] = $k["value"] }
            END { for (s in p) { x = s in d ? d[s] : .02; q += p[s] * x * x } printf "%.9f\n", q * 1e6 }' facts.tsv
    done | awk '{ n++; m += $1; if ($1 > most) most = $1; if (n == 1 || $1 < least) least = $1 }
        END { print least, most; exit !(n == 3 && most / least < 1.02) }'
}

@test "few futures give each event its odds, and demand its spread and its part where events come" {
    make_desk
    sed -i 's/  truce: .*/  truce: {prior: 0.2 1\/year}/' plan.yaml
    cp-market -q -p desk.yaml </dev/null -o odds.tsv
    seeds='1 2 3'
    [ -z "${CAPPLAN_SHORT-}" ] || seeds=1
    for seed in $seeds; do
        for keep in 9 14 30; do
            cp-scenario -q -p desk.yaml odds.tsv stream.tsv --seed $seed --keep $keep --list --only -o list.tsv
            for event in ban truce rush; do
                awk -v a="$(odds_kept list.tsv $event)" -v b="$(by_the_end $event)" 'BEGIN { exit !((a - b)^2 < 1e-16) }'
            done
        done
        # normal scores between the quantiles of 2028, .01, .02 and .04: their mean and deviation, to what 30 can have
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --seed $seed --keep 30 --drivers events,demand --as facts -o facts.tsv
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --seed $seed --drivers events,demand --as facts -o all.tsv
        for file in facts all; do
            awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
                $k["measure"] == "scenario_probability" { p[$k["scenario"]] = $k["value"] }
                $k["measure"] == "demand" && $k["period"] == 2028 && $k["scenario"] != "-" {
                    d[$k["scenario"]] = $k["value"] * ($k["scenario"] ~ /ban@2028/ ? 2 : 1) }
                END { for (s in p) { x = s in d ? d[s] : .02; m += p[s] * x; q += p[s] * x * x
                                     if (s ~ /truce/) { t += p[s] * x; n += p[s] } }
                      printf "%.9f %.9f %.9f\n", m, sqrt(q - m * m), t / n }' $file.tsv
        done >two
        awk 'NR == 1 { for (i = 1; i <= 3; i++) few[i] = $i }
            NR == 2 { exit !((few[1] / $1 - 1)^2 < 1e-12 && (few[2] / $2 - 1)^2 < .0064 && (few[3] / $3 - 1)^2 < .0025) }' two
    done
}

@test "shards of futures are one run, whoever makes them" {
    plain_half
    make_desk
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --samples 300 --only -o one.tsv
    for i in 0 1 2 3 4 5 6; do
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --samples 300 --only --shard $i/7 -o s.$i.tsv
    done
    [ "$(grep -c scenario_probability s.3.tsv)" = 43 ]
    cp-scenario --merge s.*.tsv | cmp - one.tsv
    cp-scenario --merge --of one.tsv s.[6543].tsv s.[012].tsv | cmp - one.tsv
    run -1 --separate-stderr cp-scenario --merge s.[012456].tsv
    [[ $stderr == "cp-scenario: 43 of 300 scenarios are missing: s0004, "* || $stderr == "cp-scenario: 43 of 300 scenarios are missing: s0004+"* ]]
    # more shards than futures: the rest is what all have alike
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --keep 9 --only --shard 9/10 -o none.tsv
    run ! grep scenario_probability none.tsv
    run -2 cp-scenario -p desk.yaml odds.tsv stream.tsv --shard 0/2
    [[ $output == *"--shard is of --as facts"* ]]
}

@test "what draws nothing takes no option of drawing" {
    bad() { run -2 --separate-stderr cp-scenario "${@:2}"; [[ $stderr == *"$1"* ]]; }
    bad "--merge draws nothing: not with --samples" --merge --samples 5 odds.tsv
    bad "--merge draws nothing: not with --within" --merge --within 2% odds.tsv
    bad "--stability draws nothing: not with --keep" --stability --keep 5 odds.tsv odds.tsv
    bad "--stability draws nothing: not with --of" --stability --of odds.tsv odds.tsv odds.tsv
    bad "--stability draws nothing: not with --merge" --stability --merge odds.tsv
    bad "--stability compares answers: not with --plan" --stability -p plan.yaml odds.tsv odds.tsv
    bad "--within is of --stability" -p plan.yaml --within 2% odds.tsv
    bad "--allow-infeasible is of --merge" -p plan.yaml --allow-infeasible odds.tsv
}

# P(ban) .145, P(tariff) .30, P(tariff | ban) .60: the leaves of the tree are .087, .058, .213, .642
@test "the leaves of a tree of events" {
    sed '/^events:/,$d' plan.yaml >tree.yaml
    cat >>tree.yaml <<'YAML'
events:
  ban: {prior: 0.1 1/year}
  tariff: {prior: 0.2 1/year, given: {ban: 60 %}}
YAML
    { printf 'period\tevent\tmeasure\tvalue\tunit\n'
      printf '2027\tban\tevent_probability\t0.145\t1\n2028\tban\tevent_probability\t0.145\t1\n'
      printf '2027\ttariff\tevent_probability\t0.3\t1\n2028\ttariff\tevent_probability\t0.3\t1\n'; } >tree.tsv
    cp-scenario -p tree.yaml tree.tsv --list --only --samples 300 >list.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "scenario_draw" && $k["event"] == "-" {
            leaf = ($k["name"] ~ /ban/) "" ($k["name"] ~ /tariff/); p[leaf] = $k["value"] }
        END { want["11"] = .087; want["10"] = .058; want["01"] = .213; want["00"] = .642
              for (l in want) { print l, p[l]; if ((p[l] - want[l])^2 > 1e-24) exit 1 } }' list.tsv
}

# quantiles of 80, 100, 140 weighed with .185, .63, .185 have the mean 103.7, and 1.5, 2.5, 6 have 2.9625; points of
# Gauss and Hermite on the same line are their means of it
@test "points instead of draws: every combination, with exact weights" {
    sed '/^events:/,$d; /^  w: {kind/p; s/^  w: {kind/  v: {kind/' plan.yaml >tree.yaml
    cat >>tree.yaml <<'YAML'
events:
  ban: {prior: 0.1 1/year}
  tariff: {prior: 0.2 1/year, given: {ban: 60 %}}
  never: {prior: 0 1/year}
YAML
    { printf 'period\tevent\tworkload\tquantile\tmeasure\tvalue\tunit\n'
      for y in 2027 2028; do
          for e in ban:0.145 tariff:0.3 never:0; do printf "$y\t${e%:*}\t-\t-\tevent_probability\t${e#*:}\t1\n"; done
          for r in -:100:2.5 0.05:80:1.5 0.5:100:2.5 0.95:140:6; do
              IFS=: read -r q w v <<<"$r"
              printf "$y\t-\tw\t$q\tdemand\t$w\tEFLOP/s\n$y\t-\tv\t$q\tdemand\t$v\tEFLOP/s\n"
          done
      done; } >tree.tsv
    mean() { awk -F'\t' -v w="$1" -v x="$2" 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "scenario_probability" { p[$k["scenario"]] = $k["value"] }
        $k["measure"] == "demand" && $k["workload"] == w && $k["period"] == 2028 && $k["scenario"] != "-" { d[$k["scenario"]] = $k["value"] }
        END { for (s in p) { n++; m += p[s] * (s in d ? d[s] : x) } printf "%d %.10f\n", n, m }' facts.tsv; }
    cp-scenario -p tree.yaml tree.tsv --method pearson-tukey --as facts --only -o facts.tsv
    [ "$(mean w 100)" = "36 103.7000000000" ]
    [ "$(mean v 2.5)" = "36 2.9625000000" ]
    cp-scenario -p tree.yaml tree.tsv --method pearson-tukey --list --only -o list.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "scenario_draw" && $k["event"] == "-" {
            leaf = ($k["name"] ~ /ban/) "" ($k["name"] ~ /tariff/); p[leaf] += $k["value"]; never += $k["name"] ~ /never/ }
        END { want["11"] = .087; want["10"] = .058; want["01"] = .213; want["00"] = .642
              for (l in want) if ((p[l] - want[l])^2 > 1e-24) exit 1
              exit never }' list.tsv
    # of a normal score z demand is 100 + 40 z / 1.644854 above the middle and 100 + 20 z / 1.644854 below it
    cp-scenario -p tree.yaml tree.tsv --method hermite-3 --as facts --only -o facts.tsv
    [[ "$(mean w 100)" == "36 $(awk 'BEGIN { printf "%.6f", 100 + sqrt(3) / 6 * 20 / 1.6448536269514722 }')"* ]]
    cp-scenario -p tree.yaml tree.tsv --method hermite-5 -o five.yaml
    [ "$(grep -c probability: five.yaml)" = 100 ]
    cp-plan check -p five.yaml
    cp-scenario -p tree.yaml tree.tsv --method hermite-5 --keep 8 -o eight.yaml
    [ "$(grep -c probability: eight.yaml)" = 8 ]
    make_desk
    bad() { run -2 --separate-stderr cp-scenario "${@:2}"; [[ $stderr == *"$1"* ]]; }
    bad "prices are drawn month by month, and have no points" -p desk.yaml odds.tsv stream.tsv --method hermite-3
    bad "--samples is of draws: not with --method hermite-5" -p tree.yaml tree.tsv --method hermite-5 --samples 9
    bad "points of drivers do not hang together" -p tree.yaml tree.tsv --method hermite-3 --set 'copula={pairs: [{of: workloads/w, with: events/ban, correlation: 50 %}]}'
}

@test "more events, and combinations of points, than can be are refused" {
    many() { # HOW MANY
        { cat "$CAPPLAN_SRC/tests/cli/small.yaml"; echo events:; for i in $(seq "$1"); do echo "  e$i: {prior: 0.1 1/year}"; done; } >many.yaml
        printf 'period\tevent\tmeasure\tvalue\tunit\n' >many.tsv
        for i in $(seq "$1"); do printf "2027\te$i\tevent_probability\t0.2\t1\n2028\te$i\tevent_probability\t0.4\t1\n"; done >>many.tsv
    }
    many 61
    run -2 --separate-stderr cp-scenario -p many.yaml many.tsv
    [ -z "$output" ]
    [ "$stderr" = 'cp-scenario: the plan has more than 60 events' ]
    # each comes or does not: 2^15 futures
    many 15
    run -2 --separate-stderr cp-scenario -q -p many.yaml many.tsv --method hermite-3
    [ -z "$output" ]
    [[ $stderr == 'cp-scenario: --method: more than 20000 combinations of points; leave drivers out with --drivers, or draw'* ]]
    many 4
    cp-scenario -q -p many.yaml many.tsv --method hermite-3 -o four.yaml
    [ "$(grep -c probability: four.yaml)" = 16 ]
}

@test "what is correlated comes together, a pair that is not drawn is told, and what cannot be is" {
    make_desk
    printf 'include: desk.yaml\ncopula:\n  pairs:\n  - {of: events/ban, with: curves/gpu/short, correlation: -70 %%}\n' >c.yaml
    printf '  - {of: events/ban, with: workloads/w, correlation: -70 %%}\n' >>c.yaml
    together() { awk -F'\t' -v m="$1" 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["scenario"] != "-" && $k["period"] == 2028 && $k["measure"] == m && (m != "curve_factor" || $k["curve"] == "gpu") {
            b = $k["scenario"] ~ /ban@/; n[b]++; s[b] += $k["value"] }
        END { printf "%.3f\n", s[1] / n[1] / (s[0] / n[0]) }' facts.tsv; }
    sed -i 's/lasts: 1 year, then: {demand: {"\*": 50 %}}/lasts: 1 year/' plan.yaml
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --as facts --only -o facts.tsv
    awk -v a="$(together curve_factor)" -v b="$(together demand)" 'BEGIN { exit !((a - 1)^2 < .0025 && (b - 1)^2 < .0025) }'
    cp-scenario -q -p c.yaml odds.tsv stream.tsv --as facts --only -o facts.tsv
    awk -v a="$(together curve_factor)" -v b="$(together demand)" 'BEGIN { print a, b; exit !(a < .9 && b < .75) }'
    cp-scenario -q -p c.yaml --set copula/kind=t odds.tsv stream.tsv --as facts --only --match moments -o facts.tsv
    awk -v a="$(together curve_factor)" -v b="$(together demand)" 'BEGIN { print a, b; exit !(a < .9 && b < .75) }'
    run cp-scenario -p c.yaml odds.tsv --as facts --only -o facts.tsv
    [[ $output == *"copula: workloads/w is not drawn, so nothing is correlated with it"* ]]
    sed 's/with: workloads\/w, correlation: -70/with: workloads\/w, correlation: 95/' c.yaml >d.yaml
    printf '  - {of: workloads/w, with: curves/gpu/short, correlation: 95 %%}\n' >>d.yaml
    run cp-scenario -p d.yaml odds.tsv stream.tsv --as facts --only -o facts.tsv
    [[ $output == *"copula: nothing can be correlated so; the nearest that can is "*" away"* ]]
    for bad in 'events/bann' 'curves/gpu' 'curves/gpu/long' 'gpu' 'offers/x'; do
        run -2 cp-plan check -p c.yaml --set "copula/pairs/1/of=$bad"
        [[ $output == *"'$bad' is nothing of this plan that is drawn"* ]]
    done
    run -2 cp-plan check -p c.yaml --set copula/pairs/1/of=curves/hub/long
    [[ $output == *"correlations of two curves stand in correlations"* ]]
    run -2 cp-plan check -p c.yaml --set copula/pairs/2/with=curves/gpu/short
    [[ $output == *"'events/ban' with 'curves/gpu/short' is said at line"* ]]
}

@test "one of the futures alone, as a plan; a name that is none" {
    cp-scenario -p plan.yaml odds.tsv --keep 6 --list --only >list.tsv
    name=$(awk -F'\t' '/ban@2027/ { print $2; exit }' list.tsv)
    cp-scenario -p plan.yaml odds.tsv --keep 6 --future "$name" -o one.yaml
    grep -A1 -F "\"$name\":" one.yaml | grep -q 'probability: 1'
    [ "$(grep -c probability: one.yaml)" = 1 ]
    cp-plan check -p one.yaml
    run -2 cp-scenario -p plan.yaml odds.tsv --keep 6 --future "${name}x"
    [[ $output == *"--future: none that is kept is '${name}x' (did you mean '$name'?); --list has them"* ]]
}

@test "a path scaled by steps, and what cannot be" {
    show() { cp-plan show -p plan.yaml --set "$@" contracts/g/price; }
    [[ $(show 'contracts/g/price=*{2027: 2, 2028: .5}') == *"2027: 101 USD/MWh"*"2028: 25.25 USD/MWh"* ]]
    run -0 show 'contracts/g/price={2027: 40 USD/MWh, 2028-07: 44 USD/MWh, growth: 2 %}' \
        --set 'contracts/g/price=*{2027: 1, 2028: 2}'
    [[ $output == *"2027: 40 USD/MWh"*"2028: 80 USD/MWh"*"2028-07: 88 USD/MWh"*"growth: 2 %"* ]]
    for bad in '*{}' '*{2027: x}' '*{soon: 2}' '*{2027: 2 MW}' '*{2027: {a: 1}}' '*{2027'; do
        run -2 cp-plan check -p plan.yaml --set "contracts/g/price=$bad"
        [[ $output == *"cp-plan: --set"* ]]
    done
    run -2 cp-plan check -p plan.yaml --set 'sites/s/pue=*{2027: 2}'
    [[ $output == *"acts on a path of steps, and this is none"* ]]
}

@test "runs over different futures are compared, in sample and out of it" {
    make_desk
    for set in 6.1 6.2 6.3 15.1 15.2; do
        cp-scenario -q -p desk.yaml odds.tsv stream.tsv --keep ${set%.*} --samples 300 --seed ${set#*.} -o set.yaml
        cp-allocate -q -p set.yaml stream.tsv -o run$set.tsv
    done
    cost() { awk '/\texpected_cost\t/ { print $(NF - 1) }' "$1"; }
    figures() { awk '/stability_cost/ { m = $2 } /stability_spread/ { w = $2 } /stability_bias/ { b = $2 } /stability_futures/ { k = $2 }
        END { printf "%.9g %.6g %.6g %d\n", m, w, b, k }' stable.tsv; }
    cp-scenario --stability run6.1.tsv run6.2.tsv run6.3.tsv -o stable.tsv 2>note
    # of Student's t .9975 with two degrees of freedom, and below with three, as R's qt has them
    for i in 1 2 3; do cost run6.$i.tsv; done | awk '{ x[NR] = $1; m += $1 / 3 }
        END { for (i in x) { d = x[i] - m; q += d * d / 2; if (d < 0) d = -d; if (d > w) w = d }
              k = 6 * 14.08904727556 ^ 2 * q / (.01 * m) ^ 2; if (k < 6) k = 6
              printf "%.9g %.6g 0 %d\n", m, w / m, k == int(k) ? k : int(k) + 1 }' >want
    figures >got
    cmp want got
    grep -q '3 runs of 6 futures: .* from its mean; what all of them lack only runs of another number show; for 1 % keep' note
    # of two numbers of futures: what the larger ones still lack is what they changed, by one over their number
    cp-scenario --stability run15.2.tsv run6.1.tsv run15.1.tsv run6.2.tsv run6.3.tsv --within 0.1% -o stable.tsv 2>note
    { for i in 1 2 3; do cost run6.$i.tsv; done; for i in 1 2; do cost run15.$i.tsv; done; } | awk '{ x[NR] = $1 }
        END { a = (x[1] + x[2] + x[3]) / 3; m = (x[4] + x[5]) / 2; b = m - a; if (b < 0) b = -b; b *= 6 / 9
              q = (6 * ((x[1] - a)^2 + (x[2] - a)^2 + (x[3] - a)^2) + 15 * ((x[4] - m)^2 + (x[5] - m)^2)) / 3
              w = x[4] > x[5] ? x[4] - m : x[5] - m; s = 7.45331850515 * sqrt(q / 15); t = .001 * m
              y = b > 0 ? (sqrt(s * s + 4 * b * t) - s) / (2 * b) : t / s; k = 15 / y / y; if (k < 6) k = 6
              printf "%.9g %.6g %.6g %d\n", m, w / m, b / m, k == int(k) ? k : int(k) + 1 }' >want
    figures >got
    cmp want got
    grep -q '2 runs of 15 futures: .* from its mean, and .* % may be due to how few they are; for 0.1 % keep' note
    # out of sample: what each set decided, held over one larger set
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --keep 30 --samples 300 --seed 9 -o large.yaml
    for seed in 1 2 3; do cp-allocate -q -p large.yaml --fix run6.$seed.tsv stream.tsv -o out$seed.tsv; done
    cp-scenario -q --stability out1.tsv out2.tsv out3.tsv >outside.tsv
    awk '/stability_spread/ { exit !($2 >= 0 && $2 < .01) }' outside.tsv # of decisions that are nearly the same
    run -2 cp-scenario --stability run6.1.tsv run6.2.tsv out1.tsv
    [[ $output == *"one run of 30 futures: nothing says how far others would be from it"* ]]
    run -2 cp-scenario --stability run6.1.tsv stream.tsv
    [[ $output == *"stream.tsv: no expected_cost; it wants what cp-allocate decided over futures" ]]
    run -2 cp-scenario --stability run6.1.tsv
    [[ $output == *"--stability compares two runs or more"* ]]
}

@test "a desk's cash in each future, under its name: no gain on average" {
    make_desk
    cp-allocate -q -p desk.yaml stream.tsv -o decided.tsv
    cp-scenario -q -p desk.yaml odds.tsv stream.tsv --keep 7 --as facts -o facts.tsv
    grep -e curve_factor -e scenario_probability -e '^scenario' facts.tsv >futures.tsv
    cp-hedge -q -p desk.yaml --exposure --risk --paths 500 decided.tsv futures.tsv -o risk.tsv
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) k[$i] = i }
        $k["measure"] == "scenario_probability" { p[$k["scenario"]] = $k["value"]; n++ }
        $k["measure"] == "repricing" { mean += p[$k["scenario"]] * $k["value"]; m++
            size = $k["value"] > size ? $k["value"] : size; missing += !($k["scenario"] in p) }
        END { print n, m, mean, size; exit !(n == 7 && m >= 14 && !missing && size > 1000 && (mean / size)^2 < 1e-20) }' risk.tsv
    run -2 cp-hedge -q -p desk.yaml --exposure --risk --scenarios 5 decided.tsv futures.tsv
    [[ $output == *"--scenarios: the stream has futures of its own, of cp-scenario"* ]]
}
