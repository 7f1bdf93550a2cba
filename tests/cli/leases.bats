#!/usr/bin/env bats
# cp-finance: leases with others, as a plan writes them.

bats_require_minimum_version 1.5.0
load facts
load lenders

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# Two thousand GPUs let for four years, half of them lent on.
lessor() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026-Q1, to: 2031-Q4}
entities:
  fund:
    tax: 25 %
    cash: 0 USD
    leases:
      gpus:
        side: lessor
        from: 2026-04-01
        until: 2030-03-31
        value: 80 mn USD
        cost: 80 mn USD
        residual: 12 mn USD
        yield: 11 %
        paid: advance
        depreciation: macrs-5
    tranches:
      notes: {amount: 40 mn USD, rate: 7 %, issue: 2026-04-01, first_principal: 2026-06-30, maturity: 2030-03-31, amortisation: level}
END
}

@test "a lessor's payment gives its yield, and its lenders are paid from it" {
    lessor
    finance
    payment=$(told lease_payment)
    near "$(told lease_rate)" 0.11 1e-12
    [ -z "$(told income sale-gain)" ] # bought for what it is worth
    near "$(told cash_flow '^2026-Q2.*capex-leased')" -80e6 1e-3
    near "$(told cash_flow '^2030-Q1.*lease-sale')" 12e6 1e-3
    [ -n "$(told lease_rate finance)" ] # payments are nearly all of its value
    # given instead of the yield it is the rate that the lease has
    finance --set entities/fund/leases/gpus/yield= \
        --set "entities/fund/leases/gpus/payment=$payment USD/year"
    near "$(told lease_rate)" 0.11 1e-9
    near "$(told balance '^2027-Q4.*leased-out')" \
        "$(told lease_account '^2027-Q4.*owed')" 1e-3
    finance
    run -0 cp-finance -p plan.yaml --trace income/fund/lease-income/2027-Q4 /dev/null
    grep -q 'entities/fund/leases/gpus/yield = 0.11  plan.yaml:16:16  11 %' <<<"$output"
}

@test "a lessee's lease stands on its balance sheet, and its payments come before debt" {
    lessor
    finance --set entities/fund/leases/gpus/side=lessee --set entities/fund/leases/gpus/cost= \
        --set entities/fund/leases/gpus/class=operating --set entities/fund/leases/gpus/life='6 years'
    near "$(told lease_rate operating)" 0.11 1e-12
    paid=$(told lease_account '^2027-Q4.*payment')
    near "$(told income '^2027-Q4.*ebitda')" "-$paid" 1e-3 # level payments are their own mean
    near "$(told cfads '^2027-Q4')" "-$paid" 1e-3
    # paid in advance and level: the right of use is what is owed and the payment begun
    near "$(told balance '^2027-Q4.*right-of-use')" "$(told balance '^2027-Q4.*lease-liability')" 1e-3
    near "$(told balance '^2030-Q1.*lease-liability' | tail -1)" 0 1e-3
}

@test "bad leases: position and what is wrong, exit 2" {
    lessor
    bad() { # --set, message
        run -2 cp-finance -p plan.yaml --set "$1" /dev/null
        grep -q "plan.yaml:[0-9]*:[0-9]*: .*$2" <<<"$output" || grep -q -- "--set.*$2" <<<"$output"
    }
    bad entities/fund/leases/gpus/until=2026-03-31 'ends before it begins'
    bad entities/fund/leases/gpus/rate='8 %' 'rate: of a lessee alone'
    bad entities/fund/leases/gpus/side=lessee 'cost: of a lessor alone'
    bad entities/fund/leases/gpus/value= "missing key 'value'"
    bad entities/fund/leases/gpus/yield= 'a lease has payments, or a yield and a value'
    bad entities/fund/leases/gpus/payment='9 mn USD/year' 'yield: the payments are given'
    bad entities/fund/leases/gpus/residual='200 mn USD' 'its residual alone is worth more than the value'
    run -2 cp-finance -p plan.yaml --set entities/fund/leases/gpus/purchase='1 USD' \
        --set entities/fund/leases/gpus/class=operating /dev/null
    grep -q 'is no operating lease' <<<"$output"
}

@test "vendor finance ties out: what one side owes the other has, and cash is cash" {
    run -0 --separate-stderr cp-finance --only -p "$CAPPLAN_SRC/examples/vendor/plan.yaml" /dev/null
    printf '%s\n' "$output" >facts
    # each period's payment of both leases; interest and what is owed of the sale, as the residual of
    # what is let is the lessor's alone
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "lease_account" && $at["kind"] != "asset" &&
            ($at["kind"] == "payment" || $at["name"] == "sold") {
            key = $at["period"] " " $at["name"] " " $at["kind"]
            x[key] += $at["entity"] == "captive" ? $at["value"] : -$at["value"]
            n++
        }
        END { for (k in x) if (x[k] < -0.01 || x[k] > 0.01) { print k, x[k]; bad = 1 }
              exit bad || n < 80 }' facts
    # the maker's profit at once is what the sale is worth above its cost
    near "$(told income "^2026-Q3.*captive.*sale-gain")" 240e6 1
    # 60 are guaranteed and 35 fetched, of what stands in the books with half of 80
    near "$(told income '^2029-Q2.*captive.*sale-gain')" 20e6 1
    near "$(told cash_flow '^2029-Q2.*captive.*lease-sale')" 60e6 1
    [ -n "$(told partner_npv maker)" ]
}
