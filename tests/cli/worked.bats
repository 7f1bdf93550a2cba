# The worked plan through the whole pipeline: what goes in comes out, and what it tells is so.

setup_file() {
    export PLAN=$CAPPLAN_SRC/examples/meta-compute/plan.yaml FACTS=$BATS_FILE_TMPDIR/facts.tsv
    export PATH=$CAPPLAN_BIN:$PATH
    set -o pipefail
    # what cp-forecast 0.1.0 said, so that no figure here moves with the forecast
    demand=$CAPPLAN_SRC/tests/cases/worked/plan.tsv
    cp-supplier -p "$PLAN" "$demand" >"$BATS_FILE_TMPDIR/supply.tsv"
    cp-allocate -q -p "$PLAN" --duals "$BATS_FILE_TMPDIR/supply.tsv" |
        cp-finance -q -p "$PLAN" -o "$FACTS"
}

# The same with other numbers in the plan: the facts of cp-allocate alone.
allocate_with() { # KEY=VALUE...
    cp-allocate -q -p "$PLAN" --only "${@/#/--set=}" "$BATS_FILE_TMPDIR/supply.tsv"
}

# Rows of the facts of some measures, central estimates only: measure, value, then the dimensions
# named.
facts() { # "MEASURE|MEASURE" DIMENSION...
    awk -F '\t' -v measures="^($1)\$" -v want="${*:2}" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(want, dim, " "); next }
        $at["measure"] ~ measures && (!("quantile" in at) || $at["quantile"] == "-") &&
            (!("slice" in at) || $at["slice"] == "-") {
            line = $at["measure"] "\t" $at["value"]
            for (i = 1; i <= n; i++)
                line = line "\t" (dim[i] in at ? $at[dim[i]] : "-")
            print line
        }' "$FACTS"
}

# A number of the plan, without its unit.
number() {
    cp-plan show -p "$PLAN" "$1" | awk '{ x = $1 == "value:" ? $2 : $1 } NR == 1 { print x }'
}

# The true hours of a quarter, for awk.
hours_awk='function hours(q,    y, k, days) {
    y = substr(q, 1, 4); k = substr(q, 7)
    days = k == 1 ? 90 + (y % 4 == 0) : k == 2 ? 91 : 92
    return days * 24
}
function near(a, b, scale) { d = a - b; return (d < 0 ? -d : d) <= 1e-6 * (scale + 1) }
# Beyond what an engine answers to: 1e-8 of 1 and the largest term of a row (cp-solve(1)).
function over(a, most) { return a > most + 1e-8 * (most + 1) }
function fail(text) { print text; bad = 1 }
function verdict() { if (!seen) print "nothing was compared"; exit bad || !seen }'

@test "every number has a source or the reason it is assumed" {
    cp-plan sources --check -p "$PLAN" >/dev/null
}

@test "every stage passes the facts before it through" {
    rows=$(grep -c . "$CAPPLAN_SRC/tests/cases/worked/plan.tsv")
    passed=$(awk -F '\t' 'NR == FNR { for (i = 1; i <= NF; i++) if (FNR == 1) a[$i] = i; else if (i == a["value"]) v[$a["period"], $a["workload"], $a["quantile"], $a["measure"]] = $i; next }
        FNR == 1 { for (i = 1; i <= NF; i++) b[$i] = i; next }
        $b["layer"] != "hardware" && ($b["period"], $b["workload"], $b["quantile"], $b["measure"]) in v &&
            v[$b["period"], $b["workload"], $b["quantile"], $b["measure"]] == $b["value"] { n++ }
        END { print n + 1 }' "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" "$FACTS")
    [ "$rows" -gt 500 ]
    [ "$passed" = "$rows" ]
}

@test "money: the discounted cost facts are the objective" {
    rate=$(number discount)
    facts 'cost|objective' period | awk -F '\t' -v rate="$rate" '
        $1 == "objective" { objective = $2; seen++ }
        $1 == "cost" { t = substr($3, 1, 4) - 2026 + (substr($3, 7) - 0.5) / 4
                       sum += $2 / exp(t * log(1 + rate / 100)) }
        END { d = (sum - objective) / objective; printf "%.15g %.15g %g\n", sum, objective, d
              exit !(seen == 1 && d < 1e-9 && d > -1e-9) }'
}

@test "EFLOP/s: served and unmet are the demand" {
    facts 'served|unmet|demand' period workload | awk -F '\t' "$hours_awk"'
        { if ($1 == "demand") want[$3, $4] = $2; else have[$3, $4] += $2 }
        END { for (k in want) { seen++; if (!near(have[k], want[k], want[k])) fail(k ": " have[k] " of " want[k]) }
              verdict() }'
}

@test "GPUs: each cohort is what it was, less failures and retired" {
    facts 'stock|install|failures|retire' site sku vintage period | awk -F '\t' "$hours_awk"'
        { key = $3 " " $4 " " $5; n = (substr($6, 1, 4) - 2026) * 4 + substr($6, 7)
          keys[key]; if ($1 == "stock") stock[key, n] = $2; else flow[key, n] += $1 == "install" ? $2 : -$2
          if ($1 == "install") put[key] = 1 }
        END { for (key in keys) for (n = 1; n <= 28; n++) {
                  if (n == 1 && !(key in put)) continue   # stands there when the plan starts
                  seen++
                  if (!near(stock[key, n], stock[key, n - 1] + flow[key, n], stock[key, n]))
                      fail(key " " n ": " stock[key, n] " from " stock[key, n - 1] " by " flow[key, n]) }
              verdict() }'
}

@test "GPUs: what is bought is installed or kept, nothing else, and no more than is offered" {
    facts 'buy|install|inventory|supply' sku period offer step | awk -F '\t' "$hours_awk"'
        { n = (substr($4, 1, 4) - 2026) * 4 + substr($4, 7) }
        $1 == "supply" { supply[$5, $6, $4] = $2 }
        $1 == "buy" { bought[$5, $6, $4] = $2 }
        $1 == "buy" && $5 !~ /cloud/ { flow[$3, n] += $2; sku[$3] }
        $1 == "install" { flow[$3, n] -= $2 }
        $1 == "inventory" { kept[$3, n] += $2 }
        END { for (g in sku) for (n = 1; n <= 28; n++) {
                  seen++
                  if (!near(kept[g, n], kept[g, n - 1] + flow[g, n], 1e5))
                      fail(g " " n ": keeps " kept[g, n] " of " kept[g, n - 1] " and " flow[g, n]) }
              for (k in bought)
                  if (over(bought[k], supply[k])) fail(k ": " bought[k] " of " supply[k]); verdict() }'
}

@test "MW: facility power is PUE times IT power, and within the halls" {
    for site in prometheus temple kuna hyperion lebanon el-paso; do
        echo "pue $(number "sites/$site/pue") $site"
    done >"$BATS_TEST_TMPDIR/pue"
    awk '$2 == "cooling" { if (!n++ || $4 < low) low = $4; if ($4 > high) high = $4 }
         END { print "cooling", low, high }' "${PLAN%/*}/profiles.tsv" >>"$BATS_TEST_TMPDIR/pue"
    { tr ' ' '\t' <"$BATS_TEST_TMPDIR/pue"; facts 'power|it_power|halls' site period; } |
        awk -F '\t' "$hours_awk"'
        $1 == "pue" { pue[$3] = $2; next }
        $1 == "cooling" { low = $2; high = $3; next }
        { v[$1, $3, $4] = $2; if ($1 == "power" && $2 > 0) at[$3 SUBSEP $4] }
        END { for (k in at) { split(k, p, SUBSEP); seen++
                  if (over(v["power", k], v["halls", k])) fail(k ": more than the halls")
                  ratio = v["power", k] / v["it_power", k] / pue[p[1]]
                  if (ratio < low - 1e-9 || ratio > high + 1e-9) fail(k ": PUE of " ratio * pue[p[1]]) }
              verdict() }'
}

@test "MW: IT power is what the chips in place draw, idle and at work" {
    for sku in A100-80 H100 GB300 VR200 MI450 MTIA-300; do
        echo "sku $(number "skus/$sku/power") $sku $(number "skus/$sku/idle")"
    done >"$BATS_TEST_TMPDIR/sku"   # kW, %
    { tr ' ' '\t' <"$BATS_TEST_TMPDIR/sku"; facts 'stock|gpu_hours|it_power' sku site period; } |
        awk -F '\t' "$hours_awk"'
        $1 == "sku" { mw[$3] = $2 / 1000; idle[$3] = $4 / 100; next }
        $4 == "-" { next }   # rented: elsewhere
        $1 == "it_power" { want[$4, $5] = $2 }
        $1 == "stock" { draw[$4, $5] += $2 * mw[$3] * idle[$3] }
        $1 == "gpu_hours" { draw[$4, $5] += $2 / hours($5) * mw[$3] * (1 - idle[$3]) }
        END { for (k in want) { seen++; if (!near(draw[k], want[k], want[k])) fail(k ": " draw[k] " for " want[k]) }
              verdict() }'
}

@test "MWh: what the contracts deliver is what the sites draw, and no more than is contracted" {
    facts 'power|energy' site period | awk -F '\t' "$hours_awk"'
        $1 == "energy" { energy[$3, $4] += $2 }
        $1 == "power" { power[$3, $4] = $2 * hours($4) }
        END { for (k in power) { seen++; if (!near(energy[k], power[k], power[k])) fail(k ": " energy[k] " for " power[k]) }
              verdict() }'
    facts 'contract|energy' contract period | awk -F '\t' "$hours_awk"'
        $1 == "contract" { most[$3, $4] = $2 }
        $1 == "energy" { mean[$3, $4] += $2 / hours($4) }
        END { for (k in mean) { seen++; if (over(mean[k], most[k])) fail(k ": " mean[k] " of " most[k]) }
              verdict() }'
}

@test "capex stays within the envelope" {
    limit=$(number capex_limit/2026)
    facts cost period kind | awk -F '\t' -v limit="$limit" '
        $4 ~ /^(capex-site|gpu|battery)$/ { capex[substr($3, 1, 4)] += $2 }
        END { for (y in capex) { n++; if (capex[y] > limit * 1e9) { print y, capex[y]; bad = 1 } }
              exit bad || n != 7 }'
}

# ---- what the plan tells ----

@test "Hyperion's halls stand a year before its gas plants" {
    halls=$(number sites/hyperion/phases/hyp-1/power)
    for quarter in 2028-Q1 2028-Q4; do
        facts 'halls|firm_supply' site period | awk -F '\t' -v halls="$halls" -v q="$quarter" "$hours_awk"'
            $3 == "hyperion" && $4 == q { v[$1] = $2; seen++ }
            END { if (!near(v["halls"], halls, halls)) fail(q ": halls of " v["halls"])
                  if (v["firm_supply"] != 0) fail(q ": firm supply of " v["firm_supply"])
                  verdict() }'
    done
    facts 'halls|firm_supply' site period | awk '$3 == "hyperion" && $4 == "2030-Q1" { v[$1] = $2 }
        END { exit !(v["firm_supply"] > 0.999 * v["halls"] && v["halls"] > 0) }'
}

@test "power binds until Hyperion runs, chips after" {
    # at the end of 2027 the halls are full, work is short, and chips wait for a place
    facts 'unmet|halls|power|inventory' period | awk '$3 == "2027-Q4" { v[$1] += $2 }
        END { exit !(v["power"] > 0.95 * v["halls"] && v["unmet"] > 50 && v["inventory"] > 1e5) }'
    # in 2032 work is short, nothing waits, all that AMD can deliver is bought, and Hyperion has
    # room for more halls
    facts 'unmet|inventory|halls|buy|supply' period offer site | awk -F '\t' '
        $3 == "2032-Q3" && ($1 == "unmet" || $1 == "inventory" || $4 == "amd-mi450" ||
            ($1 == "halls" && $5 == "hyperion")) { v[$1] += $2 }
        END { exit !(v["unmet"] > 50 && v["inventory"] < 1 && v["buy"] > 0.999 * v["supply"] &&
                     v["supply"] > 0 && v["halls"] < 4900) }'
}

@test "what a MW of a contract is worth is what ten more save, to a thousandth" {
    ten=$(($(number contracts/epe-mccloud/power) + 10))
    allocate_with "contracts/epe-mccloud/power=$ten MW" "contracts/epe-mccloud/committed=$ten MW" \
        >"$BATS_TEST_TMPDIR/more.tsv"
    { facts 'objective|discounted_contract_dual' contract; FACTS=$BATS_TEST_TMPDIR/more.tsv facts objective name; } |
        awk -F '\t' '$1 == "objective" { cost[n++] = $2 }
            $3 == "epe-mccloud" { worth = $2 }
            END { saved = (cost[0] - cost[1]) / 10; print worth, saved
                  exit !(worth > 0 && saved < 1.001 * worth && saved > 0.999 * worth) }'
}

@test "a year's slip of the gas plants leaves Hyperion without them and costs money" {
    allocate_with contracts/entergy-esa/from=2029-12-31 contracts/entergy-waterford/from=2030-12-31 \
        >"$BATS_TEST_TMPDIR/late.tsv"
    { facts objective; FACTS=$BATS_TEST_TMPDIR/late.tsv facts 'objective|firm_supply|unmet' period site; } |
        awk -F '\t' '$1 == "objective" { cost[n++] = $2 }
            $1 == "firm_supply" && $3 ~ /^2029/ && $4 == "hyperion" { power += $2; seen++ }
            $1 == "unmet" && $3 ~ /^2029/ { short += $2 }
            END { exit !(cost[1] > 1.05 * cost[0] && seen == 4 && power == 0 && short > 100) }'
}

@test "the report names Hyperion and says what binds" {
    cp-report "$FACTS" >"$BATS_TEST_TMPDIR/report"
    grep -q 'hyperion: halls without firm supply in 2028-Q1' "$BATS_TEST_TMPDIR/report"
    grep -q 'binds first' "$BATS_TEST_TMPDIR/report"
}

# ---- what it means in money ----

@test "money: GPUs are paid for once, and their payments are worth their landed price" {
    rate=$(number discount)
    facts 'cost|cash_flow' kind period | awk -F '\t' -v rate="$rate" '
        { t = substr($4, 1, 4) - 2026 + (substr($4, 7) - 0.5) / 4
          worth = $2 / exp(t * log(1 + rate / 100)) }
        $1 == "cost" && $3 == "gpu" { landed += worth }
        $1 == "cash_flow" && $3 == "capex-gpu" { paid -= worth }
        END { d = (paid - landed) / landed; printf "%.12g %.12g\n", paid, landed
              exit !(landed > 1e9 && d < 1e-9 && d > -1e-9) }'
}

@test "money: all other spending is in the books once" {
    facts 'cost|cash_flow|income' kind entity | awk -F '\t' "$hours_awk"'
        $4 == "consolidated" { next }
        $1 == "cost" && $3 ~ /^(capex-site|battery)$/ { built += $2 }
        $1 == "cash_flow" && $3 == "capex-site" { booked -= $2 }
        $1 == "cost" && $3 !~ /^(capex-site|battery|gpu|unmet|salvage)$/ { run[$3 == "revenue" ? "tenant-revenue" : $3] -= $2 }
        $1 == "income" { income[$3] += $2 }
        END { seen = built > 0; if (!near(built, booked, built)) fail("halls: " booked " of " built)
              for (k in run) if (!near(run[k], income[k], run[k] < 0 ? -run[k] : run[k])) fail(k ": " income[k] " of " run[k])
              verdict() }'
}

@test "balance sheets balance, and cash moves by the cash flow" {
    facts 'balance|cash_flow' kind entity period | awk -F '\t' "$hours_awk"'
        { n = (substr($5, 1, 4) - 2026) * 4 + substr($5, 7); v[$1, $3, $4, n] = $2; names[$4] }
        END { for (e in names) for (n = 1; n <= 28; n++) { seen++
                  if (!near(v["balance", "assets", e, n], v["balance", "liabilities", e, n] + v["balance", "equity", e, n], v["balance", "assets", e, n]))
                      fail(e " " n ": does not balance")
                  if (n > 1 && !near(v["balance", "cash", e, n] - v["balance", "cash", e, n - 1], v["cash_flow", "net-change", e, n], v["balance", "assets", e, n] / 1e6))
                      fail(e " " n ": cash") }
              verdict() }'
}

@test "if Meta leaves Hyperion in 2032, Meta bears it and the partners, not the lenders" {
    facts 'lease_loss|lease_cover' entity kind | awk -F '\t' '
        $3 == "beignet" { v[$1 == "lease_cover" ? "cover" : $4] = $2; seen++ }
        END { exit !(seen == 5 && v["tenant"] > 5e9 && v["lenders"] == 0 && v["cover"] == 0 &&
                     v["partners"] > 3.99 * v["parent"] && v["partners"] < 4.01 * v["parent"]) }'
    # and without the guarantee the lenders do
    cp-finance -q --replace --only -p "$PLAN" --set 'entities/beignet/lease/guarantee=0 USD' "$FACTS" |
        awk -F '\t' '/lenders/ && /lease_loss\t/ { for (i = 1; i < NF; i++) if ($i == "lease_loss") exit !($(i + 1) > 5e9) }'
}

@test "what is still to be spent on a GPU-hour is less than its market price" {
    facts 'cost_per_gpu_hour|market_price' entity kind period | awk -F '\t' '
        $3 == "meta" && $5 == "-" { v[$1 == "market_price" ? "market" : $4] = $2 }
        END { exit !(v["cash"] > 0 && v["cash"] < v["sunk-excluded"] && v["sunk-excluded"] < v["market"]) }'
}

@test "a GPU-hour costs more the more is counted, in every period too" {
    facts cost_per_gpu_hour entity kind period | awk -F '\t' '
        $3 == "meta" { v[$5, $4] = $2; periods[$5] }
        END { for (p in periods) if (!(v[p, "cash"] > 0 && v[p, "cash"] <= v[p, "sunk-excluded"] && v[p, "sunk-excluded"] < v[p, "full"])) { print p; bad = 1 }
              exit bad || length(periods) < 25 }'
}

@test "the report shows debt service coverage by year, of the notes from the year the rent begins" {
    facts dscr entity period | awk -F '\t' '$3 == "beignet" { seen[substr($4, 1, 4)] = $2 }
        END { exit !(!("2028" in seen) && seen[2029] > 0.5 && seen[2032] > 1) }'
    cp-report "$FACTS" | grep -A 12 DSCR | grep -q beignet
}

# In 1,000 scenarios of demand and price, from the plan's own revenue: examples/meta-compute/reprice.
@test "the worked plan says who breaches when, who bears it, and what meta may lose on beignet" {
    cd "$BATS_TEST_TMPDIR" || exit
    awk -f "$CAPPLAN_SRC/examples/meta-compute/reprice" "$FACTS" >repricing.tsv
    [ "$(cut -f 1 repricing.tsv | sort -u | wc -l)" = 1001 ]
    # without what cp-finance wrote: costs and use alone
    cp-finance -p "$PLAN" --only --replace --scenarios facts -j 2 "$FACTS" repricing.tsv >scenarios.tsv 2>notes
    grep -q 'debt is closed in the plan as it is and held in the scenarios' notes
    grep -v '^s[0-9]' scenarios.tsv >said.tsv
    awk -F '\t' "$hours_awk"'
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { m = $at["measure"]; e = $at["entity"]; v = $at["value"] }
        m == "breach_probability" && $at["period"] != "-" {
            seen++
            if (e != "meta" || $at["tranche"] != "gpu-loan") fail("a covenant of " e)
            year[$at["period"]] = v; most = v > most ? v : most; sum += v
        }
        m == "breach_probability" && $at["period"] == "-" { any = v }
        m == "default_probability" && v != 0 { fail("meta has 80 bn USD of cash, and defaults") }
        m == "expected_loss" { loss[e, $at["kind"]] = v }
        m == "maximum_exposure" && $at["quantile"] == "0.5" { exposed[e, $at["name"], $at["kind"]] = v }
        END {
            # of all scenarios at least those of the worst year, at most those of each
            if (!(any >= most && any <= sum + 1e-12 && any > 0 && any < 0.5)) fail("a breach: " any)
            for (y = 2027; y <= 2032; y++) if (!(y in year)) fail("no covenant in " y)
            split("meta beignet", entity, " ")
            for (i in entity) {
                e = entity[i]
                rest = loss[e, "earned"]
                n = split("tax lenders owners kept", kind, " ")
                for (k = 1; k <= n; k++) rest -= loss[e, kind[k]]
                if (rest > 1 || rest < -1) fail(e " bears " rest " more than there is")
            }
            # its rent comes from meta whatever compute brings
            if (loss["beignet", "earned"] != 0 || loss["meta", "lenders"] != 0) fail("lenders bear it")
            # the notes as issued, under a guarantee of 28; rent of 3.08 for two years and of 4.6 for two
            if (!near(exposed["meta", "beignet", "guarantee"], 27.3e9, 27.3e9)) fail("guarantee")
            if (!near(exposed["meta", "beignet", "lease-tail"], 15.36e9, 15.36e9)) fail("lease tail")
            if (!near(exposed["meta", "beignet", "all"], 42.66e9, 42.66e9)) fail("all")
            verdict()
        }' said.tsv
}

# Two methods whose last digits have nothing in common stand for two machines.
@test "limited foresight decides the same whoever solves its windows, and holds no noise" {
    cd "$BATS_TEST_TMPDIR"
    for how in --myopic --rolling=8/4; do
        for engine in auto glpk; do
            cp-allocate -q -p "$PLAN" --only --set slices/days=1 "$how" --engine "$engine" \
                "$BATS_FILE_TMPDIR/supply.tsv" >"$engine.tsv"
        done
        awk -F '\t' '
            FNR == 1 { file++; for (i = 1; i <= NF; i++) at[$i] = i; next }
            $at["measure"] !~ /^(buy|build|inventory|install|stock|retire)$/ { next }
            { key = $0; value = $at["value"]; sub(/\t[^\t]*\t[^\t]*$/, "", key); seen[key] }
            value < 0.1 && $at["unit"] == "GPU" { print FILENAME ": noise: " $0; bad = 1 }
            file == 1 { one[key] = value }
            file == 2 { two[key] = value }
            END {
                for (key in seen)
                    if ((one[key] - two[key]) ^ 2 > (1e-5 * (1 + one[key] + two[key])) ^ 2) {
                        print key ": " one[key] " or " two[key]
                        bad = 1
                    }
                exit bad || length(seen) < 1000
            }' auto.tsv glpk.tsv
    done
}
