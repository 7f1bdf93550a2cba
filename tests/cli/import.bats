# cp-import: tables of others as facts and as parts of a plan, from the shell.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cases=$CAPPLAN_SRC/tests/cases/import
    shared=${CAPPLAN_SHARED-}/data
    cd "$BATS_TEST_TMPDIR" || exit
}

# import NAME: by the map that stands in the file map.yaml
import() { cp-import -q -m map.yaml "$@"; }
# refused PART COMMAND...: exit 2 with that in its message, and nothing written
refused() {
    local part=$1
    shift
    run -2 --separate-stderr "$@"
    echo "# wanted '$part', said '$stderr'"
    [ -z "$output" ]
    [[ $stderr == *"$part"* ]]
}
# hours: a map of a date and an hour; the rest of `time` is $1
hours() {
    cat >map.yaml <<YAML
time: {column: day, hour: hour, zone: America/Chicago, $1}
rows: [{value: price, measure: hub_price, unit: USD/MWh, dims: {profile: x}}]
YAML
}
# table LINE...: day, hour, price
table() { printf 'day,hour,price,flag\n' >t.csv && printf '%s\n' "$@" >>t.csv; }
periods() { import t.csv | cut -f1 | tail -n +2 | tr '\n' ' '; }

@test "every map that comes with capplan reads ten lines of its table as expected" {
    for map in "$CAPPLAN_MAPS"/*.yaml; do
        name=$(basename "$map" .yaml)
        grep -q '^rows:' "$map" || continue # a part of a plan: below
        echo "# $name"
        [ -e "$cases/$name.txt" ]
        head -1 "$map" | grep -q '^# [A-Z].*[^.]$'
        cp-import -q -m "$name" "$cases/$name.txt" >out
        diff "$cases/$name.tsv" out
        cp-import --list | grep -q "^$name  *[A-Z]"
    done
    [ "$(cp-import --list | wc -l)" = "$(ls "$CAPPLAN_MAPS"/*.yaml | wc -l)" ]
}

@test "hours ending, with the second of two marked, on days of 23 and 25 hours" {
    hours 'is: ending, repeated: flag'
    table 2024-03-10,2,1, 2024-03-10,4,2,
    [ "$(periods)" = '2024-03-10T07 2024-03-10T08 ' ]
    table 2024-11-03,01:00,1,N 2024-11-03,02:00,2,Y 2024-11-03,02:00,3,N 2024-11-03,24:00,4,N
    [ "$(import t.csv | cut -f1,4 | tail -n +2 | tr '\t\n' '= ')" = \
        '2024-11-03T05=1 2024-11-03T06=3 2024-11-03T07=2 2024-11-04T05=4 ' ]
    table 2024-03-10,3,1,
    refused 't.csv:2:12: there was no 2024-03-10 02:00 in America/Chicago' import t.csv
    table 2024-03-10,4,1,Y
    refused 't.csv:2:12: 2024-03-10 03:00 is marked as the second of two' import t.csv
    table 2024-03-10,25,1,
    refused "t.csv:2:12: column hour: '25' is no hour that ends on its day" import t.csv
    table 2024-03-10,0,1,
    refused 'is no hour that ends' import t.csv
}

@test "hours beginning, told apart by their order, whichever way it runs" {
    hours 'is: beginning'
    table 2024-11-03,0,1, 2024-11-03,1,2, 2024-11-03,1,3, 2024-11-03,2,4,
    [ "$(import t.csv | cut -f1,4 | tail -n +2 | tr '\t\n' '= ')" = \
        '2024-11-03T05=1 2024-11-03T06=2 2024-11-03T07=3 2024-11-03T08=4 ' ]
    table 2024-11-03,2,4, 2024-11-03,1,3, 2024-11-03,1,2, 2024-11-03,0,1,
    [ "$(import t.csv | cut -f1,4 | tail -n +2 | tr '\t\n' '= ')" = \
        '2024-11-03T05=1 2024-11-03T06=2 2024-11-03T07=3 2024-11-03T08=4 ' ]
    table 2024-11-03,1,2, 2024-11-03,1,3, 2024-11-03,1,4,
    refused 't.csv:4:14: hub_price at 2024-11-03T07: the same key as in t.csv:3' import t.csv
    table 2024-11-03,2,2, 2024-11-03,2,3,
    refused 't.csv:3:14: hub_price at 2024-11-03T08: the same key as in t.csv:2' import t.csv
    table 2024-03-10,2,1,
    refused 't.csv:2:12: there was no 2024-03-10 02:00' import t.csv
}

@test "hours that are counted, and hours with letters" {
    hours 'is: nth'
    table 2024-03-10,3,1, 2024-03-10,23,2, 2024-11-03,2,3, 2024-11-03,3,4, 2024-11-03,25,5,
    [ "$(periods)" = '2024-03-10T08 2024-03-11T04 2024-11-03T06 2024-11-03T07 2024-11-04T05 ' ]
    table 2024-03-10,24,1,
    refused 't.csv:2:12: 2024-03-10 in America/Chicago has 23 hours, numbered from 1; 24 is none of them' import t.csv
    hours 'is: nth, first: 0'
    table 2024-11-03,24:00,1, 2024-03-10,22:00,2,
    [ "$(periods)" = '2024-03-11T04 2024-11-04T05 ' ]
    table 2024-03-10,23:00,2,
    refused 'has 23 hours, numbered from 0; 23 is none of them' import t.csv
    hours 'is: beginning'
    table 2024-11-03,01b00,1, 2024-11-03,01a00,2, 2024-11-03,02:00,3,
    [ "$(import t.csv | cut -f1,4 | tail -n +2 | tr '\t\n' '= ')" = \
        '2024-11-03T06=2 2024-11-03T07=1 2024-11-03T08=3 ' ]
    table 2024-11-04,01b00,1,
    refused 'is marked as the second of two, and there is one' import t.csv
    table 2024-11-04,1c,1,
    refused "t.csv:2:12: column hour: '1c' is no hour of a day" import t.csv
}

@test "a time in one column, with its own offset, as the clock's end, in standard time" {
    printf 'rows: [{value: p, measure: m, unit: "1"}]\ntime: {column: t}\n' >map.yaml
    printf 't,p\n2024-03-10T02:00:00-05:00,1\n2024-03-10 08:00Z,2\n2024-03-10T09,3\n' >t.csv
    [ "$(periods)" = '2024-03-10T07 2024-03-10T08 2024-03-10T09 ' ]
    printf 'rows: [{value: p, measure: m, unit: "1"}]\ntime: {column: t, format: "%%m/%%d/%%Y %%I:%%M:%%S %%p", zone: America/Chicago, is: ending}\n' >map.yaml
    printf 't,p\n11/03/2024 1:00:00 AM,1\n11/03/2024 1:00:00 AM,2\n11/03/2024 2:00:00 AM,3\n03/10/2024 3:00:00 AM,4\n' >t.csv
    [ "$(periods)" = '2024-03-10T07 2024-11-03T05 2024-11-03T06 2024-11-03T07 ' ]
    printf 't,p\n13/03/2024 1:00:00 AM,1\n' >t.csv
    refused "t.csv:2:1: column t: '13/03/2024 1:00:00 AM' is no time of the format" import t.csv
    printf 't,p\n02/30/2024 1:00:00 AM,1\n' >t.csv
    refused 'is no time of the format' import t.csv
    printf 'rows: [{value: p, measure: m, unit: "1"}]\ntime: {column: t, zone: "-06:00"}\n' >map.yaml
    printf 't,p\n2024-07-01T00:00,1\n2024-03-10T02:00,1\n' >t.csv
    [ "$(periods)" = '2024-03-10T08 2024-07-01T06 ' ]
    printf 'rows: [{value: p, measure: m, unit: "1"}]\ntime: {column: t, zone: America/Chicgo}\n' >map.yaml
    refused "map.yaml:2:25: there is no zone 'America/Chicgo' (did you mean 'America/Chicago'?)" import t.csv
}

@test "longer periods are the clock's, and say when they are not whole" {
    hours 'is: nth'
    printf 'to: day\n' >>map.yaml
    { echo day,hour,price,flag
        for h in {1..25}; do echo "2024-11-03,$h,$h,"; done
        for h in {1..24}; do echo "2024-11-04,$h,1,"; done; } >t.csv
    run --separate-stderr cp-import -m map.yaml t.csv
    [ "$(tail -n +2 <<<"$output" | cut -f1,4 | tr '\t\n' '= ')" = '2024-11-03=13 2024-11-04=1 ' ]
    [ -z "$stderr" ]
    sed -i '/2024-11-04,7,/d' t.csv
    run --separate-stderr cp-import -m map.yaml t.csv
    [[ $stderr == *'1 value is missing in 1 gap, the first at 2024-11-04T12; 1 of 2 periods is not whole, 2024-11-04 has 23 of 24 values' ]]
    printf 'cover: 96 %%\n' >>map.yaml
    refused 'hub_price of 2024-11-04: 23 of 24 values are there, less than the 96 %' cp-import -m map.yaml t.csv
}

@test "days that lack an hour are left out whole when told, 23 and 25 hours being a whole day" {
    hours 'is: nth'
    printf 'whole_days: yes\n' >>map.yaml
    { echo day,hour,price,flag
        for h in {1..23}; do echo "2024-03-10,$h,1,"; done
        for h in {1..24}; do echo "2024-11-02,$h,2,"; done
        for h in {1..24}; do echo "2024-11-03,$h,3,"; done # of 25
        for h in {1..24}; do echo "2024-11-04,$h,$([ "$h" = 5 ] && echo NA || echo 4),"; done
        for h in {1..24}; do echo "2024-11-05,$h,5,"; done; } >t.csv
    run --separate-stderr cp-import -m map.yaml t.csv
    [ "$(tail -n +2 <<<"$output" | cut -f4 | sort | uniq -c | awk '{ printf "%s x %s ", $2, $1 }')" = '1 x 23 2 x 24 5 x 24 ' ]
    [[ $stderr == *'2 days are left out, not whole, the first 2024-11-03; '* ]]
    printf 'to: day\n' >>map.yaml
    [ "$(import t.csv | tail -n +2 | cut -f1,4 | tr '\t\n' '= ')" = '2024-03-10=1 2024-11-02=2 2024-11-05=5 ' ]
    sed -i 's/time: {/time: {every: day, /; s/, hour: hour//; s/is: nth/is: beginning/' map.yaml
    refused 'whole_days: are of values by the hour' import t.csv
}

@test "gaps are told, refused or NA, and never filled" {
    printf 'time: {column: t, every: day, workdays: yes}\nrows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf 't,p\n2027-03-12,1\n2027-03-15,2\n2027-03-18,3\n' >t.csv
    run --separate-stderr cp-import -m map.yaml t.csv
    [ "$stderr" = 'cp-import: m: 2 values are missing in 1 gap, the first at 2027-03-16' ]
    [ "$(wc -l <<<"$output")" = 4 ]
    printf 'gaps: NA\n' >>map.yaml
    [ "$(import t.csv | cut -f1,3 | tail -n +2 | tr '\t\n' '= ')" = \
        '2027-03-12=1 2027-03-15=2 2027-03-16=NA 2027-03-17=NA 2027-03-18=3 ' ]
    sed -i 's/gaps: NA/gaps: error/' map.yaml
    refused '2 values are missing in 1 gap' import t.csv
}

@test "marks of decimals and thousands, semicolons and a byte order mark only when told" {
    printf 'rows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf '\xef\xbb\xbfp\n1\n' >t.csv
    refused "t.csv:1:1: the file begins with a byte order mark; say 'bom: yes'" import t.csv
    printf 'bom: yes\n' >>map.yaml
    [ "$(import t.csv | tail -1)" = $'m\t1\t1' ]
    printf 'p\n"1,234.5"\n' >t.csv
    refused "t.csv:2:1: column p: '1,234.5' is no number" import t.csv
    printf 'thousands: ","\n' >>map.yaml
    [ "$(import t.csv | tail -1)" = $'m\t1234.5\t1' ]
    for bad in 1,23 12,34,567 1,2345 ,123 1.5,000; do
        printf 'p\n"%s"\n' "$bad" >t.csv
        refused 'is no number' import t.csv
    done
    printf 'separator: ";"\ndecimal: ","\nthousands: "."\nrows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf 'x;p\na;-1.234.567,25\n' >t.csv
    [ "$(import t.csv | tail -1)" = $'m\t-1234567.25\t1' ]
    printf 'x;p\na;1234.5\n' >t.csv
    refused 't.csv:2:3: column p' import t.csv
}

@test "quotes, ends of lines within them, blanks, comments and lines above the header" {
    printf 'header: 2\ncomment: "#"\ndims: {name: "{a b}"}\nrows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf 'made on Monday\r\n"a b",p\r\n# none\r\n"x ""y"",\nz", 7 \r\n\r\nv,8\r\n' >t.csv
    [ "$(import t.csv | tail -n +2)" = $'x "y",\\nz\tm\t7\t1\nv\tm\t8\t1' ]
    printf 'header: 0\ncolumns: [a, p]\nrows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf 'a,1\n' >t.csv
    [ "$(import t.csv | tail -1)" = $'m\t1\t1' ]
    printf 'rows: [{value: p, measure: m, unit: "1"}]\n' >map.yaml
    printf 'a,p\nx,1\ny\n' >t.csv
    refused 't.csv:3:1: 1 field where the header has 2' import t.csv
    printf 'a,p\nx,"1\n' >t.csv
    refused 't.csv:2:3: a quote that is not closed' import t.csv
    printf 'a,p\n"x"y,1\n' >t.csv
    refused 't.csv:2:4: text after the quote that ends a field' import t.csv
    printf 'p,p\n1,1\n' >t.csv
    refused "t.csv:1:3: column 'p' stands twice in the header" import t.csv
    printf 'p\n1\0\n' >t.csv
    refused 't.csv:2:2: a NUL byte' import t.csv
    : >t.csv
    refused 't.csv:1:1: there is no line of names of columns' import t.csv
}

@test "what is wrong with a map has its place and the nearest word" {
    printf 'a,price\nx,1\n' >t.csv
    printf 'rows:\n  - {value: prise, measure: m, unit: "1"}\n' >map.yaml
    refused "map.yaml:2:5: t.csv has no column 'prise' (did you mean 'price'?)" import t.csv
    printf 'rwos:\n  - {value: price, measure: m}\n' >map.yaml
    refused "map.yaml:1:1: unknown key 'rwos' (did you mean 'rows'?)" import t.csv
    printf 'rows:\n  - {value: price, measure: hub_price, unit: USD/MWhh}\n' >map.yaml
    refused "map.yaml:2:5:" import t.csv
    printf 'rows:\n  - {value: price, measure: demand, unit: MW}\n' >map.yaml
    refused "map.yaml:2:5: measure demand:" import t.csv
    printf 'rows:\n  - {value: price, measure: m, dims: {value: x}}\n' >map.yaml
    refused "dims: 'value' is no dimension" import t.csv
    printf 'rows:\n  - {value: price, measure: m, dims: {site: "{b}"}}\n' >map.yaml
    refused "map.yaml:2:39: t.csv has no column 'b'" import t.csv
    printf 'to: day\nrows:\n  - {value: price, measure: m}\n' >map.yaml
    refused "map.yaml:1:5: to: wants 'time'" import t.csv
    printf 'time: {column: a}\nrows: [{value: price, measure: m}]\n' >map.yaml
    printf 'a,price\n2027-03-14,1\n' >t.csv
    refused "t.csv:2:1: column a: '2027-03-14' says no hour; mend 'every' of the map" import t.csv
    printf 'time: {column: a, every: instant}\nrows: [{value: price, measure: m}]\n' >map.yaml
    refused "map.yaml:1:7: every: instants have no length; say with 'to'" import t.csv
    printf 'time: {column: a, every: month}\nto: day\nrows: [{value: price, measure: m}]\n' >map.yaml
    refused "map.yaml:2:5: to: is shorter than 'every'" import t.csv
    refused 'no map of that name' cp-import -m ercot-dan t.csv
    refused "did you mean 'ercot-dam'?" cp-import -m ercot-dan t.csv
    refused 'say with --map' cp-import t.csv
}

@test "names, derived columns, units, products and quotients" {
    printf 'from\tto\nNVIDIA H100\tH100\n' >names.tsv
    cat >map.yaml <<'YAML'
names: {sku: names.tsv}
derive: {n: {of: gres, after: [gpu, "="], until: ","}}
dims: {sku: "{card}"}
rows: [{value: n, times: seconds, over: share, measure: gpu_hours, unit: GPU.s, as: GPU.h, scale: 2}]
YAML
    printf 'card,gres,seconds,share\nNVIDIA H100,"cpu=8,gpu:h=4,mem=1",1800,0.5\n' >t.csv
    [ "$(import t.csv | tail -1)" = $'H100\tgpu_hours\t8\tGPU.h' ]
    printf 'card,gres,seconds,share\nNVIDIA H1000,gpu=1,1,1\n' >t.csv
    refused "t.csv:2:18: sku: 'NVIDIA H1000' is not among the names of names.tsv (did you mean 'NVIDIA H100'?)" import t.csv
    sed -i 's/names: .*/names: {sku: {file: names.tsv, unknown: keep}}/' map.yaml
    [ "$(import t.csv | tail -1 | cut -f1)" = 'NVIDIA H1000' ]
    sed -i 's/unknown: keep/unknown: drop/' map.yaml
    [ "$(import t.csv | wc -l)" = 1 ]
    printf 'card,gres,seconds,share\nNVIDIA H100,gpu=1,1,0\n' >t.csv
    refused 't.csv:2:21: column share: is 0, and divided by' import t.csv
    printf 'card,gres,seconds,share\nNVIDIA H100,cpu=1,1,1\n' >t.csv
    [ "$(import t.csv | tail -1)" = $'H100\tgpu_hours\tNA\tGPU.h' ]
}

@test "a part that stands there more than once is the first, a sum or a list, and another column in its stead" {
    each() {
        printf 'derive:\n  n: {of: x, after: ["g:", "="], until: ",", %s}\n  m: {of: x, after: [all=], until: ",", or: n}\n' "$1" >map.yaml
        printf 'dims: {name: "{n}"}\nrows: [{value: m, measure: gpu, unit: "1"}]\n' >>map.yaml
    }
    printf 'x\n"g:a=4,c=1,g:b=8"\n' >t.csv
    for row in 'each: first|4|4' 'each: sum|12|12'; do
        each "${row%%|*}"
        [ "$(import t.csv | tail -1 | cut -f1,3)" = "$(cut -d '|' -f 2,3 <<<"$row" | tr '|' '\t')" ]
    done
    printf 'x\n"g:a=4,all=7,g:b=8"\n' >t.csv
    [ "$(import t.csv | tail -1 | cut -f1,3)" = $'12\t7' ]
    each 'each: join'
    [ "$(import t.csv | tail -1 | cut -f1,3)" = $'4+8\t7' ]
    each 'each: sum'
    printf 'x\n"g:a=4,g:b=many"\n' >t.csv
    refused "t.csv:2:11: column x: 'many' is no number to be added up" import t.csv
    each 'each: join'
    printf 'x\n"all=1,g:a=%040d,g:b=%040d"\n' 1 2 >t.csv
    refused 'is no short name' import t.csv
}

@test "duplicates by every rule" {
    printf 't,p\n2027-01-01,3\n2027-01-01,1\n2027-01-01,8\n' >t.csv
    for row in mean=4 sum=12 median=3 min=1 max=8 first=3 last=8; do
        printf 'time: {column: t, every: day}\nduplicates: %s\nrows: [{value: p, measure: m}]\n' "${row%=*}" >map.yaml
        [ "$(import t.csv | tail -1 | cut -f3)" = "${row#*=}" ]
    done
}

@test "several tables are one, and the standard input is read" {
    printf 'rows: [{value: p, measure: m, dims: {name: "{a}"}}]\n' >map.yaml
    printf 'a,p\nx,1\n' >t.csv
    printf 'p,a\n2,y\n' | cp-import -q -m map.yaml t.csv - >out
    [ "$(tail -n +2 out)" = $'x\tm\t1\t1\ny\tm\t2\t1' ]
    refused '<stdin>:2:1: m: the same key as in t.csv:2' bash -c "printf 'p,a\n2,x\n' | cp-import -m map.yaml t.csv -"
}

@test "the templates make a plan that is checked" {
    t=$CAPPLAN_SRC/examples/templates
    maps=() tables=()
    for name in sites fleet contracts offers orders; do
        maps+=(-m "$name") tables+=("$t/$name.csv")
        head -1 "$CAPPLAN_MAPS/$name.yaml" | grep -q '^# [A-Z]'
    done
    [ "$(grep -L '^rows:' "$CAPPLAN_MAPS"/*.yaml | wc -l)" = 5 ]
    cp-import --to yaml "${maps[@]}" "${tables[@]}" -o tables.yaml
    refused 'there are 5 and 1' cp-import --to yaml "${maps[@]}" "${tables[0]}"
    cat >plan.yaml <<'YAML'
include: tables.yaml
currency: USD
discount: 8 %
horizon: {from: 2026-Q1, to: 2030-Q4}
skus:
  H100: {peak: 1 PFLOP/s, power: 1.1 kW, life: 6 years, efficiency: {"*": 40 %}}
  B200: {peak: 2.25 PFLOP/s, power: 1.9 kW, life: 6 years, efficiency: {"*": 40 %}}
workloads:
  chat: {kind: firm, demand: 1 EFLOP/s, penalty: 100 USD/(EFLOP/s)/h}
YAML
    cp-plan check -p plan.yaml
    [ "$(cp-plan show -p plan.yaml suppliers/border/offers/po-77/committed)" = '800 GPU' ]
    [ "$(cp-plan show -p plan.yaml sites/north/phases/n2/power)" = '40 MW' ]
    cp-plan sources -p plan.yaml | grep -q "suppliers/acme/offers/po-1041/price.*orders.csv:2"
    printf 'supplier,offer\nacme corp,x\n' >t.csv
    printf 'plan: [{path: "suppliers/{supplier}", is: "{offer}"}]\n' >map.yaml
    refused "t.csv:2:1: 'acme corp' is no name of a plan" import --to yaml t.csv
    printf 'supplier,offer\na,x\na,y\n' >t.csv
    refused "t.csv:3:3: a: is 'y' here, and another in t.csv:2" import --to yaml t.csv
    refused "--to yaml: the map has no 'plan'" cp-import -m fred --to yaml t.csv
}

@test "the page lists the keys of a map as they are" {
    page=$CAPPLAN_SRC/man/cp-import.1
    cp-import --keys | awk -f "$CAPPLAN_SRC/man/keys.awk" - "$page" >fresh
    diff "$page" fresh
    [ "$(cp-import --keys | wc -l)" -gt 50 ]
}

# ---- the files of others, where they are -------------------------------------------------------

# rows MAP FILE...: how many facts; nothing but notes beside them
rows() { cp-import -q -m "$@" | tail -n +2 | wc -l; }

@test "files as operators and tools write them are read whole" {
    [ -d "$shared/import" ] || skip "no CAPPLAN_SHARED"
    while read -r map file want; do
        echo "# $map $file"
        [ "$(rows "$map" "$shared/$file")" = "$want" ]
    done <<'ROWS'
ercot-dam import/ercot_dam_settlement_point_prices.csv 144
pjm-da import/pjm_da_hrl_lmps.csv 144
pjm-da-ept import/pjm_da_hrl_lmps.csv 144
eia-930 import/eia930_balance_layout_example.csv 8
eia-930-interchange import/eia930_interchange_layout_example.csv 4
fred import/fred_CUSR0000SACL1E.csv 140
fred import/fred_CUSR0000SEHF01.csv 140
fred import/fred_UNRATE.csv 140
fred-quarterly import/fred_GDP.csv 140
sacct import/slurm_sacct_parsable.txt 24
sacct-steps import/slurm_sacct_real_steps.txt 1
sacct-nodes import/slurm_sacct_real_frontier.txt 2
dcgm import/dcgm_metrics_example.csv 2
ercot-hubs power/ercot_hubs_hourly_2024-2026.csv 75324
ercot-hubavg power/ercot_hubavg_hourly_utc_2024-2025.csv 67200
ote power/cz_ote_da_hourly_2023-2026.csv 31799
hub-monthly power/us_hub_da_monthly_2022-2026.csv 199
henry-hub gas/henry_hub_daily.csv 7437
henry-hub-monthly gas/henry_hub_monthly.csv 355
gpu-forward gpu/gpu_forward_curve_silicondata_2026-08_09.csv 444
gpu-offers gpu/gpu_offerings_snapshot_2026-05.csv 132
gpu-ratecard gpu/gpu_ratecard_reconstruction_monthly_2023-2026.csv 116
gpu-rental gpu/gpu_rental_by_provider_daily_2026.csv 10280
gpu-rental gpu/gpu_rental_provider_medians_2026-07-21_to_08-21.csv 1281
gpu-rental-median gpu/gpu_rental_daily_median_2026.csv 2357
gpu-index gpu/gpu_rental_index_silicondata_2026-08_10.csv 294
gpu-retail gpu/gpu_retail_price_monthly_2018-2025.csv 548
gpu-ladders gpu/kalshi_gpu_ladders_2026-07_08.csv 98
gpu-asks gpu/vast_h100_asks_2026-07_08.csv 38
skypilot-snapshot gpu/skypilot_catalog_snapshot.csv 18
ROWS
}

@test "JSON of others is read by jq" {
    [ -d "$shared/import" ] || skip "no CAPPLAN_SHARED"
    command -v jq >/dev/null || skip "no jq"
    jq -r '["period","series","value"], (.response.data[] | [.period, .series, .value]) | @tsv' \
        "$shared/import/eia_v2_henry_hub_daily.json" >t.tsv
    [ "$(rows eia-v2 t.tsv)" = 40 ]
    jq -r '["start","name","gpuHours","gpuCost","totalCost"], (.data[][] | [.start, .name, .gpuHours,
        .gpuCost, .totalCost]) | @tsv' "$shared/import/opencost_allocation_example.json" >t.tsv
    [ "$(cp-import -q -m opencost t.tsv | awk -F'\t' '$3 == "all" { print $5 }')" = 16.32 ]
    jq -r '["time","metric","labels","value"], (.data.result[] | .metric as $m | .values[] |
        [(.[0] | todate), $m.__name__ // "none", ($m.namespace // $m.app), .[1]]) | @tsv' \
        "$shared/import/prometheus_query_range_example.json" >t.tsv
    cp-import -q -m prometheus t.tsv >out
    grep -q $'^2025-10-09T08\tapp1\tDCGM_FI_DEV_GPU_UTIL\tgpu_use\t0.7425\t1$' out
    grep -q $'^2025-10-09T08\tteam\tDCGM_FI_DEV_GPU_UTIL\tgpu_use\t0.2\t1$' out
    jq -r '["instance","region","meter","price"], (.Items[] | [.armSkuName, .armRegionName, .meterName,
        .retailPrice]) | @tsv' "$shared/import/azure_retail_gpu_prices_2026-10.json" >t.tsv
    [ "$(wc -l <t.tsv)" = 36 ]
    [ "$(rows cloud-prices t.tsv)" = "$(tail -n +2 t.tsv | cut -f1-3 | sort -u | wc -l)" ]
    jq -r '["instance","region","meter","price"], (.[].regions[][] | [."Instance Type", .Location,
        ."Operating System", .price]) | @tsv' "$shared/import/aws_ec2_gpu_prices_2026-10.json" >t.tsv
    [ "$(wc -l <t.tsv)" = 28 ]
    [ "$(rows cloud-prices t.tsv)" = "$(tail -n +2 t.tsv | cut -f1-3 | sort -u | wc -l)" ]
    jq -r '["vendor","tenor_years","price_ratio","as_of"], (.[] | [.vendor, .tenor_years, .price_ratio,
        .as_of]) | @tsv' "$shared/gpu/committed_use_ratios_2026-08.json" >t.tsv
    [ "$(rows committed-use t.tsv)" = "$(tail -n +2 t.tsv | cut -f1,2,4 | sort -u | wc -l)" ]
}

@test "a bill's facts add up to its own totals" {
    [ -d "$shared/import" ] || skip "no CAPPLAN_SHARED"
    # the columns' sums as an independent reader of CSV has them
    cp-import -q -m focus-1.2 "$shared/import/focus_1.0_sample.csv" |
        awk -F'\t' 'NR > 1 { sum[$8] += $9 } END { for (m in sum) printf "%s %.12f\n", m, sum[m] }' | sort >out
    grep -qx 'billed_cost 0.449770867950' out
    grep -qx 'effective_cost -1.570176048080' out
}

@test "hours of ERCOT in local time are those of the file in UTC" {
    [ -d "$shared/power" ] || skip "no CAPPLAN_SHARED"
    cp-import -q -m ercot-hubs "$shared/power/ercot_hubs_hourly_2024-2026.csv" | grep $'\tercot-north\t' >local.tsv
    [ "$(wc -l <local.tsv)" = 18831 ]
    cp-import -q -m ercot-hubavg "$shared/power/ercot_hubavg_hourly_utc_2024-2025.csv" | grep $'\tercot-hubavg\t' >utc.tsv
    for lag in -1 0 1; do
        awk -F'\t' -v lag="$lag" '
            function hours(p, y, m) { # days of the calendar, years from March on
                y = substr(p, 1, 4) - (substr(p, 6, 2) < 3)
                m = (substr(p, 6, 2) + 9) % 12
                return (365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m + 2) / 5) + substr(p, 9, 2)) * 24 + substr(p, 12, 2)
            }
            FNR == NR { utc[hours($1)] = $5; next }
            (hours($1) + lag) in utc {
                x = $4; y = utc[hours($1) + lag]
                n++; sx += x; sy += y; sxx += x * x; syy += y * y; sxy += x * y
            }
            END { printf "%.4f\n", (sxy - sx * sy / n) / sqrt((sxx - sx * sx / n) * (syy - sy * sy / n)) }' \
            utc.tsv local.tsv
    done >correlation
    cat correlation
    [ "$(sed -n 2p correlation | awk '{ print ($1 >= 0.99) }')" = 1 ]
    [ "$(sed -n 1p correlation | awk '{ print ($1 < 0.95) }')" = 1 ]
    [ "$(sed -n 3p correlation | awk '{ print ($1 < 0.95) }')" = 1 ]
}
