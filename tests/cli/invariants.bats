#!/usr/bin/env bats
# What holds for every command there is. A new command: give it a case in `works` and `breaks`.

bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
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

setup() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
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
    cp-allocate) "$name" -q -p plan.yaml --duals "$@" <facts.tsv ;;
    cp-finance) "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-forecast) "$name" -q -H 3 "$@" <history.tsv ;;
    cp-hedge) "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-import) "$name" -q -m map.yaml "$@" table.csv ;;
    cp-market) "$name" -q "$@" odds.csv - <facts.tsv ;;
    cp-plan) "$name" "$@" keys ;;
    cp-report) "$name" "$@" <facts.tsv ;;
    cp-scenario) "$name" -q -p events.yaml --list "$@" <odds.tsv ;;
    cp-sell) "$name" -q -p market.yaml "$@" <surplus.tsv ;;
    cp-solve) "$name" -q "$@" small.mps ;;
    cp-store) "$name" -q list runs.db "$@" ;;
    cp-supplier) "$name" -q -p plan.yaml "$@" <facts.tsv ;;
    cp-watch) "$name" -q -r rules.yaml --all "$@" <facts.tsv ;;
    *)
        echo "$name has no case in invariants.bats" >&2
        return 99
        ;;
    esac
}

# The same with bad input.
breaks() {
    local name=$1
    shift
    case $name in
    cp-import) "$name" -m map.yaml "$@" broken.csv ;;
    cp-plan) "$name" "$@" check -p broken.yaml ;;
    cp-solve) "$name" "$@" broken.mps ;;
    cp-store) "$name" put broken.db --name mine --tee "$@" broken.tsv ;;
    cp-forecast) "$name" -H 3 "$@" <broken.tsv ;;
    cp-market) "$name" "$@" broken.odds ;;
    cp-report) "$name" "$@" <broken.tsv ;;
    cp-watch) "$name" -r rules.yaml "$@" <broken.tsv ;;
    *) "$name" -p plan.yaml "$@" <broken.tsv ;;
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

@test "a working call exits 0 and writes" {
    for name in "${commands[@]}"; do
        echo "# $name"
        works "$name" >out
        [ -s out ]
    done
}

@test "--help, --usage and --version exit 0 and name the command" {
    for name in "${commands[@]}"; do
        echo "# $name"
        "$name" --help | grep -q "^Usage: $name "
        "$name" --usage | grep -q "^Usage: $name "
        [[ "$("$name" --version)" == "$name (capplan) "* ]]
    done
}

# OpenBLAS, where it is loaded, asks for gigabytes and waits for ever until it gets them.
@test "in 100 MB of address space --help and --version end, and no command links OpenBLAS" {
    ! nm "$(command -v cp-plan)" 2>/dev/null | grep -q __asan_ || skip "sanitizers reserve terabytes"
    for name in "${commands[@]}"; do
        for option in --help --version; do
            echo "# $name $option"
            (ulimit -v 100000 && exec timeout -k 1 20 "$name" "$option" >out)
            [ -s out ]
        done
        [ "$(LD_TRACE_LOADED_OBJECTS=1 "$(command -v "$name")" | grep -cE 'openblas|libblas|cholmod|umfpack')" = 0 ]
    done
}

@test "--help speaks alike: capitals at the start, no full stop at the end" {
    for name in "${commands[@]}"; do
        "$name" --help >help
        echo "# $name"
        sed -n 2p help | grep -q '^[A-Z].*[^.]$'
        run grep -E '^ +(-[A-Za-z?], +)?--[a-z-]+[^ ]* (ARG[^ ]* )? +[^A-Z ]' help
        [ "$output" = "" ]
    done
}

@test "an unknown option exits 2 and says where help is" {
    for name in "${commands[@]}"; do
        run --separate-stderr "$name" --no-such-option
        echo "# $name: $stderr"
        [ "$status" = 2 ]
        [ -z "$output" ]
        [[ $stderr == "$name: "*"$name --help"* ]]
    done
}

@test "what cannot be written is exit 2 with one message" {
    for name in "${commands[@]}"; do
        for option in --help --version; do
            run bash -c '"$0" "$1" >/dev/full' "$name" "$option"
            [ "$status" = 2 ]
            [[ $output == "$name: "*"No space left on device" ]]
        done
        status=0
        works "$name" >/dev/full 2>message || status=$?
        echo "# $name: $status, $(cat message)"
        [ "$status" = 2 ]
        [ "$(wc -l <message)" = 1 ]
        grep -Eq "^$name: <stdout>: cannot write(: No space left on device)?$" message
    done
}

@test "closed standard streams are errors, not crashes" {
    for name in "${commands[@]}"; do
        status=0
        case $name in
        cp-import | cp-plan | cp-solve) works "$name" <&- >out ;;
        cp-store) "$name" put closed.db --name mine <&- >out 2>message || status=$? ;;
        cp-forecast) "$name" -H 3 <&- >out 2>message || status=$? ;;
        cp-report) "$name" <&- >out 2>message || status=$? ;;
        cp-watch) "$name" -r rules.yaml <&- >out 2>message || status=$? ;;
        *) "$name" -p plan.yaml <&- >out 2>message || status=$? ;;
        esac
        case $name in
        cp-import | cp-plan | cp-solve) ;;
        *)
            echo "# $name: $status, $(cat message)"
            [ "$status" = 2 ]
            grep -q "^$name: <stdin>: cannot read: Bad file descriptor$" message
            ;;
        esac
        status=0
        works "$name" >&- 2>message || status=$?
        echo "# $name: $status, $(cat message)"
        [ "$status" = 2 ]
        grep -q "^$name: " message
        works "$name" 2>&- >out
    done
}

@test "zero bytes and a header alone are empty streams" {
    printf 'period\tmeasure\tvalue\tunit\n' >header.tsv
    for name in "${commands[@]}"; do
        for input in /dev/null header.tsv; do
            status=0
            filter "$name" "$input" >out 2>message || status=$?
            echo "# $name $input: $status, $(cat message)"
            [ "$status" -lt 2 ]
        done
    done
}

@test "a reader that goes away kills quietly" {
    for name in "${commands[@]}"; do
        { sleep 0.1; status=0; works "$name" 2>message || status=$?; echo "$status" >status; } | true
        echo "# $name: $(cat status message)"
        [ "$(cat status)" = 141 ]
        [ ! -s message ]
    done
}

@test "a locale with a decimal comma changes no byte" {
    locale -a | grep -qi 'de_DE.utf-\?8' || [ -d locales ] || skip "no de_DE locale, and localedef cannot make one"
    [ ! -d locales ] || export LOCPATH=$PWD/locales
    [ "$(LC_ALL=de_DE.UTF-8 locale decimal_point)" = , ]
    for name in "${commands[@]}"; do
        echo "# $name"
        LC_ALL=C works "$name" >c.out
        LC_ALL=de_DE.UTF-8 works "$name" | cmp - c.out
    done
}

@test "the same input gives the same bytes, whatever the number of threads" {
    for name in "${commands[@]}"; do
        echo "# $name"
        works "$name" >one
        works "$name" | cmp - one
        if "$name" --help | grep -q -- --jobs; then
            works "$name" -j 1 | cmp - one
            works "$name" -j 3 | cmp - one
        fi
        if "$name" --help | grep -q -- --seed; then
            works "$name" --seed 7 >one
            works "$name" --seed 7 | cmp - one
        fi
    done
}

@test "filters pass facts through byte for byte" {
    head -1 facts.tsv >want
    for name in "${commands[@]}"; do
        "$name" --help | grep -Eq -- '--only( |$)' || continue # that of cp-report names sections
        [ "$name" != cp-forecast ] || continue # its facts.tsv holds demand, which it writes itself
        works "$name" >out
        echo "# $name"
        # the columns of the input stand in the output, with what the command adds
        for column in period site workload mine; do
            head -1 out | tr '\t' '\n' | grep -qx "$column"
        done
        grep -q "1.5e0" out
        grep -q "	NA	kg$" out
    done
}

@test "-o is whole or not there" {
    for name in "${commands[@]}"; do
        rm -rf here
        mkdir here
        works "$name" >want
        works "$name" -o here/out >printed
        echo "# $name"
        [ ! -s printed ]
        cmp here/out want
        status=0
        breaks "$name" -o here/new 2>message || status=$?
        echo "# $name: $status, $(cat message)"
        [ "$status" = 2 ]
        grep -Eq "^$name: (broken\.[a-z]*|<stdin>):[0-9]+" message
        breaks "$name" -o here/out 2>message || true
        cmp here/out want
        [ "$(ls -A here)" = out ]
        status=0
        works "$name" -o missing/out 2>message || status=$?
        [ "$status" = 2 ]
    done
}

# The names of a command's options as its --help tells them, but for those that argp gives all.
options_of_help() {
    "$1" --help | grep -oE '^ +(-[A-Za-z?], +)?--[a-z-]+' | grep -oE -- '(^| )--?[A-Za-z?][a-z-]*' |
        tr -d ' ' | grep -vxE -- '-\?|--help|--usage|-V|--version' | sort
}

# The same from the list of options of a page, and each option's line there.
options_of_page() {
    sed -n '/^\.It Fl /{s/\\-/-/g;s/^\.It //p}' "$1" | grep -oE 'Fl [^ ]+' | sed 's/^Fl /-/' | sort -u
}

@test "options of --help, of the manual and of the completion are the same" {
    # shellcheck source=/dev/null
    . "$CAPPLAN_SRC/completion/capplan"
    for name in "${commands[@]}"; do
        page=$CAPPLAN_SRC/man/$name.1
        echo "# $name: < --help, > manual"
        options_of_help "$name" >told
        [ -s told ]
        diff told <(options_of_page "$page")

        sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/{s/\\-/-/g;p}' "$page" >synopsis
        sed -n '/^\.It Fl /{s/\\-/-/g;s/^\.It Fl //p}' "$page" | while read -r first _; do
            echo "# $name: synopsis without $first"
            case $first in
            -*) grep -qE "(Fl|\|) $first( |$)" synopsis ;;
            *) grep -qE "Fl [a-zA-Z]*$first" synopsis ;;
            esac
        done

        complete -p "$name"
        COMP_WORDS=("$name" --) COMP_CWORD=1
        _capplan "$name" -- "$name"
        echo "# $name: < --help, > completion"
        diff <(grep -- -- told) <(printf '%s\n' "${COMPREPLY[@]}" |
            grep -vxE -- '--help|--usage|--version' | sort)
    done
}

# The words offered after an option.
offered() { # COMMAND OPTION [BEGUN]
    COMP_WORDS=("$1" "$2" "${3-}") COMP_CWORD=2
    _capplan "$1" '' "$2"
    printf '%s\n' "${COMPREPLY[@]}"
}

@test "what the completion offers after an option is accepted" {
    # shellcheck source=/dev/null
    . "$CAPPLAN_SRC/completion/capplan"
    for engine in $(offered cp-solve --engine | grep -v exec:); do
        cp-solve -q --engine "$engine" "$CAPPLAN_SRC/examples/solve/contracts.mps"
    done
    for format in $(offered cp-solve --format); do
        cp-solve -q --format "$format" "$CAPPLAN_SRC/examples/solve/contracts.mps"
    done
    printf 'date\tamount\n2026-01-01\t-100\n2027-01-01\t110\n' >flows
    printf 'period\tamount\n0\t-100\n1\t110\n' >periods
    for metric in $(offered cp-finance --metric); do
        cp-finance --metric "$metric" --rate 5% "$([ "$metric" = xirr ] && echo flows || echo periods)"
    done
    for what in $(offered cp-allocate --minimize); do
        run ! cp-allocate --minimize "$what" -p "$CAPPLAN_SRC/nowhere.yaml"
        [[ $output == *nowhere.yaml* ]]
    done
    printf 'period\tmeasure\tvalue\tunit\n2026\ty\t1\t1\n2027\ty\t2\t1\n' >series
    for total in $(offered cp-forecast --total) $(offered cp-forecast --total year,); do
        [ "$total" = year,year ] || [ "$total" = year,horizon ] ||
            cp-forecast -q -H 1 --method naive --total "$total" --only series
    done
    [ "$(offered cp-forecast --total ho)" = horizon ]
    [ "$(offered cp-forecast --total year,si)" = year,site ]
    [ "$(offered cp-forecast --reconcile m)" = mint ]
    [ "$(offered cp-solve --engine | grep -c exec:)" -eq 4 ]
    [ "$(offered cp-finance --metric | wc -l)" -eq 5 ]
    [ "$(offered cp-allocate --minimize | wc -l)" -eq 5 ]
}

@test "every command has its page, and capplan(7) tells the options that all have" {
    for name in "${commands[@]}"; do
        grep -q "^\.Xr $name 1" "$CAPPLAN_SRC/man/capplan.7"
    done
    for option in help usage version; do
        "${commands[0]}" --help | grep -q -- "--$option"
        grep -q "^\.Fl .*-$option" "$CAPPLAN_SRC/man/capplan.7"
    done
}

@test "what the manual quotes is closed where it ends" {
    # a macro .Ql closes at the end of its line only, so that a second one there nests
    run grep -nE '^\..*(Ql .*){2}' "$CAPPLAN_SRC"/man/*.[157]
    echo "$output"
    [ "$status" = 1 ]
}
