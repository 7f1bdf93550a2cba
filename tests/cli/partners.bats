#!/usr/bin/env bats
# cp-finance: how partners share what an entity pays its owners.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# jv CAPITAL YEARS EQUITY [FLOW...]: CAPITAL USD spent in 2026, each FLOW ('YEAR: USD') earned and paid
# out in its year; money stands in the middle of a year, so that periods are whole years apart.
jv() {
    local capital=$1 years=$2 equity=$3 i=0
    shift 3
    cat <<END
currency: USD
discount: 8 %
horizon: {from: 2026, to: $((2026 + years))}
entities:
  jv:
    cash: 0 USD
    book_life: {site: 1 year}
    waterfall: [opex, tax, distribution]
    equity: {$equity}
    streams:
      build: {kind: capex, from: 2026-06-01, cost: $capital USD, ready: 2026-07-01}
END
    for flow in "$@"; do
        i=$((i + 1))
        echo "      sale$i: {kind: revenue, from: ${flow%%:*}-01-01, until: ${flow%%:*}-12-31, amount: ${flow##*: } USD/year}"
    done
}
finance() { cp-finance -q --only -p plan.yaml "$@" </dev/null >out; }
# gained NAME: what a partner is paid less what it puts in
gained() { value partner_cash "	$1	" <out | awk '{ x += $1 } END { printf "%.2f", x }'; }

# One who puts in all, one who gets the promote; paid at once after so many years. The first is published
# (revitalizerei.com, "Waterfall distributions and promote structures"), the others follow by hand: return
# of capital, 8 % compounded, catch-up until the promote is 20 % of profit, then 80/20.
@test "tiers of return of capital, preferred return, catch-up and split, to the cent" {
    n=0
    while read -r name years catch_up profit lp gp; do
        jv 1000000 "$years" \
            "partners: {lp: {capital: 100 %}, gp: {promote: 100 %}}, hurdles: {preferred: {return: 8 %, promote: 20 %, catch_up: $catch_up %}}" \
            "$((2026 + years)): $((1000000 + profit))" >plan.yaml
        finance
        echo "$name: $(gained lp) $(gained gp)"
        [ "$(gained lp) $(gained gp)" = "$lp.00 $gp.00" ]
        n=$((n + 1))
    done <<'END'
published           1 100 450000 360000 90000
within-pref         1 100  60000  60000     0
in-catch-up         1 100  90000  80000 10000
end-catch-up        1 100 100000  80000 20000
no-catch-up         1   0 450000 376000 74000
half-catch-up       1  50 450000 360000 90000
half-catch-up-short 1  50 100000  90000 10000
two-years           2 100 450000 360000 90000
END
    [ "$n" = 8 ]
}

# 100 put in, 90 and 10; 60 paid after a year and 90 after two. Owed at 8, 12 and 18 %: 48, 52, 58 after
# the first payment, a year later 51.84, 58.24, 68.44. Of 90: 51.84 to capital; 6.4 more to capital with 20 %
# promote is 8; 10.2 more with 30 % is 14.571429; of the rest, 15.588571, 40 % is promote. In all
# 1.6 + 4.371429 + 6.235429 = 12.206857.
@test "a joint venture with three hurdles, worked by hand" {
    three='partners: {fund: {capital: 90 %}, builder: {capital: 10 %, promote: 100 %}}, hurdles: {a: {return: 8 %, promote: 20 %}, b: {return: 12 %, promote: 30 %}, c: {return: 18 %, promote: 40 %}}'
    jv 100e6 2 "$three" '2027: 60e6' '2028: 90e6' >plan.yaml
    finance
    near "$(value partner_cash '2027.*capital	fund' <out)" 54e6 0.01
    near "$(value partner_cash '2028.*promote	builder' <out)" 12206857.142857 0.01
    near "$(value partner_cash '2028.*capital	fund' <out)" 70013828.571429 0.01
    near "$(value partner_cash '2028.*capital	builder' <out)" 7779314.285714 0.01
    near "$(value partner_cash '2026.*contribution	fund' <out)" -90e6 0.01
    # -90 + 54 / x + 70.013829 / x^2 = 0; the builder: -10 + 6 / x + 19.986171 / x^2 = 0
    near "$(value partner_irr '	fund	' <out)" "$(awk 'BEGIN { print (54 + sqrt(54 ^ 2 + 360 * 70.013828571429)) / 180 - 1 }')" 1e-6
    near "$(value partner_irr '	builder	' <out)" "$(awk 'BEGIN { print (6 + sqrt(36 + 40 * 19.986171428571)) / 20 - 1 }')" 1e-6
    near "$(value partner_multiple '	fund	' <out)" 1.3779314285714 1e-9
    # together they have what the entity's equity has
    near "$(value partner_npv <out | awk '{ x += $1 } END { printf "%.3f", x }')" "$(value npv equity <out)" 0.01
}

@test "what is put in later has to be earned too, and the exit is shared" {
    two='partners: {fund: {capital: 80 %}, builder: {capital: 20 %, promote: 100 %}}, hurdles: {a: {return: 10 %, promote: 50 %}}'
    { jv 100e6 2 "$two" '2028: 50e6' && echo '      more: {kind: capex, from: 2027-06-01, cost: 40000000 USD, ready: 2027-07-01}'; } |
        sed 's/^    equity/    exit: {multiple: 3}\n    equity/' >plan.yaml
    finance
    # owed: 100 * 1.1 + 40 = 150 after a year, 165 after two, of which 50 are paid; the exit, half a year
    # later, is three times 50: 115 * 1.1^0.5 to capital, half of what is left promote
    owed=$(awk 'BEGIN { printf "%.6f", 115e6 * 1.1 ^ 0.5 }')
    near "$(value partner_cash 'exit-promote' <out)" "$(awk -v o="$owed" 'BEGIN { printf "%.6f", (150e6 - o) / 2 }')" 1
    near "$(value partner_cash '	exit	fund' <out)" "$(awk -v o="$owed" 'BEGIN { printf "%.6f", 0.8 * (o + (150e6 - o) / 2) }')" 1
    near "$(gained fund)" "$(awk -v a="$(value partner_cash '	exit	fund' <out)" 'BEGIN { printf "%.2f", a + 0.8 * (50e6 - 140e6) }')" 0.02
}

@test "partners and hurdles that do not add up are refused with their position" {
    refused() { # WORD EQUITY
        jv 100 1 "$2" '2027: 120' >plan.yaml
        run -2 cp-finance -p plan.yaml
        echo "$output"
        [[ $output == *plan.yaml:* && $output == *"$1"* ]]
    }
    refused 'their capital adds up to 90 %, not 100 %' 'partners: {a: {capital: 90 %}}'
    refused 'their promote adds up to 0 %, not 100 %' 'partners: {a: {capital: 100 %}}, hurdles: {h: {return: 8 %, promote: 20 %}}'
    refused "'b' is not above the one before it" 'partners: {a: {capital: 100 %, promote: 100 %}}, hurdles: {a: {return: 8 %, promote: 20 %}, b: {return: 8 %, promote: 30 %}}'
    refused 'it never catches up' 'partners: {a: {capital: 100 %, promote: 100 %}}, hurdles: {h: {return: 8 %, promote: 20 %, catch_up: 10 %}}'
}
