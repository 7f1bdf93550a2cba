#!/usr/bin/env bats
# What holds for every command there is: calls.bash has a case of each.

bats_require_minimum_version 1.5.0
load calls
load whole

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
    make_inputs
}

setup() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    list_commands
}

@test "a working call exits 0 and writes" {
    for name in "${commands[@]}"; do
        echo "# $name"
        works "$name" >out
        [ -s out ]
    done
}

@test "--help, --usage and --version exit 0 and name the command" {
    plain_half
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
    plain_half
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

@test "a reader that goes away kills quietly, or is told where the signal is ignored" {
    for name in "${commands[@]}"; do
        prefix=(env --default-signal=PIPE)
        { sleep 0.1; status=0; works "$name" 2>message || status=$?; echo "$status" >status; } | true
        echo "# $name: $(cat status message)"
        [ "$(cat status)" = 141 ]
        [ ! -s message ]
        prefix=(env --ignore-signal=PIPE)
        { sleep 0.1; status=0; works "$name" 2>message || status=$?; echo "$status" >status; } | true
        echo "# $name: $(cat status message)"
        [ "$(cat status)" = 2 ]
        [ "$(cat message)" = "$name: <stdout>: cannot write: Broken pipe" ]
    done
}

@test "what a terminal would obey is not told, wherever it stands in a command line" {
    clear=$'\e[2J'
    for name in "${commands[@]}"; do
        for word in "$clear" "--$clear" "--$clear=1" "-$clear" "--format=$clear" "--output=none/$clear" "--engine=$clear" "--jobs=$clear"; do
            echo "# $name $word" | cat -v
            status=0
            "$name" "$word" </dev/null >out 2>&1 || status=$?
            [ "$status" -le 2 ]
            [ "$(tr -d '\n\t\040-\176' <out | wc -c)" = 0 ]
        done
    done
}

@test "a file that grows beyond its limit is told, and the one of before stays" {
    mkdir -p small
    for name in "${commands[@]}"; do
        echo before >small/out
        status=0
        # standard error is a pipe, which has no limit
        message=$(ulimit -f 0; works "$name" -o small/out 2>&1) || status=$?
        echo "# $name: $status, $message"
        [ "$status" = 2 ]
        [ "$message" = "$name: small/out: cannot write: File too large" ]
        [ "$(cat small/out; ls -A small)" = $'before\nout' ]
    done
}

@test "a locale with a decimal comma changes no byte" {
    plain_half
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
    plain_half
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
    plain_half
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
    plain_half
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
    [ "$(offered cp-report --only debt,h)" = "$(printf 'debt,%s\n' headline hours hedge)" ]
    COMP_WORDS=(cp-report --only = deb) COMP_CWORD=3
    _capplan cp-report deb =
    [ "${COMPREPLY[*]}" = debt ]
    COMP_WORDS=(cp-report --format =) COMP_CWORD=2
    _capplan cp-report = --format
    [[ " ${COMPREPLY[*]} " == *' html '* ]]
    for section in $(offered cp-report --only); do
        cp-report -q --only "$section" --format tsv series >/dev/null
    done
    [ "$(offered cp-forecast --reconcile m)" = mint ]
    [ "$(offered cp-solve --engine | grep -c exec:)" -eq 4 ]
    [ "$(offered cp-finance --metric | wc -l)" -eq 5 ]
    [ "$(offered cp-allocate --minimize | wc -l)" -eq 5 ]
}

@test "every command has its page, and capplan(7) tells the options that all have" {
    plain_half
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
