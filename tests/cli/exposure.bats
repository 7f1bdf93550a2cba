#!/usr/bin/env bats
# cp-finance: what an entity may lose on those it owns, beyond its share of them.

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# spv RECOURSE [LINE...]: a hall of 1 bn USD, half of a parent's, lent 600 mn; lines under the entity.
spv() {
    cat <<END
discount: 8 %
horizon: {from: 2026, to: 2036}
entities:
  sponsor: {cash: 0 USD}
  spv:
    parent: sponsor
    ownership: 50 %
    consolidated: no
    cash: 0 USD
    tranches:
      loan: {amount: 600 mn USD, issue: 2026-01-01, maturity: 2036-12-31, rate: 6 %, first_principal: 2027-12-31, amortisation: straight$1}
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 1 bn USD, ready: 2027-01-01}
END
    printf '    %s\n' "${@:2}"
}
earns='  rent: {kind: revenue, from: 2027-01-01, amount: 150 mn USD/year}'
# at YEAR KIND: in mn USD; YEAR `-`: the most
at() { awk -F '\t' -v y="$1" -v k="$2" '$1 == y && $4 == "spv" && $3 == k && $(NF - 2) == "maximum_exposure" { printf "%.4f\n", $(NF - 1) / 1e6 }' facts; }
finance() { cp-finance -q --only -p plan.yaml "$@" </dev/null | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
    NR == 1 || $c["measure"] == "maximum_exposure" { print $c["period"] FS $c["entity"] FS $c["kind"] FS $c["name"] FS $c["measure"] FS $c["value"] FS $c["unit"] }' >facts; }

@test "debt with recourse: all, up to a sum less what was paid of it, until completion, none" {
    spv '' "$earns" >plan.yaml
    finance
    [ "$(wc -l <facts)" = 1 ]
    spv ', recourse: full' "$earns" >plan.yaml
    finance
    # 600 mn less a tenth a year from 2027 on, half of it the sponsor's
    [ "$(at 2026 support) $(at 2027 support) $(at 2036 support) $(at - support)" = '300.0000 270.0000 0.0000 300.0000' ]
    spv ', recourse: capped, recourse_cap: 100 mn USD' "$earns" >plan.yaml
    finance
    [ "$(at 2027 support) $(at 2035 support) $(at - all)" = '50.0000 30.0000 50.0000' ]
    # 40 mn a year of rent lack 56 mn of 96 in 2027, and the rest of the 100 in 2028
    spv ', recourse: capped, recourse_cap: 100 mn USD' "${earns/150/40}" >plan.yaml
    finance
    near "$(at 2027 support)" 22 0.001
    [ "$(at 2028 support)" = 0.0000 ]
    spv ', recourse: completion' "${earns/2027-01-01/2028-01-01}" >plan.yaml
    finance
    [ "$(at 2026 support) $(at 2027 support)" = '300.0000 0.0000' ]
}

@test "a tenant's guarantee is at most the debt, and lasts as its lease, whose rent is owed to the end" {
    spv '' 'rent: {2027: 150 mn USD/year, 2030: 160 mn USD/year}' \
        'lease: {until: 2038-06-30, renewal: 80 %, guarantee: 500 mn USD, vacant_value: 40 %}' >plan.yaml
    finance
    [ "$(at 2026 guarantee) $(at 2027 guarantee) $(at 2028 guarantee) $(at 2035 guarantee)" = '500.0000 500.0000 480.0000 60.0000' ]
    # three years of 150 and seven of 160 in the plan, one and 181 days of 365 of another after it
    near "$(at 2026 lease-tail)" "$(awk 'BEGIN { printf "%.4f", 450 + 160 * (7 + 1 + 181 / 365) }')" 1e-3
    near "$(at 2036 lease-tail)" "$(awk 'BEGIN { printf "%.4f", 160 * (1 + 181 / 365) }')" 1e-3
    near "$(at - all)" "$(awk 'BEGIN { printf "%.4f", 500 + 450 + 160 * (8 + 181 / 365) }')" 1e-3
    finance --set entities/spv/lease/until=2030
    [ "$(at 2030 lease-tail) $(at 2031 lease-tail) $(at 2031 guarantee)" = '0.0000 0.0000 0.0000' ]
    near "$(at 2028 lease-tail)" 310 1e-6
}

@test "a lease whose end the plan does not say is not known to end, and said so" {
    spv '' 'rent: 150 mn USD/year' >plan.yaml
    finance
    grep -q '^-	sponsor	lease-tail	spv	maximum_exposure	NA	USD$' facts
    grep -q '^-	sponsor	all	spv	maximum_exposure	NA	USD$' facts
    run -0 --separate-stderr cp-finance --only -p plan.yaml
    [[ $stderr == *'spv: the plan does not say when its lease ends; how much rent sponsor is bound to pay is not known'* ]]
}
