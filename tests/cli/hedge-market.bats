#!/usr/bin/env bats
# cp-hedge on a market of a few invented quotes: curves, values, fits, and what is refused.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >desk.yaml <<'END'
horizon: {from: 2027-Q1, to: 2028-Q4}
discount: 5 %
entities: {desk: {}}
curves:
  gas: {unit: USD/MMBtu, quotes: q.tsv, model: {kind: one-factor, reversion: 1.2 1/year, volatility: 60 %}}
  hub: {unit: USD/MWh, quotes: q.tsv, floor: -50 USD/MWh,
    model: {kind: one-factor, reversion: 12 1/year, volatility: 90 %, follows: {gas: 0.7}}}
  calm: {unit: USD/MWh, quotes: q.tsv, model: {kind: normal, deviation: 8 USD/MWh}}
  dumb: {unit: USD/MWh, quotes: q.tsv}
books: {all: {positions: p.tsv, entity: desk}}
END
    rows q.tsv curve from until measure value unit -- \
        gas 2027-01 2027-01 forward 3.9 USD/MMBtu \
        gas 2027-Q1 2027-Q1 forward 3.6 USD/MMBtu \
        gas 2027 2027 forward 3.4 USD/MMBtu \
        gas 2028-07 2028-12 forward 3.3 USD/MMBtu \
        hub 2027 2027 forward 45 USD/MWh \
        hub 2028 2028 forward 46 USD/MWh \
        calm 2027 2027 forward 45 USD/MWh \
        dumb 2027 2027 forward 45 USD/MWh
    columns=(position book instrument curve curve2 from until quantity unit strike strike2 heat_rate option)
    positions swap all swap gas - 2027-02-01 2027-02-28 1000 MMBtu/day 3.2 - - -
}

# rows FILE COLUMN... -- CELL...
rows() {
    local file=$1 n=0 i=0
    shift
    while [ "$1" != -- ]; do
        printf '%s%s' "${sep-}" "$1" >>"$file.new"
        sep=$'\t'
        n=$((n + 1))
        shift
    done
    unset sep
    shift
    for cell; do
        [ $((i++ % n)) = 0 ] && printf '\n' >>"$file.new" || printf '\t' >>"$file.new"
        printf '%s' "$cell" >>"$file.new"
    done
    echo >>"$file.new"
    mv "$file.new" "$file"
}
positions() { rows p.tsv "${columns[@]}" -- "$@"; }

# value MEASURE [COLUMN=WORD...]: the sum of what cp-hedge wrote last.
value() {
    awk -F'\t' -v m="$1" -v want="${*:2}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, w, " "); next }
        $at["measure"] == m {
            for (i = 1; i <= n; i++) { split(w[i], p, "="); if ($at[p[1]] != p[2]) next }
            sum += $at["value"] }
        END { printf "%.10g", sum }' out.tsv
}
# near GOT WANT: to nine digits.
near() {
    awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; t = 1e-8 * (1 + (b < 0 ? -b : b)); exit !(a != "" && d <= t && d >= -t) }' ||
        { echo "got '$1', want $2"; false; }
}
hedge() { cp-hedge -q -p desk.yaml --only -o out.tsv "$@" </dev/null; }

@test "a curve gives every quote back and has no price where there is no quote" {
    run --separate-stderr cp-hedge -p desk.yaml --curve --only -o out.tsv </dev/null
    [ "$status" = 0 ]
    [[ $stderr == *"gas: no quote is of 2028-01-01 to 2028-06-30"* ]]
    near "$(value forward curve=gas period=2027-01)" 3.9
    near "$(value forward curve=gas period=2027-02)" "$(awk 'BEGIN { printf "%.12g", (3.6 * 90 - 3.9 * 31) / 59 }')"
    near "$(value forward curve=gas period=2027-05)" "$(awk 'BEGIN { printf "%.12g", (3.4 * 365 - 3.6 * 90) / 275 }')"
    [ "$(value curve_gap)" = 0 ]
    [ "$(grep -c curve_gap out.tsv)" = 8 ]
    run ! grep 2028-03.*gas out.tsv
    hedge --curve --steps day
    [ "$(grep -c 'hub.*forward' out.tsv)" = 731 ]
    run cp-hedge -p desk.yaml --curve --steps week
    [ "$status" = 2 ]
    [[ $output == *"'week' is none of month, day and hour"* ]]
}

@test "a swap is worth its quantity times price less strike, discounted" {
    hedge --value
    f=$(awk 'BEGIN { printf "%.12g", (3.6 * 90 - 3.9 * 31) / 59 }')
    df=$(awk 'BEGIN { printf "%.12g", exp(-log(1.05) * (59 * 24) / 8766) }')
    near "$(value position_value)" "$(awk "BEGIN { printf \"%.10g\", 28000 * ($f - 3.2) * $df }")"
    near "$(value delta)" "$(awk "BEGIN { printf \"%.10g\", 28000 * $df }")"
    near "$(value intrinsic)" "$(value position_value)"
}

@test "calls less puts are forwards, a collar is made of both, a mean of days is worth less" {
    for curve in gas hub calm; do
        strike=$([ $curve = gas ] && echo 3.5 || echo 50)
        unit=$([ $curve = gas ] && echo MMBtu/day || echo MW)
        rm -f p.tsv
        positions \
            call all call $curve - 2027-07 2027-12 100 $unit $strike - - - \
            put all put $curve - 2027-07 2027-12 -100 $unit $strike - - - \
            swap all swap $curve - 2027-07 2027-12 100 $unit $strike - - - \
            collar all collar $curve - 2027-07 2027-12 100 $unit $strike $strike - - \
            asian all asian-call $curve - 2027-07 2027-12 100 $unit $strike - - - \
            days all cap $curve - 2027-07 2027-12 100 $unit $strike - - day
        hedge --value
        both=$(awk "BEGIN { printf \"%.10g\", $(value position_value position=call) + $(value position_value position=put) }")
        near "$both" "$(value position_value position=swap)"
        near "$both" "$(value position_value position=collar)"
        awk "BEGIN { exit !($(value position_value position=call) > $(value intrinsic position=call)) }"
        awk "BEGIN { exit !($(value position_value position=days) > $(value position_value position=asian)) }"
        awk "BEGIN { exit !($(value vega position=call) > 0 && $(value theta position=call) < 0) }"
    done
}

# Ten days of 60 leave (28 x 48 - 600) / 18 = 41.33 to the mean of the other 18, at 45 for certain.
@test "days of a mean that are over count as what they came to" {
    rm p.tsv
    positions mean all asian-call calm - 2027-02-01 2027-02-28 1 MW 48 - - -
    sed 's/calm: {unit: USD.MWh,/& history: h.tsv,/; s/deviation: 8 USD/deviation: 0.000001 USD/; s/discount: 5 %/discount: 0 %/' desk.yaml >known.yaml
    awk 'BEGIN { OFS = "\t"; print "curve", "period", "measure", "value", "unit"
        for (d = 1; d <= 10; d++) print "calm", sprintf("2027-02-%02d", d), "spot", 60, "USD/MWh" }' >h.tsv
    known() { cp-hedge -q -p known.yaml --value --only -o out.tsv "$@" </dev/null; }
    known --as-of 2027-02-11
    near "$(value position_value)" "$(awk 'BEGIN { printf "%.10g", 18 * 24 * (45 - (28 * 48 - 600) / 18) }')"
    mv out.tsv prior.tsv
    for d in 11 12; do printf 'calm\t2027-02-%s\tspot\t30\tUSD/MWh\n' $d >>h.tsv; done
    known --as-of 2027-02-13 --explain prior.tsv
    near "$(value position_value)" "$(awk 'BEGIN { printf "%.10g", 16 * 24 * (45 - (28 * 48 - 660) / 16) }')"
    near "$(value pnl)" "$(awk 'BEGIN { print -24 * 30 }')"
    near "$(value pnl_part kind=settled)" "$(value pnl)"
    run -0 cp-hedge -p known.yaml --value --as-of 2027-02-14 --only </dev/null
    [[ $output == *"mean: calm has no history of every day of this month so far"* ]]
    [[ $output == *$'position_value\tNA\tUSD'* ]]
}

@test "greeks are what revaluing gives" {
    rm p.tsv
    positions call all call hub - 2027-10 2027-10 100 MW 50 - - - \
        spark all spread-call hub gas 2027-10 2027-10 100 MW 3 - 7 -
    hedge --value
    for position in call spark; do
        v=$(value position_value position=$position) d=$(value delta position=$position curve=hub)
        g=$(value delta position=$position curve=gas)
        sed 's/\t45\t/\t45.01\t/' q.tsv >up.tsv
        sed 's/q\.tsv/up.tsv/' desk.yaml >up.yaml
        cp-hedge -q -p up.yaml --value --only -o out.tsv </dev/null
        up=$(value position_value position=$position)
        awk "BEGIN { x = ($up - $v) / .01; exit !(x / $d - 1 < 1e-3 && x / $d - 1 > -1e-3) }"
        sed 's/2027\t2027\tforward\t3.4\t/2027\t2027\tforward\t3.401\t/' q.tsv >up.tsv
        cp-hedge -q -p up.yaml --value --only -o out.tsv </dev/null
        up=$(value position_value position=$position)
        [ $position = call ] || awk "BEGIN { x = ($up - $v) / (.001 * 365 / 275); exit !(x / $g - 1 < 1e-3 && x / $g - 1 > -1e-3) }"
        hedge --value
    done
}

@test "what is delivered, has no price or no model" {
    rm p.tsv
    positions old all swap gas - 2027-01-01 2027-01-31 1000 MMBtu/day 3.2 - - - \
        gap all swap gas - 2028-01-01 2028-12-31 1000 MMBtu/day 3.2 - - -
    run --separate-stderr cp-hedge -p desk.yaml --value --as-of 2027-03-01 --only </dev/null
    [ "$status" = 0 ]
    [[ $stderr == *"1 positions were delivered before"* ]]
    [[ $stderr == *"gap: no price of gas from 2028-Q1 to 2028-Q2, so no value"* ]]
    run -0 cp-hedge -p desk.yaml --risk --paths 10 --only </dev/null
    [[ $output == *"gap: there is no price of 6 months of it, the first in 2028-Q1, so no risk of what it is in"* ]]
    run --separate-stderr cp-hedge -p desk.yaml --value --as-of 2027-03-01 --only </dev/null
    [[ $output == *$'2028-Q1\tgas\tall\tgap\tposition_value\tNA\tUSD'* ]]
    rm p.tsv
    positions c all call dumb - 2027-10 2027-10 100 MW 50 - - -
    run cp-hedge -q -p desk.yaml --value --only </dev/null
    [ "$status" = 2 ]
    [ "$output" = "cp-hedge: ./p.tsv:2:1: a call cannot be valued: curves/dumb/model does not say how the price moves" ] ||
        [ "$output" = "cp-hedge: p.tsv:2:1: a call cannot be valued: curves/dumb/model does not say how the price moves" ]
}

@test "what a market cannot be is one line with its place" {
    while IFS='|' read -r edit file message; do
        sed "$edit" "$file" >bad.tsv
        sed "s/$file/bad.tsv/g" desk.yaml >bad.yaml
        run cp-hedge -q -p bad.yaml --value --only </dev/null
        [ "$status" = 2 ] || { echo "$edit: $output"; false; }
        [ "${#lines[@]}" = 1 ] && [[ $output == "cp-hedge: bad.tsv:$message"* ]] || { echo "$output"; false; }
    done <<'END'
4s/3.4/3.4\tUSD\/MMBtu\ngas\t2027\t2027\tforward\t3.9/|q.tsv|5:23: the quote of 3.9 contradicts those of line 4
2s/gas/gas/;3s/3.6/x/|q.tsv|3:29: 'x' is no number
3s/USD.MMBtu/USD\/GPU/|q.tsv|3:33: 'USD/GPU' does not measure what 'USD/MMBtu' does
2s/swap\tgas/call\tgas/;2s/3.2/0/|p.tsv|2:58: strike: a call at 0
2s/swap\tgas\t-/spread-call\thub\tcalm/|p.tsv|2:26: curve2: a spread-call is of prices that are lognormal
2s/gas\t-/gas\thub/|p.tsv|2:19: curve2: a swap is of one curve
2s/2027-02-01/2027-03-01/|p.tsv|2:32: until: 2027-02-28 is before 2027-03-01, when it begins
2s/MMBtu.day/MMBtu\/h\/day/|p.tsv|2:48: unit: 'MMBtu/h/day' is no rate of what gas prices
2s/swap\tgas\t-/spread-call\thub\tgas/;2s/-\t-$/0\t-/|p.tsv|2:73: heat_rate: a spread-call takes more than 0
2s/2027-01\t/2027-03\t/|q.tsv|2:13: the quote ends before it begins
2s/forward/forwards/|q.tsv|2:21: measure: there is no 'forwards' (did you mean 'forward'?)
2s/2027-01\t2027-01/2027-01-32\t2027-01/|q.tsv|2:5: '2027-01-32' is no day
2s/3.9/NA/|q.tsv|2:29: 'NA' is no number
2s/\tgas/\tgsa/|p.tsv|2:15: curve: there is no 'gsa' (did you mean 'gas'?)
END
    sed 's/quotes: q.tsv, floor: -50 USD.MWh/quotes: q.tsv, floor: 45.5 USD\/MWh/' desk.yaml >bad.yaml
    run cp-hedge -q -p bad.yaml --curve --only </dev/null
    [ "$status" = 2 ]
    [[ $output == "cp-hedge: bad.yaml:6:3: curves/hub: 45 USD/MWh on 2027-01-01 is below its floor of 45.5"* ]]
    # no market is correlated so, moves so, or follows so
    while IFS='|' read -r edit message; do
        sed "$edit" desk.yaml >bad.yaml
        run cp-hedge -q -p bad.yaml --value --only </dev/null
        [ "$status" = 2 ] && [ "${#lines[@]}" = 1 ] && [[ $output == "cp-hedge: bad.yaml:"*"$message"* ]] || { echo "$edit: $output"; false; }
    done <<'END'
$a correlations: {gas: {short: {hub: {short: 1.2}}}}|11:43: correlations/gas/short/hub/short: '1.2' is above 100 %
s/^books/correlations: {gas: {short: {hub: {short: 0.9}, dumb: {short: 0.9}}}, hub: {short: {dumb: {short: -0.9}}}}\nbooks/;s/dumb: {unit: USD.MWh/&, model: {kind: one-factor, reversion: 1 1\/year, volatility: 9 %}/|10:15: correlations: no prices are correlated so
s/volatility: 60 %/volatility: -60 %/|5:102: curves/gas/model/volatility: '-60 %' is negative
s/reversion: 1.2 1.year/reversion: 1.2 year/|5:78: curves/gas/model/reversion: 'year' does not measure
s/follows: {gas: 0.7}/follows: {hub: 0.7}/|7:12: curves/hub/model: follows: 'hub' itself
s/kind: one-factor, reversion: 1.2 1.year, /kind: two-factor, reversion: 1.2 1\/year, short: 10 %, long: 5 %, /|5:114: curves/gas/model: 'volatility' is a key of one factor
s/entity: desk/entity: dusk/|10:41: books/all/entity: no 'dusk' in entities (did you mean 'desk'?)
s/positions: p.tsv/positions: none.tsv/|10:26: books/all/positions: cannot open 'none.tsv'
END
}

@test "a history gives season, reversion and elasticity" {
    awk 'BEGIN { srand(7); OFS = "\t"; print "curve", "period", "measure", "value", "unit"
        for (i = 0; i < 120; i++) {
            z = sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand())
            w = sqrt(-2 * log(1 - rand())) * cos(6.283185307 * rand())
            u = .8 * u + .05 * (.6 * z + .8 * w)
            x = .85 * x + .1 * z
            p = 2015 + int(i / 12) "-" sprintf("%02d", i % 12 + 1)
            print "gas", p, "spot", 3 * exp(x + .2 * cos(i * 3.14159265 / 6)), "USD/MMBtu"
            print "calm", p, "spot", 40 * exp(u), "USD/MWh"
            print "hub", p, "spot", 90 * exp(.7 * (x + .2 * cos(i * 3.14159265 / 6)) + .02 * w) - 50, "USD/MWh"
        } }' >h.tsv
    sed -E 's/(gas|hub|calm): \{unit: ([A-Za-z\/]+),/\1: {unit: \2, history: h.tsv,/' desk.yaml >fit.yaml
    cp-hedge -q -p fit.yaml --fit --only -o out.tsv </dev/null
    awk "BEGIN { x = $(value fit_elasticity curve=hub); exit !(x > .6 && x < .8) }"
    awk "BEGIN { x = $(value fit_season curve=gas name=01); exit !(x > .05 && x < .35) }"
    awk "BEGIN { x = $(value fit_reversion curve=gas); exit !(x > .8 && x < 5) }"
    # of 119 steps the correlation of .6 is known to .06
    awk "BEGIN { x = $(value fit_correlation curve=calm name=gas); exit !(x > .42 && x < .78) }"
    near "$(value fit_half_life curve=gas)" "$(awk "BEGIN { printf \"%.10g\", log(2) / $(value fit_reversion curve=gas) }")"
}

# A swap of 28,000 MMBtu falls by what gas does: six changes of a day, of which one is -20 %.
@test "the past of a price on today's book: VaR, the worst window, a test of it" {
    awk 'BEGIN { OFS = "\t"; print "curve", "day", "maturity", "value", "unit"
        n = split("3 3.03 3 2.4 2.42 2.5 2.6", p, " ")
        for (i = 1; i <= n; i++) {
            print "gas", "2026-11-0" i, "2027-02", p[i], "USD/MMBtu"
            print "gas", "2026-11-0" i, "2027-08", 5, "USD/MMBtu"
        } }' >panel.tsv
    sed 's/gas: {unit: USD.MMBtu,/& panel: panel.tsv,/; s/discount: 5 %/discount: 0 %/' desk.yaml >past.yaml
    past() { cp-hedge -q -p past.yaml --risk --horizon '1 day' --paths 100 --only -o out.tsv "$@" </dev/null; }
    past
    # the swap is nearer than either contract: it moves as the nearest does
    f=$(awk 'BEGIN { printf "%.12g", (3.6 * 90 - 3.9 * 31) / 59 }')
    near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a / b - 1; exit !(d < 1e-3 && d > -1e-3) }' || { echo "got $1, want $2"; false; }; }
    near "$(value hedge_var kind=historical)" "$(awk "BEGIN { print 28000 * $f * .2 }")"
    near "$(value hedge_cvar kind=historical)" "$(value hedge_var kind=historical)"
    # later days weigh more, but the worst is the worst
    near "$(value hedge_var kind=age-weighted)" "$(value hedge_var kind=historical)"
    past --tail 60%
    # of six losses, all as likely, the fourth is at 60 %: the gain of 2.4 to 2.42
    near "$(value hedge_var kind=historical)" "$(awk "BEGIN { print -28000 * $f * (2.42 / 2.4 - 1) }")"
    near "$(value worst_window)" "$(awk "BEGIN { print -28000 * $f * .2 }")"
    grep -q "2026-11-03..2026-11-04" out.tsv
    # of 61 days the latter 30 against VaR of the 30 before each
    awk 'BEGIN { OFS = "\t"; p = 3; print "curve", "day", "maturity", "value", "unit"
        for (i = 0; i < 61; i++) {
            p *= 1 + (.02 + .004 * i) * sin(2.4 * i)
            print "gas", sprintf("2026-%02d-%02d", 9 + int(i / 30), i % 30 + 1), "2027-02", p, "USD/MMBtu"
        } }' >panel.tsv
    past
    exceptions=$(awk -F'\t' 'NR == 2 { p = $4 } NR > 2 { loss[n++] = 1 - $4 / p; p = $4 }
        END { for (i = 30; i < n; i++) {
                delete s
                for (k = 0; k < 30; k++) s[k] = loss[i - 30 + k]
                for (a = 0; a < 30; a++) for (b = a + 1; b < 30; b++) if (s[b] < s[a]) { x = s[a]; s[a] = s[b]; s[b] = x }
                passed += loss[i] > s[28] + 1e-12 }
            print passed }' panel.tsv)
    [ "$(value backtest kind=steps)" = 30 ] && [ "$(value backtest kind=exceptions)" = "$exceptions" ] && [ "$exceptions" -gt 3 ]
    awk "BEGIN { exit !($(value backtest_p_value kind=kupiec) < .05 && $(value backtest_p_value kind=kupiec) > 0) }"
    [ -n "$(value backtest_p_value kind=independence)" ]
    run -0 cp-hedge -p past.yaml --risk --horizon '1 day' --paths 10 --only </dev/null
    [[ $output == *"all: losses passed VaR of the 30 steps before on $exceptions of 30 steps, where 1.5 are its due"* ]]
    # seven days hold no window of ten
    head -8 panel.tsv >few.tsv
    mv few.tsv panel.tsv
    run -0 cp-hedge -p past.yaml --risk --paths 10 --only </dev/null
    [[ $output == *"histories of 7 days hold no window of 10 days"* ]]
}

# A normal price moves by 8 USD/MWh a square root of a year: 672 MWh of February lose at most
# 1.645 x 8 x 672 of the root of the 31 days before, beside a 99 % move of ten days.
@test "margin is initial margin and what is lost until the delivery" {
    rm p.tsv
    positions feb all future calm - 2027-02 2027-02 1 MW 45 - - -
    cp-hedge -q -p desk.yaml --risk --paths 20000 --only -o out.tsv </dev/null
    near() { awk -v a="$1" -v b="$2" 'BEGIN { d = a / b - 1; exit !(d < .1 && d > -.1) }' || { echo "got $1, want $2"; false; }; }
    initial=$(awk 'BEGIN { print 2.326 * 8 * 672 * sqrt(10 / 365.25) }')
    lost=$(awk 'BEGIN { print 1.645 * 8 * 672 * sqrt(31 / 365.25) }')
    near "$(value margin_initial)" "$initial"
    near "$(value liquidity_at_risk)" "$(awk "BEGIN { print $initial + $lost }")"
    near "$(value margin_call period=2027-Q1 quantile=0.95)" "$lost"
    # the same where all that it settles is asked for
    cp-hedge -q -p desk.yaml --risk --horizon cash --paths 20000 --only -o cash.tsv </dev/null
    cmp <(grep margin out.tsv) <(grep margin cash.tsv)
    # with who calls none there is none
    sed 's/^books/counterparties: {bank: {limit: 1 bn USD}}\nbooks/' desk.yaml >bank.yaml
    rows p.tsv position counterparty instrument curve from until quantity unit strike -- \
        feb bank future calm 2027-02 2027-02 1 MW 45
    cp-hedge -q -p bank.yaml --risk --paths 100 --only -o out.tsv </dev/null
    run ! grep -q margin out.tsv
}

# sums FILE: of each position, parts less pnl over what was moved, at most; and how many positions
sums() {
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { p = $at["position"]; v = $at["value"]; m = $at["measure"] }
        m == "pnl" { whole[p] = v }
        m == "pnl_part" { sum[p] += v; gross[p] += v < 0 ? -v : v }
        m == "pnl_taylor" { taylor[p] += v }
        END { for (p in whole) {
                n++; d = whole[p] - sum[p]; d = d < 0 ? -d : d
                if (d > 1e-12 * gross[p]) { print p, d, gross[p]; exit 1 } }
            print n }' "$1"
}

@test "the change of value since an earlier run in steps that add up" {
    rm p.tsv
    book() {
        positions gone all swap gas - 2027-06 2027-12 100 MMBtu/day 3.2 - - - \
            past all swap gas - 2027-01-01 2027-01-31 1000 MMBtu/day 3.2 - - - \
            cap all cap gas - 2027-01-01 2027-12-31 1000 MMBtu/day 3.5 - - - \
            days all cap hub - 2027-06-01 2027-07-31 100 MW 50 - - day \
            calm all digital calm - 2027-09 2027-09 10 MW 45 5 - - \
            spark all spread-call hub gas 2027-10 2027-10 100 MW 3 - 7 - \
            more all swap hub - 2027-06 2027-12 "$1" MW 44 - - - "${@:2}"
    }
    book 10
    cp-hedge -q -p desk.yaml --value --only -o prior.tsv </dev/null
    # the same day, the same prices: nothing
    run -0 cp-hedge -q -p desk.yaml --explain prior.tsv --only </dev/null
    run ! grep -P '\tpnl' <<<"$output"
    # 40 days later gas is dearer, volatility higher, interest lower; one position is more, one is new
    book 15 fresh all swap calm - 2027-06 2027-12 10 MW 44 - - -
    sed -i '/^gone/d' p.tsv
    sed 's/\t3.4\t/\t3.55\t/; s/2027\t2027\tforward\t45\tUSD.MWh/2027\t2027\tforward\t47\tUSD\/MWh/' q.tsv >q2.tsv
    sed 's/q\.tsv/q2.tsv/g; s/volatility: 60 %/volatility: 66 %/; s/discount: 5 %/discount: 4 %/' desk.yaml >later.yaml
    run --separate-stderr -0 cp-hedge -p later.yaml --as-of 2027-02-10 --explain prior.tsv --only -o out.tsv </dev/null
    [[ $stderr == *"Greeks leave"* ]]
    [ "$(sums out.tsv)" = 8 ]
    was() { awk -F'\t' -v p="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["position"] == p && $at["measure"] == "position_value" { x += $at["value"] } END { printf "%.10g", x }' prior.tsv; }
    near "$(value pnl_part position=gone kind=closed)" "$(awk "BEGIN { printf \"%.12g\", -($(was gone)) }")"
    near "$(value pnl_part position=past kind=settled)" "$(awk "BEGIN { printf \"%.12g\", -($(was past)) }")"
    near "$(value pnl_part position=fresh kind=new)" "$(value position_value position=fresh)"
    near "$(value pnl_part position=more kind=terms)" "$(awk "BEGIN { printf \"%.12g\", $(was more) / 2 }")"
    near "$(value pnl position=spark)" "$(awk "BEGIN { printf \"%.12g\", $(value position_value position=spark) - $(was spark) }")"
    for kind in time price volatility correlation interest; do
        [ "$(value pnl_part position=spark kind=$kind)" != 0 ]
    done
    [ -n "$(value pnl_part position=spark curve=gas)" ]
    # a month of the cap and ten days of another are over
    awk "BEGIN { exit !($(value pnl_part position=cap kind=settled) < 0) }"
    near "$(value pnl_taylor position=spark)" "$(awk "BEGIN { printf \"%.12g\", $(value pnl position=spark) - $(value pnl_part position=spark kind=terms) }")"
}

@test "an earlier run that cannot be explained from" {
    run -2 cp-hedge -q -p desk.yaml --explain none.tsv --only </dev/null
    [[ $output == *"none.tsv"* ]]
    printf 'position\tmeasure\tvalue\tunit\nswap\tposition_value\t5\tUSD\n' >prior.tsv
    run -2 cp-hedge -q -p desk.yaml --explain prior.tsv --only </dev/null
    [[ $output == *"does not say which day it is of"* ]]
    cp-hedge -q -p desk.yaml --value --as-of 2027-01-15 --only -o prior.tsv </dev/null
    run -2 cp-hedge -q -p desk.yaml --explain prior.tsv --only </dev/null
    [[ $output == *"is of 2027-01-15, after this one"* ]]
    cp-hedge -q -p desk.yaml --value --only </dev/null | grep -v position_volume >prior.tsv
    run -2 cp-hedge -q -p desk.yaml --explain prior.tsv --only </dev/null
    [ "${#lines[@]}" = 1 ] && [[ $output == "cp-hedge: prior.tsv:"*": swap: there is no position_volume of it"* ]]
    cp-hedge -q -p desk.yaml --value --only </dev/null | sed 's/USD$/EUR/' >prior.tsv
    run -2 cp-hedge -q -p desk.yaml --explain prior.tsv --only </dev/null
    [[ $output == *"prior.tsv:"* ]]
}

@test "what an earlier run held for longer, shorter, of another curve or without a price" {
    sed 's/discount: 5 %/discount: 0 %/; /^  calm/d; /^  dumb/d' desk.yaml >flat.yaml
    rows q.tsv curve from until measure value unit -- gas 2027-01 2027-12 forward 3.5 USD/MMBtu hub 2027 2027 forward 45 USD/MWh
    # of one or two months of a swap at 3 and of a call: what it is worth is 28 and 31 thousand halves
    book() { # UNTIL CURVE QUANTITY UNIT STRIKE
        rm p.tsv
        positions swap all swap "$2" - 2027-02-01 "$1" "$3" "$4" "$5" - - - c all call "$2" - 2027-02-01 "$1" "$3" "$4" "$5" - - -
    }
    earlier() { cp-hedge -q -p flat.yaml --value --only -o prior.tsv </dev/null; }
    explain() { cp-hedge -p flat.yaml --explain prior.tsv --only -o out.tsv </dev/null 2>said; }
    gas='gas 1000 MMBtu/day 3'
    book 2027-02-28 $gas && earlier
    book 2027-03-31 $gas && explain
    near "$(value pnl_part position=swap kind=terms)" 15500
    near "$(value pnl position=swap)" 15500
    earlier
    book 2027-02-28 $gas && explain
    near "$(value pnl_part position=swap kind=terms)" -15500
    # a swap of power by the same name: one was closed, another is new
    book 2027-02-28 hub 1 MW 44 && explain
    near "$(value pnl_part position=swap kind=closed)" -29500
    near "$(value pnl_part position=swap kind=new)" 672
    awk "BEGIN { exit !($(value pnl_part position=c kind=closed) < -29500 && $(value pnl_part position=c kind=new) > 672) }"
    # no price of the next year: not then, not now
    book 2027-02-28 $gas && earlier
    book 2028-02-28 $gas && explain
    grep -q 'swap: it has no price now, so what it earned is not known' said
    [ "$(value pnl position=swap)" = 0 ] # NA: no sum of numbers
    grep -qP '\tswap\tpnl\tNA\t' out.tsv
    earlier
    book 2027-02-28 $gas && explain
    grep -q 'swap: it has no price in the earlier run, so what it earned is not known' said
    sed -i '/^swap/d' p.tsv && explain
    grep -q 'swap: it has no price in the earlier run, so what it earned is not known' said
    # what an earlier run cannot say
    book 2027-02-28 $gas && earlier
    while IFS='|' read -r edit says; do
        sed "$edit" prior.tsv >wrong.tsv
        run -2 cp-hedge -q -p flat.yaml --explain wrong.tsv --only </dev/null
        [ "${#lines[@]}" = 1 ] && [[ $output == "cp-hedge: wrong.tsv:"*": $says" ]] || { echo "$edit: $output"; false; }
    done <<'END'
/swap\tposition_forward/s/3.5/NA/|position_forward of swap is NA
/swap\tposition_volume/s/2027-02/-/|position_volume of swap: '-' is no period of time
END
}
