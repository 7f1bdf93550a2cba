#!/usr/bin/env bats
# cp-hedge on what it is given: panels of futures that are fitted, facts that a curve drives, and tables of input
# that it refuses.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >desk.yaml <<'END'
horizon: {from: 2027, to: 2028}
discount: 5 %
entities: {desk: {tranches: {loan: {amount: 50 mn USD, rate: 5 %, issue: 2026-01-01, maturity: 2030-12-31}}}}
fuels: {gas: {tiers: {base: {price: 3 USD/MMBtu}}}}
curves:
  money: {unit: USD/MWh, quotes: q.tsv, drives: [entities/desk/tranches/loan/rate]}
  oil: {unit: USD/MMBtu, quotes: q.tsv, drives: [fuels/gas/tiers/base/price], floor: 0 USD/MMBtu,
    model: {kind: one-factor, reversion: 1 1/year, volatility: 50 %}}
books: {all: {positions: p.tsv, entity: desk}}
END
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' curve from until measure value unit money 2027 2028 forward 4 USD/MWh \
        oil 2027 2028 forward 3.5 USD/MMBtu >q.tsv
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' position book instrument curve from until quantity unit strike \
        bought all forward oil 2027-02-01 2027-02-28 1000 MMBtu/day 3 >p.tsv
}

# estimate MEASURE KIND of what cp-hedge --fit wrote.
estimate() { awk -F'\t' -v m="$1" -v k="$2" '$1 == k && $4 == m { print $5 }' out.tsv; }
# within GOT FROM TO
within() { awk -v a="$1" -v b="$2" -v c="$3" 'BEGIN { exit !(a != "" && a > b && a < c) }' || { echo "got '$1', not from $2 to $3"; false; }; }
gauss='function gauss() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }'

# Drawn from the model itself [Schwartz and Smith, Management Science 46 (2000) 893]: a reversion of 1.5 a year, 40 and
# 15 % a root of a year, and errors of 0.2 %.
@test "two factors are found again in a panel that was drawn from them" {
    awk "$gauss"'
        BEGIN { srand(5); OFS = "\t"; print "curve", "day", "maturity", "value", "unit"
            k = 1.5; s = .4; l = .15; rho = .3; dt = 7 / 365.25; xi = log(4)
            split("1 6 18", month, " ")
            for (d = 0; d < 60; d++) {
                z = gauss(); w = rho * z + sqrt(1 - rho * rho) * gauss()
                chi = chi * exp(-k * dt) + s * sqrt((1 - exp(-2 * k * dt)) / (2 * k)) * z
                xi += l * sqrt(dt) * w
                for (i = 1; i <= 3; i++) {
                    t = month[i] / 12
                    a = ((1 - exp(-2 * k * t)) * s * s / (2 * k) + l * l * t + 2 * (1 - exp(-k * t)) * rho * s * l / k) / 2
                    print "oil", strftime("%Y-%m-%d", 1577836800 + 604800 * d, 1), month[i] " month",
                        exp(exp(-k * t) * chi + xi + a + .002 * gauss()), "USD/MMBtu"
                } } }' >panel.tsv
    sed -i 's/oil: {/&panel: panel.tsv, /' desk.yaml
    run --separate-stderr cp-hedge -p desk.yaml --fit --only -o out.tsv </dev/null
    [ "$status" = 0 ]
    [[ $stderr == *'oil: two factors of 60 days of up to 3 futures'* ]]
    within "$(estimate fit_reversion -)" 1.35 1.65
    # of 59 steps a deviation is known to a tenth
    within "$(estimate fit_volatility short)" .3 .5
    within "$(estimate fit_volatility long)" .11 .19
}

# Futures of months with a season of 0.2 in them, which no two factors make: what is left is the error of 0.1 %.
@test "a season is taken out of a panel of dated futures first" {
    awk "$gauss"'
        BEGIN { srand(5); OFS = "\t"; print "curve", "day", "maturity", "value", "unit"
            for (d = 0; d < 20; d++) {
                xi += .02 * gauss(); chi = .8 * chi + .04 * gauss()
                for (i = 1; i <= 26; i++) {
                    m = (i + 1) % 12
                    print "oil", sprintf("2021-01-%02d", d + 1), sprintf("%d-%02d", 2021 + int((i + 1) / 12), m + 1),
                        4 * exp(xi + chi * exp(-i / 6) + .2 * cos(m * 3.14159265 / 6) + .001 * gauss()), "USD/MMBtu"
                } } }' >panel.tsv
    sed -i 's/oil: {/&panel: panel.tsv, /' desk.yaml
    cp-hedge -q -p desk.yaml --fit --only -o out.tsv </dev/null
    within "$(estimate fit_reversion -)" 1.8 2.2
    [ "$(awk -F'\t' '$4 == "fit_deviation" { n++; if ($5 > .004) print }  END { print n }' out.tsv)" = 26 ]
}

@test "debt whose rate floats and fuel of a tier are exposed to their curves" {
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' period entity tranche name step measure value unit \
        2027 desk loan - - debt 40 'mn USD' 2028 desk loan - - debt 30 'mn USD' 2028 desk other - - debt 9 'mn USD' \
        2027 - - gas base fuel 1000 MMBtu 2027 - - other base fuel 9 MMBtu 2031 - - gas base fuel 9 MMBtu >f.tsv
    cp-hedge -q -p desk.yaml --exposure --only f.tsv -o out.tsv
    # 5 % of what is owed, and 3 USD of each MMBtu that is burnt
    awk -F'\t' '$8 == "exposure" || $8 == "exposure_value" { print $1, $5, $7, $8, $9, $10 }' out.tsv >got
    diff got - <<'END'
2027 fuel oil exposure -1000 MMBtu
2027 debt money exposure_value -2000000 USD
2027 fuel oil exposure_value -3000 USD
2028 debt money exposure_value -1500000 USD
END
}

# Rows of "FILE edit @ args @ finding": the sed script applied to FILE, cp-hedge with args, the finding wanted.
refused() {
    local row edit args want file failed=0 status
    while IFS= read -r row; do
        file=${row%% *} row=${row#* }
        edit=${row%% @ *} row=${row#* @ }
        args=${row%% @ *} want=${row#* @ }
        cp "$file" kept
        sed -i "$edit" "$file"
        status=0
        eval "cp-hedge -p desk.yaml --only $args" >out 2>err </dev/null || status=$?
        if [ "$status" != 2 ] || [ -s out ] || ! grep -qF -- "cp-hedge: $want" err; then
            failed=1
            printf '%s: %s %s\nwant: 2 cp-hedge: %s\ngot: %s %s\n' "$file" "$edit" "$args" "$want" "$status" "$(cat out err)"
        fi
        mv kept "$file"
    done
    return "$failed"
}

@test "panels and histories that are none" {
    printf '%s\t%s\t%s\t%s\t%s\n' curve day maturity value unit oil 2021-01-04 2021-03 4 USD/MMBtu \
        oil 2021-01-05 '2 month' 4.1 USD/MMBtu >panel.tsv
    printf '%s\t%s\t%s\t%s\t%s\n' curve period measure value unit money 2021-01 spot 4 USD/MWh \
        money 2021-02 spot 4 USD/MWh money 2021-02-05 forward 4 USD/MWh oil 2021-04 spot 4 USD/MMBtu >h.tsv
    sed -i 's/oil: {/&panel: panel.tsv, /; s/money: {/&history: h.tsv, /' desk.yaml
    refused <<'END'
panel.tsv 2s/2021-01-04/2021-13-04/ @ --fit @ panel.tsv:2:5: '2021-13-04' is no day, as 2027-01-31
panel.tsv 2s/2021-01-04/2021-01/ @ --fit @ panel.tsv:2:5: '2021-01' is no day
panel.tsv 2s/2021-01-04/-/ @ --fit @ panel.tsv:2:5: '-' is no day
panel.tsv 3s/2021-01-05/2021-01-03/ @ --fit @ panel.tsv:3:5: 2021-01-03 is before the day above it
panel.tsv 2s/2021-03/soon/ @ --fit @ panel.tsv:2:16: 'soon' is no date and no time, as '1 month'
panel.tsv 2s/2021-03/-/ @ --fit @ panel.tsv:2:16: '-' is no date and no time
panel.tsv 2s/2021-03/2020-03/ @ --fit @ panel.tsv:2:16: the maturity 2020-03 is before the day
panel.tsv 2s/MMBtu/GPU/ @ --fit @ panel.tsv:2:
panel.tsv s/^oil/coal/ @ --fit @ desk.yaml:7:
h.tsv 2s/2021-01/2021/ @ --fit @ h.tsv:2:7: '2021' is no month and no day
h.tsv 2s/2021-01/never/ @ --fit @ h.tsv:2:7: 'never' is no month and no day
h.tsv 3s/2021-02/2021-01/ @ --fit @ h.tsv:3:7: 2021-01 is not after the period before it
h.tsv 3s/2021-02/2021-02-03/ @ --fit @ h.tsv:3:7: 2021-02-03 is not after the period before it
h.tsv 2s/MWh/GPU/ @ --fit @ h.tsv:2:
END
}

@test "a history or a panel too short to fit, and none, are told" {
    printf '%s\t%s\t%s\t%s\t%s\n' curve period measure value unit money 2021-01 spot 4 USD/MWh \
        money 2021-02 spot 4 USD/MWh >h.tsv
    run -0 cp-hedge -p desk.yaml --fit --only </dev/null
    [[ $output == *'no curve of the plan has a history or a panel of futures'* ]]
    sed -i 's/money: {/&history: h.tsv, /' desk.yaml
    run -0 cp-hedge -p desk.yaml --fit --only </dev/null
    [[ $output == *'money: its history of 2 prices is too short to fit anything'* ]]
    printf '%s\t%s\t%s\t%s\t%s\n' curve day maturity value unit oil 2021-01-04 2021-03 4 USD/MMBtu \
        oil 2021-01-05 '2 month' 4.1 USD/MMBtu >panel.tsv
    sed -i 's/oil: {/&panel: panel.tsv, /' desk.yaml
    run -0 cp-hedge -p desk.yaml --fit --only </dev/null
    [[ $output == *'oil: a panel of 2 days of up to 1 futures is too small to fit two factors'* ]]
    [[ $output != *fit_reversion* ]]
}

@test "stresses and books that are none" {
    refused <<'END'
desk.yaml  @ --risk --stress oil @ --stress: 'oil' is no move of a curve, as henry-hub=*2, h100=-40% or pjm=+20@2029
desk.yaml  @ --risk --stress oill='*2' @ --stress: the plan has no curve 'oill' (did you mean 'oil'?)
desk.yaml  @ --risk --stress zinc='*2' @ --stress: the plan has no curve 'zinc'
desk.yaml  @ --risk --stress oil='*x' @ --stress: 'oil=*x' is no move
desk.yaml  @ --risk --stress oil='*2@never' @ --stress: 'oil=*2@never' is no move
desk.yaml  @ --risk --stress oil='*2/2' @ --stress: 'oil=*2/2' is no move
desk.yaml  @ --risk --stress oil=-200% @ --stress: 'oil=-200%' is no move
desk.yaml  @ --value --book al @ --book: the plan has no book 'al' (did you mean 'all'?)
desk.yaml  @ --value --book zinc @ --book: the plan has no book 'zinc'
desk.yaml  @ --optimise @ the plan has no hedging/instruments: what may be traded
END
}

@test "paths of prices that are none" {
    printf '%s\t%s\t%s\t%s\t%s\n' curve path time value unit oil a 2027-02 3 USD/MMBtu oil b 2027-02 4 USD/MMBtu \
        oil a 2027-03 3 USD/MMBtu oil b 2027-03 4 USD/MMBtu money a 2027-02 9 USD/MWh >own.tsv
    sed -i 's/oil: {/&paths: own.tsv, /; s/quotes: q.tsv, drives: \[fuels/drives: [fuels/' desk.yaml
    sed -i '/model: {kind: one/d; s/floor: 0 USD\/MMBtu,$/floor: 0 USD\/MMBtu}/' desk.yaml
    cp-hedge -q -p desk.yaml --value --only </dev/null >/dev/null
    refused <<'END'
own.tsv 2s/oil\ta/oil\t-/ @ --value @ own.tsv:2:5: path: which one is it?
own.tsv 2s/2027-02/soon/ @ --value @ own.tsv:2:7: time: 'soon' is no month, day or hour
own.tsv 2s/2027-02/-/ @ --value @ own.tsv:2:7: time: '-' is no month, day or hour
own.tsv 2s/2027-02/2027/ @ --value @ own.tsv:2:7: time: '2027' is no month, day or hour
own.tsv 2s/\t3\t/\tfew\t/ @ --value @ own.tsv:2:15: value: 'few' is no number
own.tsv 2s/\t3\t/\t3x\t/ @ --value @ own.tsv:2:15: value: '3x' is no number
own.tsv 2s/\t3\t/\t-\t/ @ --value @ own.tsv:2:15: value: '-' is no number
own.tsv 2s/\t3\t/\t-3\t/ @ --value @ own.tsv:2:15: -3 is below the floor of oil, 0
own.tsv 2s/MMBtu/GPU/ @ --value @ own.tsv:2:17:
own.tsv 4s/2027-03/2027-02/ @ --value @ own.tsv:
own.tsv 4s/2027-03/2027-02-05/ @ --value @ own.tsv:4:7: time: it is in another one of the same path
own.tsv 5d @ --value @ own.tsv:4:7: a time has a price on each of the 2 paths, once; the last has not
own.tsv s/^oil/coal/ @ --value @ desk.yaml:7:
END
}
