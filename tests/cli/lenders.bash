# Deals as a lender writes them, for tests: `load facts`, `load lenders`.

# finance [OPTION...]: facts of plan.yaml, notes in `notes`; the status in `rc`.
finance() {
    rc=0
    # shellcheck disable=SC2034 # tests read it
    cp-finance --only -p plan.yaml "$@" </dev/null >facts 2>notes || rc=$?
}

# told MEASURE [FILTER]: its values in `facts`, one a line.
told() { value "$@" <facts; }

# ties: from the facts alone, of each entity and period: assets are liabilities and equity; cash,
# debt and equity are those before and what flowed. To 1e-6 USD, and the rounding of the sums.
ties() {
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["period"] != "-" && $at["unit"] == "USD" {
            e = $at["entity"]; p = $at["period"]; m = $at["measure"]; k = $at["kind"]
            if (!((e, p) in seen)) { seen[e, p] = 1; list[e, ++n[e]] = p; names[e] = 1 }
            x[e, p, m, k] += $at["value"]
        }
        function abs(a) { return a < 0 ? -a : a }
        function near(a, b, size, what) {
            if (abs(a - b) > 1e-6 + 4e-16 * size) {
                printf "%s: %.9g is not %.9g\n", what, a, b; bad = 1 }
        }
        END {
            for (e in names) for (i = 1; i <= n[e]; i++) {
                p = list[e, i]; q = i > 1 ? list[e, i - 1] : ""
                size = abs(x[e, p, "balance", "assets"]) + abs(x[e, p, "balance", "equity"]) + x[e, p, "balance", "debt"]
                near(x[e, p, "balance", "assets"], x[e, p, "balance", "liabilities"] + x[e, p, "balance", "equity"], size, e " " p " balance")
                near(x[e, p, "balance", "equity"], x[e, p, "balance", "paid-in-capital"] + x[e, p, "balance", "retained-earnings"] + x[e, p, "balance", "minority-interest"], size, e " " p " parts of equity")
                if (q == "") continue
                count++
                near(x[e, p, "balance", "cash"], x[e, q, "balance", "cash"] + x[e, p, "cash_flow", "net-change"], size, e " " p " cash")
                near(x[e, p, "cash_flow", "net-change"], x[e, p, "cash_flow", "operating"] + x[e, p, "cash_flow", "investing"] + x[e, p, "cash_flow", "financing"], size, e " " p " flows")
                if (e !~ /^consolidated/)
                    near(x[e, p, "debt", "-"], x[e, q, "debt", "-"] + x[e, p, "draw", "-"] + x[e, p, "idc", "-"] + x[e, p, "shortfall", "interest"] - x[e, p, "principal", "-"], size, e " " p " debt")
                if (e !~ /^consolidated/)
                    near(x[e, p, "balance", "equity"], x[e, q, "balance", "equity"] + x[e, p, "income", "net-income"] + x[e, p, "cash_flow", "contribution"] + x[e, p, "cash_flow", "distribution"], size, e " " p " equity")
            }
            if (count == 0) bad = 1
            exit bad
        }' facts
}

# A delayed-draw loan of 8.5 bn USD on GPUs let to one customer: public terms, round figures.
ddtl() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026-Q2, to: 2032-Q1}
entities:
  spv:
    tax: 21 %
    state_tax: 5 %
    loss_limit: 80 %
    hurdle: 12 %
    cash: 0 USD
    depreciation: {site: macrs-5, bonus_site: 100 %}
    book_life: {site: 6 years}
    streams:
      gpus: {kind: capex, from: 2026-04-01, until: 2027-06-30, cost: 10 bn USD, ready: 2027-01-01, life: 6 years, depreciation: macrs-5}
      contract: {kind: revenue, from: 2026-10-01, until: 2032-03-31, amount: 3.2 bn USD/year}
      hosting: {kind: opex, from: 2026-10-01, until: 2032-03-31, amount: 700 mn USD/year, escalation: 3 %}
    tranches:
      ddtl:
        amount: 8.5 bn USD
        rate: 2.25 %
        base: {2026-Q2: 3.7 %, 2027: 3.5 %, 2028: 3.4 %}
        swap: 75 %
        swap_rate: 3.65 %
        issue: 2026-04-01
        draw_until: 2027-06-30
        first_principal: 2027-09-30
        maturity: 2032-03-31
        amortisation: level
        gearing: 85 %
        fee: 1 %
        commitment_fee: 0.5 %
        dscr: 1.15
        day_count: act/360
    reserves:
      dsra: {for: debt-service, months: 6}
    reserve_rate: 3 %
    triggers: {lock-up: {dscr: 1.3, cure: 1.35, periods: 2}, trap: {dscr: 1.15, cure: 1.25}}
    waterfall:
      - {action: opex}
      - {action: tax}
      - {action: interest}
      - {action: principal}
      - {action: reserve, account: dsra}
      - {action: sweep, target: ddtl, when: trap}
      - {action: distribution, when: not lock-up}
END
}

# A construction loan that notes take out.
takeout() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026-Q1, to: 2040-Q4}
entities:
  spv:
    tax: 21 %
    hurdle: 12 %
    cash: 0 USD
    depreciation: {site: macrs-15}
    book_life: {site: 30 years}
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2027-12-31, cost: 3 bn USD, ready: 2028-01-01}
      rent: {kind: revenue, from: 2028-01-01, until: 2042-12-31, amount: 380 mn USD/year, escalation: 2.5 %}
      opex: {kind: opex, from: 2028-01-01, until: 2042-12-31, amount: 60 mn USD/year, escalation: 3 %}
    tranches:
      construction: {rate: 3.0 %, base: {2026: 3.7 %, 2027: 3.5 %}, issue: 2026-01-01, draw_until: 2027-12-31, maturity: 2028-06-30,
                     amortisation: bullet, amount: 2.25 bn USD, gearing: 75 %, fee: 1.5 %, commitment_fee: 0.75 %, draw_costs: yes, day_count: act/360}
      notes: {rate: 6.25 %, issue: 2028-06-30, first_principal: 2028-09-30, maturity: 2040-12-31, amortisation: sculpted, dscr: 1.30, fee: 1 %, day_count: 30/360}
END
}

# A joint venture: a senior loan, and a preferred partner who is paid what is over.
preferred() {
    cat >plan.yaml <<'END'
currency: USD
discount: 8 %
horizon: {from: 2026, to: 2040}
entities:
  jv:
    tax: 21 %
    cash: 0 USD
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2027-12-31, cost: 2 bn USD, ready: 2028-01-01}
      rent: {kind: revenue, from: 2028-01-01, amount: 300 mn USD/year}
    tranches:
      senior: {amount: 1 bn USD, rate: 6 %, issue: 2026-01-01, draw_until: 2027-12-31, first_principal: 2028-12-31, maturity: 2040-12-31, amortisation: sculpted, dscr: 1.4, gearing: 50 %, capitalise: yes}
      pref: {amount: 600 mn USD, rate: 10 %, issue: 2026-01-01, draw_until: 2027-12-31, gearing: 30 %, capitalise: yes, first_principal: 2040-12-31, maturity: 2040-12-31}
    waterfall:
      - {action: opex}
      - {action: tax}
      - {action: interest, target: senior}
      - {action: principal, target: senior}
      - {action: sweep, target: pref, limit: 80 %}
      - {action: distribution}
END
}
