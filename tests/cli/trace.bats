#!/usr/bin/env bats
# cp-finance --trace: a number, what it is made of, and where that stands.

bats_require_minimum_version 1.5.0
load facts
load whole

setup_file() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_FILE_TMPDIR" || exit
    folder=$(worked_stream)
    cp "$folder/3.tsv" stream.tsv
}

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    worked=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    stream=$BATS_FILE_TMPDIR/stream.tsv
    cd "$BATS_TEST_TMPDIR" || exit
    cat >plan.yaml <<END
horizon: {from: 2026-Q1, to: 2028-Q4}
entities:
  hall:
    cash: 0 USD
    streams:
      rent: {kind: revenue, from: 2026-01-01, amount: 40 mn USD/year, source: the lease of 2025}
    tranches:
      loan: {amount: 100 mn USD, rate: 6 %, issue: 2025-12-31, maturity: 2028-12-31, amortisation: straight, assumed: an even one}
END
}

trace() { cp-finance -q "$@"; }

# What its leaves are, and that every node that stands on no other is a leaf.
leaves() { # json
    awk '/"id":/ && !/"of":/ {
        if (!match($0, /"op":"[a-z]*"/))
            exit 1
        op = substr($0, RSTART + 6, RLENGTH - 7)
        n[op]++
        if (op == "key" && !/"key":"[^"]+"/ || op == "fact" && !/"line":[1-9]/)
            bad++
    }
    END {
        for (op in n)
            if (op != "key" && op != "fact" && op != "number" && op != "sum")
                bad++
        print bad + 0, (n["key"] + n["fact"] > 0 ? "leaves" : "none")
    }' "$1"
}

@test "a coverage of 40 over 38.5 is traced to rent, rate and amount, each with its place and source" {
    # a fourth: 10 mn of rent; 100/12 mn of principal and 1.5 mn of interest
    trace -p plan.yaml --trace dscr/hall/2026-Q1 </dev/null >out
    grep -q '^dscr/hall/2026-Q1 = 1.016949153: ratio$' out
    grep -q '^  cfads/hall/2026-Q1 = 10000000: sum$' out
    grep -q 'entities/hall/streams/rent/amount = 40000000  plan.yaml:6:55  40 mn USD/year  source: the lease of 2025$' out
    grep -q 'entities/hall/tranches/loan/rate in 2026-Q1 = 0.06  plan.yaml:8:40  6 %  assumed: an even one$' out
    grep -q 'entities/hall/tranches/loan/amount = 100000000  plan.yaml:8:22  100 mn USD  assumed: an even one$' out
}

@test "a value that --set changes, and a default, say so" {
    trace -p plan.yaml --set entities/hall/streams/rent/amount='48 mn USD/year' \
        --trace dscr/hall/2026-Q1 </dev/null >out
    grep -q '^dscr/hall/2026-Q1 = 1.220338983: ratio$' out
    grep -q 'streams/rent/amount = 48000000  --set  48 mn USD/year' out
    grep -q 'entities/hall/streams/rent/escalation = 0.25[0-9]*  default$' out
}

@test "every headline figure of the worked plan ends in plan keys and facts, which give it again" {
    for fact in npv/meta/equity irr/meta/equity cost_per_gpu_hour/meta/cash \
        cost_per_gpu_hour/meta/full dscr_min/beignet dscr/beignet/2029-Q4 npv/beignet/equity \
        irr/beignet/equity debt/gpu-loan/2027-Q2; do
        trace -p "$worked" "$stream" --trace $fact --format json >out.json
        [ "$(leaves out.json)" = "0 leaves" ]
    done
}

@test "all formats have the same root and leaves" {
    for format in text dot json; do
        trace -p plan.yaml --trace debt/hall/2027-Q4 --format $format </dev/null >out.$format
        grep -q 'entities/hall/tranches/loan/amount' out.$format
    done
    grep -q '^digraph trace {$' out.dot
    grep -q '"name":"debt/hall/loan/2027-Q4","op":"sum","value":' out.json
    if command -v python3 >/dev/null; then
        python3 - <<'PY'
import json
g = json.load(open('out.json'))
node = {n['id']: n for n in g['nodes']}
def value(i, seen={}):
    n = node[i]
    if 'of' not in n:
        return n['value'] if n['op'] in ('key', 'fact', 'number') else 0
    if i not in seen:
        x = [value(t['id']) for t in n['of']]
        times = [t['times'] for t in n['of']]
        op = n['op']
        seen[i] = (n.get('plus', 0) + sum(a * b for a, b in zip(times, x)) if op == 'sum' else
                   x[0] * x[1] if op == 'product' and len(x) == 2 else
                   (x[0] / x[1] if x[1] else n.get('plus', 0)) if op == 'ratio' else
                   min(x) if op == 'least' else max(x) if op == 'most' else float('nan'))
        if op == 'product' and len(x) != 2:
            p = 1
            for a in x: p *= a
            seen[i] = p
    return seen[i]
v = value(g['root'])
assert abs(v - 100e6 / 3) < 1e-2, v
PY
    fi
}

@test "a fact that was read is its own line, and one that there is not is refused with a way out" {
    printf 'period\tkind\tmeasure\tvalue\tunit\n2026-Q1\tenergy\tcost\t5\tUSD\n' >cost.tsv
    trace -p plan.yaml cost.tsv --trace cost/2026-Q1 >out
    [ "$(cat out)" = "cost/2026-Q1/energy = 5  cost.tsv:2:21" ]
    run -2 --separate-stderr trace -p plan.yaml cost.tsv --trace dscr/hall/2031-Q1
    [[ $stderr == *"no fact 'dscr/hall/2031-Q1'; name one as MEASURE/ENTITY/.../PERIOD"* ]]
    run -2 --separate-stderr trace -p plan.yaml cost.tsv --trace dscr/hall
    [[ $stderr == *"--trace: 12 facts are 'dscr/hall': dscr/2026-Q1/hall, "* ]]
    run -2 --separate-stderr trace -p plan.yaml cost.tsv --format dot
    [[ $stderr == *"--format dot is of --trace"* ]]
    run -2 --separate-stderr trace -p plan.yaml cost.tsv --trace npv/hall --check
}
