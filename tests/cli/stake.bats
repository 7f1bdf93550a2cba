#!/usr/bin/env bats
# cp-finance: what an owner's book has of an entity by the equity method [ASC 323-10-35-19 to 22,
# IAS 28.38].

bats_require_minimum_version 1.5.0
load facts

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# A hall of 100 mn USD that is written off in five years, 80 mn of it lent without interest; half of
# it is the sponsor's. It loses 15 mn a year, then earns 40 mn; all cash is kept. Its equity at the
# end of 2026 to 2031: 20, 5, -10, -25, 15, 55 mn.
# spv RECOURSE [LINE...]
spv() {
    cat <<END
horizon: {from: 2026, to: 2031}
entities:
  sponsor: {cash: 30 mn USD}
  spv:
    parent: sponsor
    ownership: 50 %
    consolidated: ${consolidated-no}
    cash: 0 USD
    book_life: {site: 5 years}
    waterfall: [opex, tax, interest, principal]
    tranches:
      loan: {amount: 80 mn USD, issue: 2026-01-01, maturity: 2036-12-31, rate: 0 %$1}
    streams:
      build: {kind: capex, from: 2026-01-01, until: 2026-12-31, cost: 100 mn USD, ready: 2027-01-01}
      poor: {kind: revenue, from: 2027-01-01, until: 2029-12-31, amount: 5 mn USD/year}
      good: {kind: revenue, from: 2030-01-01, amount: 60 mn USD/year}
END
    printf '    %s\n' "${@:2}"
}
# mn MEASURE FILTER: by period, in mn USD, rounded
mn() { value "$1" "$2" <out | awk '{ printf "%s%.4g", s, $1 / 1e6; s = " " }'; }
finance() { cp-finance --only -p plan.yaml "$@" </dev/null >out 2>notes; }

@test "losses end at nothing where no debt has recourse, and are made good before profits count" {
    spv '' >plan.yaml
    finance
    [ "$(mn balance '	spv	.*	equity	')" = "20 5 -10 -25 15 55" ]
    [ "$(mn balance 'sponsor.*associates')" = "10 2.5 0 0 7.5 27.5" ]
    [ "$(mn income 'sponsor.*associates')" = "0 -7.5 -2.5 0 7.5 20" ]
    [ "$(mn suspended_loss sponsor)" = "5 12.5 0 0" ]
    grep -F 'sponsor: its stake in spv is worth nothing in its book from 2028 on; losses of up to 1.25e+07 USD beyond it are suspended' notes
}

@test "as far as the owner stands behind the debt its book takes losses below nothing" {
    spv ', recourse: full' >plan.yaml
    finance
    [ "$(mn balance 'sponsor.*associates')" = "10 2.5 -5 -12.5 7.5 27.5" ]
    [ -z "$(value suspended_loss <out)" ]
    spv ', recourse: capped, recourse_cap: 6 mn USD' >plan.yaml
    finance
    [ "$(mn balance 'sponsor.*associates')" = "10 2.5 -3 -3 7.5 27.5" ]
    [ "$(mn suspended_loss sponsor)" = "2 9.5 0 0" ]
}

@test "what is paid out beyond the stake is income, and later profits make it good first" {
    spv '' >plan.yaml
    sed -i 's/waterfall:.*/waterfall: [opex, tax, interest, principal, distribution]/' plan.yaml
    finance
    # equity 20, 0, -20, -40, -60, -80 after 5 mn a year and then 60 mn are paid out
    [ "$(mn balance 'sponsor.*associates')" = "10 0 0 0 0 0" ]
    [ "$(mn income 'sponsor.*associates')" = "0 -7.5 2.5 2.5 30 30" ]
}

@test "the group bears the losses of an entity inside that its owner's book does not" {
    consolidated=yes spv '' >plan.yaml
    finance
    [ "$(mn balance 'sponsor.*associates')" = "10 2.5 0 0 7.5 27.5" ]
    # 30 mn of cash, of which 10 mn went into the hall; half of its equity is others'
    [ "$(mn balance 'consolidated.*	equity	')" = "40 25 10 -5 35 75" ]
    [ "$(mn balance 'consolidated.*	minority-interest	')" = "10 2.5 -5 -12.5 7.5 27.5" ]
    [ "$(mn income 'consolidated.*	net-income	')" = "0 -7.5 -7.5 -7.5 20 20" ]
    [ -z "$(value balance 'consolidated.*	associates	' <out)" ]
}
