#!/usr/bin/env bats
# Positions with a choice, by the command: what their rows may say, and what is one line of trouble.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat >desk.yaml <<'END'
horizon: {from: 2027-Q1, to: 2027-Q4}
discount: 5 %
entities: {desk: {}}
curves:
  gas: {unit: USD/MMBtu, quotes: q.tsv, model: {kind: one-factor, reversion: 1.2 1/year, volatility: 60 %}}
  hub: {unit: USD/MWh, quotes: q.tsv, model: {kind: one-factor, reversion: 12 1/year, volatility: 90 %, follows: {gas: 0.7}}}
  own: {unit: USD/MWh, paths: own.tsv}
books: {all: {positions: p.tsv, entity: desk}}
END
    tab q.tsv curve from until measure value unit \
        gas 2027 2027 forward 3.4 USD/MMBtu hub 2027 2027 forward 45 USD/MWh
    tab own.tsv curve path time value unit own a 2027-02-01 40 USD/MWh own b 2027-02-01 50 USD/MWh \
        own a 2027-02-02 44 USD/MWh own b 2027-02-02 48 USD/MWh own a 2027-02-03 41 USD/MWh \
        own b 2027-02-03 47 USD/MWh
    {
        echo "position instrument curve curve2 from until quantity unit strike heat_rate option rights rights_least decide fee least_load start_cost start_fuel fuel_addon min_up min_down"
        echo "swing swing-call gas - 2027-02-01 2027-02-28 1000 MMBtu/day 3.4 - day 10 2 - - - - - - - -"
        echo "plant tolling hub gas 2027-02-01 2027-02-03 50 MW 2 8 - - - - - 40% 40 1 0.2 4 3"
        echo "lease extension gas - 2027-04-01 2027-05-31 100 MMBtu/day 3.4 - - - - 2027-03-15 0.1 - - - - - -"
        echo "early american-put gas - 2027-02-01 2027-02-28 100 MMBtu/day 3.4 - - - - - - - - - - - -"
        echo "own bermudan-call own - 2027-02-01 2027-02-03 1 MW 42 - day - - - - - - - - - -"
    } | tr ' ' '\t' | sed 's/40%/40 %/' >p.tsv
}
# tab FILE HEADER... CELL...: as many columns as the header of the file has.
tab() {
    local file=$1 n=6
    shift
    [ "$file" = own.tsv ] && n=5
    printf '%s\n' "$@" | awk -v n=$n '{ printf "%s%s", $0, NR % n ? "\t" : "\n" }' >"$file"
}
hedge() { cp-hedge -q -p desk.yaml --only --paths 200 -o out.tsv "$@" </dev/null; }

@test "what is simulated has a standard error, and the same bytes from any number of threads" {
    hedge --value
    for position in swing plant lease early own; do
        grep -P "\t$position\tposition_value\t[0-9]" out.tsv
        grep -P "\t$position\tvalue_error\t[0-9]" out.tsv
    done
    cp out.tsv one.tsv
    hedge --value -j 3
    cmp one.tsv out.tsv
    hedge --value --seed 2
    run ! cmp -s one.tsv out.tsv
    hedge --risk -j 3
    grep -P 'plant\tcomponent\t' out.tsv
}

# Two paths are too few to fit a rule to: the right is kept to the last day, (47 - 42) / 2 for 24 hours.
@test "given paths are what they are" {
    hedge --value
    awk -F'\t' '/\town\tposition_value/ { x = $(NF - 1) / (60 * exp(-log(1.05) * 33 * 24 / 8766)) - 1; n++
        exit !(x < 1e-9 && x > -1e-9) } END { exit n != 1 }' out.tsv
    run ! grep -P '\town\tvega' out.tsv
}

@test "what a choice cannot be is one line with its place" {
    while IFS='|' read -r edit file message; do
        sed "$edit" "$file" >bad.tsv
        sed "s/\b$file/bad.tsv/g" desk.yaml >bad.yaml
        run cp-hedge -q -p bad.yaml --value --paths 20 --only </dev/null
        [ "$status" = 2 ] || { echo "$edit: $output"; false; }
        [ "${#lines[@]}" = 1 ] && [[ $output == "cp-hedge: bad.tsv:$message"* ]] || { echo "$edit: $output"; false; }
    done <<'END'
2s/\t10\t2/\t29\t2/|p.tsv|2:71: rights: '29' is no whole number from 1 to 28, the days of delivery
2s/\t10\t2/\t2.5\t2/|p.tsv|2:71: rights: '2.5' is no whole number
2s/\t10\t2/\t10\t11/|p.tsv|2:74: rights_least: '11' is no whole number from 0 to 10, the rights there are
2s/\t10\t2/\t-\t-/|p.tsv|2:1: rights is missing: swing-call wants it
2s/swing-call/swing-cal/|p.tsv|2:7: instrument: there is no 'swing-cal' (did you mean 'swing-call'?)
2s/swing-call/bermudan-call/;2s/\t10\t2/\t10\t-/|p.tsv|2:74: rights: a bermudan-call has none
3s/40 %/140 %/|p.tsv|3:65: least_load: 140 % is above 1
3s/\t40\t/\t-40\t/|p.tsv|3:70: start_cost: -40 is below 0
3s/\t4\t3/\t0\t3/|p.tsv|3:79: min_up: '0' is no whole number from 1 to 168 hours
3s/MW/MWh\/month/|p.tsv|3:48: unit: a tolling runs hour by hour: a power, as MW
3s/\t8\t/\t-\t/|p.tsv|3:1: heat_rate is missing
3s/gas/own/|p.tsv|3:1: a tolling wants paths of both curves or of none: curves/hub/paths
4s/2027-03-15/2027-04-15/|p.tsv|4:71: decide: 2027-04-15 is after 2027-04-01, when it begins
5s/\t-\t-\t-/\t-\tday\t-/|p.tsv|5:68: option: american-put is of months
5s/3.4/0/|p.tsv|5:62: strike: an american-put at 0
6s/own/owm/2|p.tsv|6:19: curve: there is no 'owm' (did you mean 'own'?)
3s/50/x/|own.tsv|3:18: value: 'x' is no number
3s/50/-50/|own.tsv|3:18: -50 is below the floor of own, 0
3s/2027-02-01/2027/|own.tsv|3:7: time: '2027' is no month, day or hour
3s/USD/EUR/|own.tsv|3:21: 'EUR/MWh'
5d|own.tsv|5:7: a time has a price on each of the 2 paths, once
3s/^/own\tb\t2027-02-01\t50\tUSD\/MWh\n/|own.tsv|4:7: time: it is in another one of the same path
END
}

@test "rights that no date is left for are told" {
    sed '2s/\t10\t2/\t20\t20/' p.tsv >late.tsv
    sed 's/p\.tsv/late.tsv/' desk.yaml >late.yaml
    run cp-hedge -q -p late.yaml --value --paths 20 --as-of 2027-02-15 --only </dev/null
    [ "$status" = 2 ]
    [[ $output == *"late.tsv:2:1: rights_least: 20 rights must be used, and 14 dates are left" ]]
}
