# A call of every command that works, one that breaks and one that reads a stream, for what holds for all.
# A new command: give it a case in `works`, `breaks` and `filter`.

# Put before each command: what it is run by; and the commands there are.
prefix=() commands=()

# The files that the calls below read, in the folder where we are.
make_inputs() {
    tab() { tr ' ' '\t'; }
    tab >history.tsv <<'TSV'
period workload measure value unit
2024-Q1 w demand 1 EFLOP/s
2024-Q2 w demand 1.5 EFLOP/s
2024-Q3 w demand 2.25 EFLOP/s
2024-Q4 w demand 3.5 EFLOP/s
2025-Q1 w demand 4.5 EFLOP/s
TSV
    tab >facts.tsv <<'TSV'
period site workload mine measure value unit
2027 - w - demand 1.50 EFLOP/s
2028 - w - demand 1.5e0 EFLOP/s
2028 s - x mine NA kg
TSV
    printf 'period\tmeasure\tvalue\tunit\n2027\tdemand\t1,5\tEFLOP/s\n' >broken.tsv
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    sed 's/4000 GPU/4000 GPUUU/' plan.yaml >broken.yaml
    { cat plan.yaml && printf 'events:\n  ban: {prior: 0.3 1/year}\n'; } >events.yaml
    tab >odds.tsv <<'TSV'
period site workload mine event measure value unit
2027 - w - - demand 1.50 EFLOP/s
2028 - w - - demand 1.5e0 EFLOP/s
2028 s - x - mine NA kg
2027 - - - ban event_probability 0.2 1
2028 - - - ban event_probability 0.5 1
TSV
    { cat plan.yaml && printf 'market:\n  spot: {skus: {G: {price: 2 USD/GPU/h}}, depth: 50 GPU, elasticity: -2}\n'; } >market.yaml
    tab >surplus.tsv <<'TSV'
period site workload mine sku measure value unit
2027 - w - - demand 1.50 EFLOP/s
2028 - w - - demand 1.5e0 EFLOP/s
2028 s - x - mine NA kg
2027 s - - G surplus 876000 GPU.h
2027 s - - G gpu_hour_dual 0.5 USD/GPU/h
TSV
    tab >small.mps <<'MPS'
NAME small
ROWS
 N cost
 L limit
COLUMNS
 x cost -1.5
 x limit 1
RHS
 rhs limit 2.5
ENDATA
MPS
    sed 's/2.5/many/' small.mps >broken.mps
    printf 'time: {column: when}\nrows: [{value: mw, measure: load, unit: MW}]\n' >map.yaml
    printf 'when,mw\n2027-03-14T05,1.5\n2027-03-14T06,\n' >table.csv
    printf 'when,mw\n2027-03-14T05,"1,5"\n' >broken.csv
    printf 'market,probability\nban,0.25\n' >odds.csv
    printf 'market,probability\nban,often\n' >broken.odds
    printf 'watch:\n  w: {measure: demand, take: max, warn: "~:2"}\n' >rules.yaml
    "$CAPPLAN_BIN"/cp-store put runs.db --name mine --at 2026-11-28 facts.tsv >put.out
    if ! locale -a | grep -qi 'de_DE.utf-\?8'; then
        mkdir locales
        localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 2>/dev/null || rm -rf locales
    fi
}

# Those of the build in $CAPPLAN_BIN.
list_commands() {
    local path
    commands=()
    for path in "$CAPPLAN_BIN"/cp-*; do
        case $path in *.o) continue ;; esac
        [ -x "$path" ] && commands+=("${path##*/}")
    done
    [ "${#commands[@]}" -gt 0 ]
}

# Run command $1 so that it writes something; the other words are more options.
works() {
    local name=$1
    shift
    case $name in
    cp-allocate) "${prefix[@]}" "$name" -q -p plan.yaml --duals "$@" <facts.tsv ;;
    cp-finance) "${prefix[@]}" "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-forecast) "${prefix[@]}" "$name" -q -H 3 "$@" <history.tsv ;;
    cp-hedge) "${prefix[@]}" "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-import) "${prefix[@]}" "$name" -q -m map.yaml "$@" table.csv ;;
    cp-market) "${prefix[@]}" "$name" -q "$@" odds.csv - <facts.tsv ;;
    cp-plan) "${prefix[@]}" "$name" "$@" keys ;;
    cp-report) "${prefix[@]}" "$name" "$@" <facts.tsv ;;
    cp-scenario) "${prefix[@]}" "$name" -q -p events.yaml --list "$@" <odds.tsv ;;
    cp-sell) "${prefix[@]}" "$name" -q -p market.yaml "$@" <surplus.tsv ;;
    cp-solve) "${prefix[@]}" "$name" -q "$@" small.mps ;;
    cp-store) "${prefix[@]}" "$name" -q list runs.db "$@" ;;
    cp-supplier) "${prefix[@]}" "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-watch) "${prefix[@]}" "$name" -q -r rules.yaml --all "$@" <facts.tsv ;;
    *)
        echo "$name has no case in calls.bash" >&2
        return 99
        ;;
    esac
}

# The same with bad input.
breaks() {
    local name=$1
    shift
    case $name in
    cp-import) "${prefix[@]}" "$name" -m map.yaml "$@" broken.csv ;;
    cp-plan) "${prefix[@]}" "$name" "$@" check -p broken.yaml ;;
    cp-solve) "${prefix[@]}" "$name" "$@" broken.mps ;;
    cp-store) "${prefix[@]}" "$name" put broken.db --name mine --tee "$@" broken.tsv ;;
    cp-forecast) "${prefix[@]}" "$name" -H 3 "$@" <broken.tsv ;;
    cp-market) "${prefix[@]}" "$name" "$@" broken.odds ;;
    cp-report) "${prefix[@]}" "$name" "$@" <broken.tsv ;;
    cp-watch) "${prefix[@]}" "$name" -r rules.yaml "$@" <broken.tsv ;;
    *) "${prefix[@]}" "$name" -p plan.yaml "$@" <broken.tsv ;;
    esac
}

# Read facts from stdin that is $2.
filter() {
    case $1 in
    cp-market) "$1" -q <"$2" ;;
    cp-import | cp-plan | cp-scenario | cp-solve) return 0 ;;
    cp-store) "$1" -q put empty.db --name mine --at 2026-11-28 --partial <"$2" ;;
    cp-forecast) "$1" -q -H 3 <"$2" ;;
    cp-report) "$1" <"$2" ;;
    cp-watch) "$1" -q -r rules.yaml <"$2" ;;
    *) "$1" -q -p plan.yaml <"$2" ;;
    esac
}
