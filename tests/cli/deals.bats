#!/usr/bin/env bats
# cp-finance: terms of debt, waterfall, reserves and tax, each worked by hand.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# plan [HORIZON] <<ENTITY: a plan whose entity `spv` is read from stdin, owned by `owner`.
plan() {
    {
        printf 'currency: USD\ndiscount: 8 %%\nhorizon: {from: 2026, to: %s}\nentities:\n' "${1-2031}"
        printf '  owner: {cash: 0 USD}\n  spv:\n    parent: owner\n    cash: 0 USD\n'
        sed 's/^/    /'
    } >plan.yaml
}

run_plan() { cp-finance -q --only -p plan.yaml "$@" </dev/null >facts; }

# fact MEASURE [KIND [TRANCHE]]: values of the entity by year, on a line.
fact() {
    awk -F'\t' -v m="$1" -v k="${2--}" -v l="${3-}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $at["kind"] == k && $at["entity"] == "spv" &&
        (l == "" || (at["tranche"] && $at["tranche"] == l)) { printf "%s%.10g", n++ ? " " : "", $at["value"] }' facts
}

# is WANT MEASURE [KIND [TRANCHE]]
is() {
    got=$(fact "${@:2}")
    paste <(tr ' ' '\n' <<<"$got") <(tr ' ' '\n' <<<"$1") | awk -F'\t' '
        { d = $1 - $2; if ($1 == "" || $2 == "" || d > 1e-8 || d < -1e-8) bad = 1 } END { exit bad }' ||
        { echo "${*:2}: got $got, want $1"; false; }
}

@test "draws that pay for their own interest and fees are the closed form's" {
    plan <<'END'
streams:
  first: {kind: capex, from: 2026-01-01, cost: 100 USD, ready: 2028-01-01}
  second: {kind: capex, from: 2027-01-01, cost: 100 USD, ready: 2028-01-01}
  rent: {kind: revenue, from: 2028-01-01, amount: 80 USD/year}
tranches:
  loan: {amortisation: straight, gearing: 60 %, rate: 10 %, issue: 2026-01-01, draw_until: 2027-12-31,
         first_principal: 2028-12-31, maturity: 2031-12-31, fee: 2 %, commitment_fee: 1 %, draw_costs: yes}
END
    run_plan
    # with A the amount: D1 = 0.6 (100 + 0.02 A + 0.01 (A - D1 / 2) + 0.05 D1),
    # D2 = 0.6 (100 + 0.1 D1 + 0.01 (A - D1 - D2 / 2) + 0.05 D2), A = D1 + D2
    is "64.07163881375 66.02305928524 0 0 0 0" draw - loan
    is "3.203581940688 9.708316845637 13.0094698099 9.757102357424 6.50473490495 3.252367452475" interest - loan
    # what was spent until then is geared, costs and all
    is "42.71442587584 44.01537285683 0 0 0 0" cash_flow contribution
}

@test "a floating rate: forward curve, swap and cap" {
    plan 2028 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 50 USD/year}}
tranches:
  loan: {amount: 100 USD, rate: 2 %, base: {2026: 3 %, 2027: 5 %, 2028: 7 %}, swap: 50 %, swap_rate: 4 %,
         cap: 6 %, cap_part: 50 %, issue: 2026-01-01, maturity: 2028-12-31}
END
    run_plan
    is "5.5 6.5 7.25" interest - loan # 2 + 2 + half of 3, of 5, of the mean of 6 and 7
    sed -i 's/swap: 50 %, swap_rate: 4 %,//' plan.yaml
    run_plan
    is "5 7 8.5" interest - loan
}

@test "a margin that steps up" {
    plan 2028 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 50 USD/year}}
tranches:
  loan: {amount: 100 USD, rate: {2026: 2 %, 2028: 2.5 %}, base: {2026: 3 %}, issue: 2026-01-01, maturity: 2028-12-31}
END
    run_plan
    is "5 5 5.5" interest - loan
    run cp-finance -p plan.yaml --set entities/spv/tranches/loan/rate/2028=250 </dev/null
    [ "$status" = 2 ]
}

@test "each draw is repaid in its own tenor" {
    plan 2030 <<'END'
streams:
  first: {kind: capex, from: 2026-01-01, cost: 60 USD, ready: 2027-01-01}
  second: {kind: capex, from: 2027-01-01, cost: 60 USD, ready: 2028-01-01}
  rent: {kind: revenue, from: 2027-01-01, amount: 200 USD/year}
tranches:
  loan: {amount: 200 USD, amortisation: straight, rate: 10 %, issue: 2026-01-01, draw_until: 2027-12-31,
         tenor: 2 years, maturity: 2030-12-31}
END
    run_plan
    is "60 60 0 0 0" draw - loan
    is "0 30 60 30 0" principal - loan
    is "60 90 30 0 0" debt - loan
    run_plan --set entities/spv/tranches/loan/amortisation=bullet
    is "0 0 60 60 0" principal - loan
    # 60 at 10 % in two payments: 34.571; the maturity ends what is left
    run_plan --set entities/spv/tranches/loan/amortisation=level
    is "0 28.5714285714 60 31.4285714286 0" principal - loan
    run_plan --set entities/spv/tranches/loan/maturity=2028-12-31
    is "0 30 90 0 0" principal - loan
    run cp-finance -p plan.yaml --set entities/spv/tranches/loan/amortisation=custom </dev/null
    [ "$status" = 2 ]
    [[ $output == *"tenor: of bullet, level and straight debt alone"* ]]
}

@test "an issue discount and an upfront fee are spread over the life" {
    plan 2029 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 50 USD/year}}
tax: 20 %
tranches:
  notes: {amount: 100 USD, rate: 5 %, issue: 2026-01-01, maturity: 2029-12-31, oid: 2 %, fee: 1 %}
END
    run_plan
    is "2 0 0 0" fees oid
    is "1 0 0 0" fees upfront
    is "-0.75 -0.75 -0.75 -0.75" income fees
    is "2.25 1.5 0.75 0" balance financing-costs
    is "8.85 8.85 8.85 8.85" tax federal # 20 % of 50 - 5 - 0.75
    run_plan --set entities/spv/tranches/notes/fee_tax=none
    is "9 9 9 9" tax federal
}

@test "custom amortisation after grace, by its schedule" {
    plan 2029 <<'END'
streams: {rent: {kind: revenue, from: 2026-01-01, amount: 80 USD/year}}
tranches:
  loan: {amortisation: custom, amount: 100 USD, rate: 10 %, issue: 2026-01-01, first_principal: 2027-12-31,
         maturity: 2029-12-31, schedule: {2027: 25 %, 2028: 15 %, 2029: 60 %}}
END
    run_plan
    is "0 25 15 60" principal - loan
    is "10 10 7.5 6" interest - loan
}

@test "a borrowing base falls by the greater of two steps" {
    plan 2029 <<'END'
streams: {rent: {kind: revenue, from: 2027-01-01, amount: 40 USD/year}}
tranches:
  loan: {amortisation: borrowing-base, amount: 90 USD, rate: 0 %, issue: 2026-01-01, draw_until: 2026-12-31,
         first_principal: 2027-12-31, maturity: 2029-12-31, dscr: 1.25, advance: 80 %, asset_life: 4 years}
END
    sed -i 's/^  spv:/  spv:\n    sites: [hall]/; s/^entities:/sites: {hall: {pue: 1.3}}\nentities:/' plan.yaml
    printf 'period\tsite\tkind\tmeasure\tvalue\tunit\n2026\thall\tgpu\tcost\t100\tUSD\n' >cost.tsv
    cp-finance -q --only -p plan.yaml cost.tsv >facts
    # by contract 96, 64, 32, 0; by assets 70.1, 50.1, 30.1, 10.1: the first falls faster
    is "70.0806451613 0 0 0" draw - loan
    is "0 23.3602150538 23.3602150538 23.3602150538" principal - loan
    # in three years the assets do: 66.8, 40.1, 13.4
    cp-finance -q --only -p plan.yaml --set entities/spv/tranches/loan/asset_life=3years cost.tsv >facts
    is "66.7741935484 0 0 0" draw - loan
    is "0 26.6666666667 26.6666666667 13.4408602151" principal - loan
}

lock_up() {
    plan 2030 <<'END'
streams:
  hall: {kind: capex, from: 2026-01-01, cost: 100 USD}
  first: {kind: revenue, from: 2026-01-01, until: 2026-12-31, amount: 45 USD/year}
  second: {kind: revenue, from: 2027-01-01, until: 2027-12-31, amount: 30 USD/year}
  rest: {kind: revenue, from: 2028-01-01, amount: 40 USD/year}
tranches:
  senior: {amortisation: straight, amount: 100 USD, rate: 10 %, issue: 2026-01-01, maturity: 2030-12-31}
triggers: {lock-up: {dscr: 1.15, cure: 1.2, periods: 2}}
waterfall: [opex, tax, interest, principal, {action: distribution, when: not lock-up}]
END
}

@test "lock-up holds distributions until the DSCR was good again for long enough" {
    lock_up
    run_plan # DSCR 1.5, 1.07, 1.54, 1.67, 1.82
    is "0 0 0 47 18" waterfall distribution
    is "15 17 31 0 0" balance cash
    run_plan --set entities/spv/triggers/lock-up/for_good=yes
    is "15 17 31 47 65" balance cash
    run_plan --set entities/spv/triggers/lock-up/periods=1
    is "0 0 31 16 18" waterfall distribution
}

@test "a sweep repays early while a trigger is on" {
    lock_up
    sed -i 's/{action: distribution, when/{action: sweep, target: senior, limit: 50 %, when: lock-up}, &/' plan.yaml
    run_plan
    is "0 8.5 13.09166666667 0 0" sweep - senior
    is "20 28.5 30.25833333333 10.62083333333 10.62083333333" principal - senior
    is "80 51.5 21.24166666667 10.62083333333 0" debt - senior
}

@test "mezzanine is behind: its trigger defers it, the senior's covenant does not count it" {
    lock_up
    sed -i 's/^      senior:.*/&\n      mezz: {amortisation: bullet, amount: 10 USD, rate: 20 %, issue: 2026-01-01, maturity: 2030-12-31}/
        s/{dscr: 1.15/{target: senior, dscr: 1.15/; s/maturity: 2030-12-31}$/&/
        s/waterfall:.*/waterfall: [opex, tax, {action: interest, target: senior}, {action: principal, target: senior}, {action: interest, target: mezz, when: not lock-up}, {action: principal, target: mezz, when: not lock-up}, {action: distribution, when: not lock-up}]/' plan.yaml
    sed -i 's/\(senior: {.*maturity: 2030-12-31\)}/\1, dscr: 1.1}/' plan.yaml
    run_plan
    # years of lock-up: 2027 and 2028; 2 and 2.4 of interest stay owed and bear interest
    is "2 2 2.4 2.88 2" interest - mezz
    is "0 2 2.4 0 0" shortfall interest mezz
    is "1.5 1.07142857143 1.53846153846 1.66666666667 1.81818181818" covenant dscr senior
}

@test "a debt service reserve: at close, used, filled again" {
    plan 2029 <<'END'
streams:
  hall: {kind: capex, from: 2026-01-01, cost: 100 USD, ready: 2027-01-01}
  first: {kind: revenue, from: 2027-01-01, until: 2027-12-31, amount: 30 USD/year}
  rest: {kind: revenue, from: 2028-01-01, amount: 80 USD/year}
tranches:
  loan: {amortisation: straight, amount: 90 USD, rate: 10 %, issue: 2026-12-31, interest_from: 2027-01-01,
         first_principal: 2027-12-31, maturity: 2029-12-31}
reserves: {service: {for: debt-service, months: 6, funded: close}}
reserve_rate: 10 %
END
    run_plan
    # service 39, 36, 33; half of the next is 19.5, 18, 16.5, 0
    is "19.5 12.45 16.5 0" reserve service
    is "0 1.95 1.245 1.65" income reserve-interest
    is "29.5 0 0 0" cash_flow contribution
    is "0 0 41.195 65.15" waterfall distribution
    is "0 30 30 30" principal - loan
}

@test "tax: losses carried forward up to a limit, a state's tax, credits" {
    plan 2028 <<'END'
tax: 20 %
loss_limit: 80 %
streams:
  cost: {kind: opex, from: 2026-01-01, until: 2026-12-31, amount: 100 USD/year}
  some: {kind: revenue, from: 2027-01-01, until: 2027-12-31, amount: 50 USD/year}
  more: {kind: revenue, from: 2028-01-01, amount: 100 USD/year}
END
    run_plan
    is "0 10 40" taxable_income
    is "0 2 8" tax federal
    run_plan --set 'entities/spv/state_tax=10 %'
    is "0 1 4" tax state
    is "0 1.8 7.2" tax federal
    run_plan --set entities/spv/taxed=owners --set 'entities/spv/state_tax=10 %'
    is "-10 5 10" tax state
    is "-18 9 18" tax federal
    is "100 14 28" cash_flow contribution
    is "-28 -50 -100" cash_flow distribution
}

@test "depreciation: bonus, investment credit, mid-quarter, and what is bought anew" {
    plan 2027 <<'END'
tax: 20 %
depreciation: {classes: {all: {share: 90 %, method: macrs-5, bonus: 60 %, credit: 30 %}}}
streams:
  hall: {kind: capex, from: 2026-01-01, ready: 2026-10-01, cost: 1000 USD}
  rent: {kind: revenue, from: 2026-01-01, amount: 1000 USD/year}
END
    run_plan
    # basis 900 x 0.85 = 765: 459 at once, 306 x 20 % and 32 %
    is "520.2 97.92" tax_depreciation
    is "95.96 180.416" tax federal
    is "95.96 174.04" tax credit
    run_plan --set entities/spv/depreciation/convention=mid-quarter
    is "474.3 116.28" tax_depreciation # 5 % and 38 % of 306
    plan 2031 <<'END'
book_life: {site: 2 years}
streams: {servers: {kind: capex, from: 2026-01-01, every: 2 years, cost: 100 USD, escalation: 10 %}}
END
    run_plan
    is "0 -110 0 -133.1 0 -161.051" cash_flow capex-site
    is "0 0 0 0 0 0" income ebitda
}

@test "GPUs are written down to what they would fetch" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2028}
skus: {g: {peak: 1 PFLOP/s, power: 1 kW, life: 6 years, efficiency: {'*': 50 %}, residual: [90 %, 40 %, 30 %, 0 %]}}
sites: {hall: {pue: 1.3, existing: {g: {units: 10 GPU, age: 0 years, price: 10 USD/GPU}}}}
entities: {spv: {cash: 0 USD, impairment: yes, book_life: {gpu: 5 years}}}
END
    run_plan
    # straight line 80, 60, 40; the market 90, 40, 30: 20 lost in 2027, then a third of 40 a year
    is "80 40 26.6666666667" balance ppe-gpu
    is "0 -20 0" income impairment
    is "-20 -20 -13.3333333333" income depreciation-gpu
    run_plan --set entities/spv/impairment=no
    is "80 60 40" balance ppe-gpu
    # launches of 2025 and 2029 change nothing; that of 2027 halves 40; 2028: 2/3 of 20 is below 13.5
    sed -i 's/residual:/launches: {2025: 80 %, 2027-07: 50 %, 2028: 10 %, 2029: 70 %}, &/' plan.yaml
    run_plan
    is "80 20 13.3333333333" balance ppe-gpu
    is "0 -40 0" income impairment
    run_plan --set skus/g/launches/2028=20%
    is "80 20 12" balance ppe-gpu # 30 x 0.5 x 0.8
}

@test "GPUs bought are written down by their SKU, paid on arrival or by milestones" {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2028}
skus:
  g: {peak: 1 PFLOP/s, power: 1 kW, efficiency: {'*': 50 %}, residual: [40 %, 30 %, 0 %]}
  h: {peak: 1 PFLOP/s, power: 1 kW, efficiency: {'*': 50 %}}
entities: {spv: {cash: 0 USD, impairment: yes, book_life: {gpu: 5 years}}}
END
    printf 'period\tsku\toffer\tvintage\tkind\tmeasure\tvalue\tunit\n' >head
    printf '2026\t%s\t-\t-\tgpu\tcost\t100\tUSD\n' g h - | cat head - >arrival.tsv
    cp-finance -q --only -p plan.yaml arrival.tsv >facts
    # bought on 2 July at noon, f = 369/744 of a year before the next: the books of g are 100 - 20 f,
    # 80 - 20 f, 60 - 20 f less write-downs, its market 100 - 60 f, 40 - 10 f, 30 - 30 f is lower
    is "250.4032258 175.2016129 115.2822581" balance ppe-gpu
    {
        cat head
        printf '2026\tg\to\t-\t-\tbuy\t10\tGPU\n2026\tg\to\t2026\t-\tmilestone\t10\tUSD/GPU\n'
        printf '2026\th\t-\t-\tgpu\tcost\t200\tUSD\n2026\tg\to\t-\tgpu\tcost\t99\tUSD\n'
    } >milestones.tsv
    cp-finance -q --only -p plan.yaml milestones.tsv >facts
    is "250.4032258 175.2016129 115.2822581" balance ppe-gpu
}

@test "terms that cannot be: one error each, with position" {
    refused() { # MESSAGE ENTITY-LINE...
        printf '%s\n' "${@:2}" | plan
        run cp-finance -q -p plan.yaml </dev/null
        [ "$status" = 2 ]
        echo "$output"
        [ "${#lines[@]}" = 1 ]
        [[ $output == "cp-finance: plan.yaml:"*:*": entities/spv"*"$1"* ]]
    }
    loan='amount: 100 USD, rate: 5 %, issue: 2026-01-01, maturity: 2029-12-31'
    refused "'-5 %' is negative" "tranches: {loan: {${loan/5 %/-5 %}}}"
    refused "missing key 'rate'" "tranches: {loan: {${loan/rate: 5 %, /}}}"
    refused 'maturity is not after the issue' "tranches: {loan: {${loan/2029/2025}}}"
    refused 'interest_from is not between' "tranches: {loan: {$loan, interest_from: 2025-12-31}}"
    refused "missing key 'swap_rate'" "tranches: {loan: {$loan, base: 3 %, swap: 50 %}}"
    refused "missing key 'base'" "tranches: {loan: {$loan, cap: 6 %}}"
    refused "missing key 'schedule'" "tranches: {loan: {$loan, amortisation: custom}}"
    refused 'its parts add up to 90 %, not 100 %' \
        "tranches: {loan: {$loan, amortisation: custom, schedule: {2027: 50 %, 2028: 40 %}}}"
    refused 'overlaps the period before it or is out of order' \
        "tranches: {loan: {$loan, amortisation: custom, schedule: {2028: 50 %, 2027: 50 %}}}"
    refused 'overlaps the period before it or is out of order' \
        "tranches: {loan: {$loan, amortisation: custom, schedule: {2027: 50 %, 2027-Q4: 50 %}}}"
    refused 'schedule: not between issue and maturity' \
        "tranches: {loan: {$loan, amortisation: custom, schedule: {2027: 50 %, 2030: 50 %}}}"
    refused 'interest is drawn or added to the debt, not both' \
        "tranches: {loan: {$loan, draw_until: 2027-01-01, draw_costs: yes, capitalise: yes}}"
    refused "missing key 'advance'" "tranches: {loan: {$loan, amortisation: borrowing-base, dscr: 1.2}}"
    refused "'0 years' is not above 0" \
        "tranches: {loan: {$loan, amortisation: borrowing-base, dscr: 1.2, advance: 80 %, asset_life: 0 years}}"
    refused "limit: only sweep and distribution have one" 'waterfall: [{action: opex, limit: 50 %}]'
    refused "waterfall/1: no trigger 'lock'" 'waterfall: [{action: distribution, when: not lock}]'
    refused "waterfall/1: no reserve 'x'" 'waterfall: [{action: reserve, account: x}]'
    refused "cure: is below dscr" 'triggers: {t: {dscr: 1.2, cure: 1.1}}'
    refused "missing key 'stream'" 'reserves: {r: {for: capex}}'
    refused "reserves/r: no stream 'x'" 'reserves: {r: {for: capex, stream: x}}'
    refused "stream 'x' is no capex" 'streams: {x: {kind: opex, from: 2026-01-01, amount: 1 USD/year}}' \
        'reserves: {r: {for: capex, stream: x}}'
    refused 'ends before it begins' \
        'streams: {x: {kind: opex, from: 2027-01-01, until: 2026-01-01, amount: 1 USD/year}}'
    refused "missing key 'cost'" 'streams: {x: {kind: capex, from: 2027-01-01}}'
    refused 'capex and grants have a cost' 'streams: {x: {kind: capex, from: 2027-01-01, cost: 1 USD, amount: 1 USD/year}}'
    refused "missing key 'price'" 'streams: {x: {kind: revenue, from: 2027-01-01, output: 1 MWh/year}}'
    refused 'add up to 120 %, more than 100 %' \
        'depreciation: {classes: {a: {share: 60 %, method: macrs-5}, b: {share: 60 %, method: sl-15}}}'
    refused "'macrs-6' is not one of" 'depreciation: {classes: {a: {share: 60 %, method: macrs-6}}}'
    refused "'0 %' is not above 0" 'loss_limit: 0 %'
}
