# The first ten minutes: what a stranger types, and what he is told.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    examples=$CAPPLAN_SRC/examples
}

@test "capplan alone lists every command as its page names it" {
    run -0 --separate-stderr capplan
    [ "${#lines[@]}" -ge 18 ]
    for page in "$CAPPLAN_SRC"/man/cp-*.1 "$CAPPLAN_SRC"/man/capplan.1; do
        name=${page##*/cp-} name=${name%.1}
        [ "${page##*/}" != capplan.1 ] || name=run
        does=$(sed -n 's/^\.Nd //p' "$page")
        grep -qxE "  capplan $name +$does" <<<"$output" || { echo "not there: $name, $does"; false; }
    done
    [ "$(grep -c '^  capplan [a-z]* *[a-z]' <<<"$output")" -eq "$(($(ls "$CAPPLAN_SRC"/man/cp-*.1 | wc -l) + 2))" ]
    [[ $output == *'cp-plan init -o plan.yaml'* ]]
    [[ $(printf '%s\n' "${lines[@]}" | wc -L) -le 80 ]]
}

@test "man -k capplan names every page, and man capplan-report is cp-report's" {
    command -v mandb >/dev/null || skip 'no mandb'
    mkdir -p man/man1 man/man5 man/man7
    for page in "$CAPPLAN_SRC"/man/*.[157]; do cp "$page" "man/man${page##*.}"; done
    mandb -q -u -c man 2>/dev/null || skip 'mandb makes no index here'
    man -M "$PWD/man" -k capplan >found
    for page in "$CAPPLAN_SRC"/man/*.[157]; do
        name=${page##*/}
        grep -qE "^${name%.*} \(${name##*.}\)" found || { echo "$name"; false; }
    done
    for page in "$CAPPLAN_SRC"/man/cp-*.1; do
        name=${page##*/cp-} name=${name%.1}
        [ "$name" = plan ] || man -M "$PWD/man" --where 1 "capplan-$name" | grep -qx "$PWD/man/man1/cp-$name.1"
    done
}

@test "-h is --help" {
    for name in capplan cp-plan cp-allocate cp-solve; do
        diff <($name -h) <($name --help)
    done
}

@test "init writes a plan that runs as it is, and writes over nothing" {
    cp-plan init -o plan.yaml
    run -0 cp-plan check -p plan.yaml
    run -0 --separate-stderr capplan run -q -p plan.yaml --report text
    [[ $output == *'Headline'*'Cost '* ]]
    grep -q '^# A plan' plan.yaml
    run -2 cp-plan init -o plan.yaml
    [[ $output == *'plan.yaml: stands already; init begins a new file'* ]]
    cp-plan init -o /dev/stdout | cmp - plan.yaml # a pipe or a device has nothing to keep
    run -2 cp-plan init offers.csv
    [[ $output == *"init takes no 'offers.csv'; of tables say --from"* ]]
    run -2 cp-plan init --from
    [[ $output == *'--from: which tables?'* ]]
}

@test "init --from begins with tables, whichever of them and in any order" {
    t=$examples/templates
    cp-plan init --from "$t"/fleet.csv "$t"/sites.csv "$t"/offers.csv "$t"/contracts.csv "$t"/orders.csv -o all.yaml
    cp-plan check -p all.yaml
    [ "$(cp-plan show -p all.yaml suppliers/acme/offers/acme-h100-26/price)" = '28500 USD/GPU' ]
    [ "$(cp-plan show -p all.yaml sites/north/existing/H100/units)" = '2400 GPU' ]
    cp-plan sources -p all.yaml | grep -q "^sites/north/phases/n2/power.*sites.csv:3"
    [ "$(cp-plan show -p all.yaml skus/H100/peak/value)" = '0.989 PFLOP/s' ]
    [ "$(cp-plan show -p all.yaml horizon/from)" = 2026-Q1 ] # as the orders begin
    run ! grep -q 'maker:\|^  grid:\|^# Halls' all.yaml # no invented supplier or contract beside real ones
    cp-plan init --from "$t"/offers.csv "$t"/sites.csv -o two.yaml
    grep -qF 'sites: [north, south]' two.yaml
    run -0 --separate-stderr capplan run -q -p two.yaml --report text
    [[ $output == *'Chips in place'* ]]
}

@test "of chips that are not known what they do is asked for, not made up" {
    printf 'supplier,offer,sku,quantity,price,from,until,lead_weeks,minimum,freight\nx,y,Z9,10,5,2027-01-01,2027-12-31,,,\n' >o.csv
    run -0 cp-plan init --from o.csv -o p.yaml
    [[ $output == *'what Z9 does is not known here: give its peak, power, life and efficiency below skus'* ]]
    run -2 cp-plan check -p p.yaml
    [[ $output == *"p.yaml:"*"skus/Z9: missing key 'peak'"* ]]
}

@test "a table that init cannot read is told at its own first line, and a plan is none" {
    printf 'a,b\n1,2\n' >odd.csv
    run -2 cp-plan init --from odd.csv
    [[ $output == 'cp-plan: odd.csv:1:1: no table of offers, orders, sites, a fleet or contracts; as one of '*\
'odd.csv has no column '*', only a, b' ]]
    sed 's/^supplier,offer,sku,quantity,price/supplier,offer,sku,quantity,prise/' "$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [[ $output == "cp-plan: o.csv:1:1: no table of"*"as one of offers: o.csv has no column 'price' (did you mean 'prise'?)" ]]
    # what looks like a column that may lack is one that is mistyped
    sed 's/lead_weeks/leed_weeks/' "$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [[ $output == "cp-plan: o.csv:1:1: no table of"*"as one of offers: o.csv has no column 'lead_weeks' (did you mean 'leed_weeks'?)" ]]
    # of a part of a table the one that knows its columns, not the one with fewest
    cut -d, -f1-4 "$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [[ $output == "cp-plan: o.csv:1:1: no table of"*"as one of offers: o.csv has no column 'price', only supplier, "* ]]
    run -2 cp-plan init --from - <o.csv
    [[ $output == "cp-plan: <stdin>:1:1: no table of"*"as one of offers: <stdin> has no column 'price', "* ]]
    tr , ';' <"$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [ "$output" = "cp-plan: o.csv:1:1: has ';' between columns; save it with commas" ]
    tr , '\t' <"$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [ "$output" = "cp-plan: o.csv:1:1: has tabs between columns; save it with commas" ]
    iconv -t UTF-16 "$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [ "$output" = "cp-plan: o.csv: no table: this is UTF-16 text; iconv -f UTF-16 -t UTF-8 makes it readable" ]
    gzip <"$examples/templates/offers.csv" >o.csv
    run -2 cp-plan init --from o.csv
    [ "$output" = "cp-plan: o.csv: no table: this is compressed by gzip; zcat unpacks it" ]
    cp-plan init -o plan.yaml
    run -2 cp-plan init --from plan.yaml
    [[ ${lines[0]} == "cp-plan: init takes no plan, 'plan.yaml'" ]]
}

@test "a table has what columns it has, by names of its own, and what was taken for what is told" {
    printf 'Vendor,GPU,Qty,Price (USD/GPU),Delivery date,Lead (weeks),Contact\ndell,B200,6000,41000,2027-01-01,20,jo\n'\
'dell,B200,40,39000,2027-07-01,,jo\n' >quotes.csv
    run -0 --separate-stderr cp-plan init --from quotes.csv -o p.yaml
    [ "$stderr" = "cp-plan: quotes.csv: read as offers
cp-plan: quotes.csv: supplier is 'Vendor', sku is 'GPU', quantity is 'Qty', price is 'Price (USD/GPU)', from is 'Delivery date', \
lead_weeks is 'Lead (weeks)', offer is {supplier}-{sku}-{from}; NA: until, minimum, freight; not read: Contact" ]
    cp-plan check -q -p p.yaml
    sed -n '1,2p;2,$p' quotes.csv >twice.csv
    run -0 --separate-stderr cp-plan init --from twice.csv
    [ "${stderr_lines[2]}" = "cp-plan: twice.csv: line 3 says no more than twice.csv:2, and equal rows are one" ]
    [ "$(cp-plan show -p p.yaml suppliers/dell/offers/dell-B200-2027-07-01/price)" = '39000 USD/GPU' ]
    cp-plan show -p p.yaml suppliers/dell/offers/dell-B200-2027-01-01/lead | grep -q '20 weeks'
    run -0 --separate-stderr cp-import -m offers --to yaml quotes.csv
    [[ $stderr == "cp-import: quotes.csv: supplier is 'Vendor', "* ]]
    # chips that stand at the sites of the small plan are in it
    printf 'supplier,sku,quantity,price,from\na,H100,1,2,2027-01-01\n' >o.csv
    cp-plan init -q --from o.csv -o h.yaml
    cp-plan check -q -p h.yaml
    # a name that says another unit is another column
    sed -i 's,USD/GPU,EUR/GPU,' quotes.csv
    run -2 cp-plan init --from quotes.csv
    [[ $output == *"as one of offers: quotes.csv has no column 'price', only "* ]]
    # a name is no path
    printf 'supplier,sku,quantity,price,from\na/b,B200,1,2,2027-01-01\n' >o.csv
    run -2 cp-plan init --from o.csv
    [[ $output == "cp-plan: o.csv:2:1: a name with '/' in 'suppliers/a/b/offers/a/b-B200-2027-01-01', which parts names there; "* ]]
}

@test "of several columns that match the one that the map names first is taken" {
    printf 'Model,SKU,Supplier,Qty,USD/GPU,Unit price,From\nx,B200,a,1,8,2,2027-01-01\n' >o.csv
    run -0 --separate-stderr cp-plan init --from o.csv -o p.yaml
    [[ $stderr == *"sku is 'SKU', "*"price is 'Unit price', "*'; not read: Model, USD/GPU' ]]
    [ "$(cp-plan show -p p.yaml suppliers/a/offers/a-B200-2027-01-01/price)" = '2 USD/GPU' ]
}

@test "blanks of names in tables are - in a plan, wherever they stand, and that is told" {
    printf 'supplier,sku,quantity,price,from\nDell Inc ,B200,1,2,2027-01-01\n"Super  Micro, Inc",B200,1,2,2027-01-01\n' >o.csv
    printf 'site,hall,power,ready,pue,capex_mn\nRed Oak,Hall 1,20,2027-01-01,1.2,200\n' >s.csv
    printf 'contract,kind,site,power,price\nthe grid,grid,Red Oak,40,50\n' >c.csv
    run -0 --separate-stderr cp-plan init --from o.csv s.csv c.csv -o p.yaml
    [[ $stderr == *'o.csv: '*'freight; blanks of supplier are -'* && $stderr == *'; blanks of contract are -'* ]]
    cp-plan check -p p.yaml
    [ "$(cp-plan show -p p.yaml suppliers/Dell-Inc/offers/Dell-Inc-B200-2027-01-01/price)" = '2 USD/GPU' ]
    [ "$(cp-plan show -p p.yaml sites/Red-Oak/phases/Hall-1/power)" = '20 MW' ]
    # one that a map renames goes by that name
    printf 'from\tto\nDell Inc\tdell\n' >names.tsv
    { cat "$CAPPLAN_SRC/share/capplan/import/offers.yaml" && echo 'names: {supplier: {file: names.tsv, unknown: keep}}'; } >m.yaml
    cp-import -m ./m.yaml --to yaml o.csv | grep -qx '  dell:'
}

# as spreadsheets save what they call CSV in UTF-8
@test "a table that begins with a byte order mark is read" {
    { printf '\xef\xbb\xbf' && cat "$examples/templates/offers.csv"; } >o.csv
    diff <(cp-plan init --from "$examples/templates/offers.csv" | sed 's/[^ ]*offers.csv/o.csv/') <(cp-plan init --from o.csv)
}

@test "a plan may be an operand, and is the first whose name is that of one" {
    cp-plan init -o plan.yaml
    run -0 cp-plan plan.yaml
    [[ $output == *'plan.yaml: in order'* ]]
    run -0 cp-plan check plan.yaml
    [ "$(cp-plan show plan.yaml discount)" = '9 %' ]
    cp-forecast plan.yaml >facts.tsv
    diff <(cp-supplier plan.yaml facts.tsv) <(cp-supplier -p plan.yaml facts.tsv)
    diff <(cp-supplier facts.tsv plan.yaml) <(cp-supplier -p plan.yaml facts.tsv)
    run -2 cp-supplier -p plan.yaml plan.yaml
    [[ $output == *'plan.yaml: no facts: this is a plan, or a part of one; it goes with -p'* ]]
}

@test "what is mistyped is told once, with what it is near to" {
    cp-plan init -o plan.yaml
    told() { # EXPECTED COMMAND...
        local expected=$1
        shift
        run -2 "$@"
        [[ ${lines[0]} == *"$expected" ]] || { echo "$output"; false; }
    }
    mistyped() { # SCRIPT EXPECTED...: of one finding
        sed "$1" plan.yaml >m.yaml
        told "$2" cp-plan check m.yaml
        [ "${#lines[@]}" -eq 1 ] || { echo "$output"; false; }
    }
    mistyped 's/^discount:/discont:/' "m.yaml:9:1: unknown key 'discont' (did you mean 'discount'?)"
    mistyped 's/growth: 45/grwth: 45/' "workloads/assistant/users: unknown key 'grwth' (did you mean 'growth'?)"
    mistyped 's/from: 2027-Q1/from: 2027Q1/' "m.yaml:10:17: horizon/from: '2027Q1' is not a period, like 2027-Q1, 2027-03 or 2027"
    mistyped 's/sku: B300/sku: B30/' "suppliers/maker/offers/b300/sku: no 'B30' in skus (did you mean 'B300'?)"
    told "sites/nroth/pue: there is no 'nroth' in the plan (did you mean 'north'?)" cp-plan show plan.yaml sites/nroth/pue
    told "sites//north: there is no '' in the plan" cp-plan show plan.yaml sites//north
    told "skus/B30/failure: there is no 'B30' in the plan (did you mean 'B300'?)" cp-plan show plan.yaml skus/B30/failure
    [ "$(cp-plan show plan.yaml sites/north/om)" != '' ]
    told "sites/nroth/pue: there is no 'nroth' (did you mean 'north'?)" cp-forecast plan.yaml --set sites/nroth/pue=2
    told "cp-allocate: unrecognized option '--duels' (did you mean '--duals'?)" cp-allocate -qp plan.yaml --set --sett=1 --duels
    told "cp-allocate: unrecognized option '--time-limt' (did you mean '--time-limit'?)" cp-allocate plan.yaml --time-limt=3 -j
    told "cp-report: unrecognized option '--zzzzzzzzzz'" cp-report --zzzzzzzzzz
    told "there is no command 'alocate' (did you mean 'allocate'?)" capplan alocate
    told "unknown 'chek' (did you mean 'check'?); wanted check, show, sources, keys or init" cp-plan chek plan.yaml
}

@test "a file of the wrong kind is told by its kind" {
    cp-plan init -o plan.yaml
    cp-forecast plan.yaml >facts.tsv
    gzip -k facts.tsv
    told() { # EXPECTED COMMAND...
        local expected=$1
        shift
        run -2 "$@"
        [ "${#lines[@]}" -eq 1 ]
        [[ $output == *"$expected"* ]] || { echo "$output"; false; }
    }
    told 'facts.tsv: no plan: this is facts; a command reads them' cp-plan check -p facts.tsv
    told 'facts.tsv.gz: no facts: this is compressed by gzip; zcat unpacks it' cp-report facts.tsv.gz
    told 'facts.tsv.gz: no plan: this is compressed' cp-plan check -p facts.tsv.gz
    told 'offers.csv: no facts: this is a table with commas' cp-report "$examples/templates/offers.csv"
    told 'offers.csv: no plan: this is a table with commas' cp-plan check -p "$examples/templates/offers.csv"
    told 'contracts.mps: no facts: this is a program in MPS; cp-solve reads it' cp-report "$examples/solve/contracts.mps"
    told 'plan.yaml: no facts: this is a plan' cp-report plan.yaml
    printf 'PK\003\004rest' >book.xlsx
    told 'book.xlsx: no facts: this is a spreadsheet or zip archive; save its sheet as CSV' cp-report book.xlsx
    sqlite3 h.db 'create table t (x)' 2>/dev/null || skip 'no sqlite3'
    told 'h.db: no facts: this is a history of runs; cp-store get' cp-report h.db
    iconv -t UTF-16 facts.tsv >wide.tsv
    told 'wide.tsv: no facts: this is UTF-16 text' cp-report wide.tsv
}

@test "what reads a terminal says so, and lists are tables there" {
    command -v script >/dev/null || skip 'no script'
    type() { script -qec "stty -echo; $1" /dev/null </dev/null 2>&1 | tr -d '\r'; }
    run type 'cp-report'
    [[ $output == *'cp-report: reading what is typed here; Ctrl-D ends it'* ]]
    run type 'cp-report -q'
    [[ $output != *'reading what is typed'* ]]
    COLUMNS=100 PAGER=cat run type 'cp-plan keys | cat; cp-plan keys'
    [[ $output == *$'path\tunit\ttype\tdefault\tmeaning'* ]]
    grep -qE '^ *path +unit +type +default +meaning' <<<"$output"
    cp-plan init -o here.yaml
    run type 'stty cols 50; cp-plan check -p here.yaml'
    [[ $output == 'here.yaml: in order: '*$'\n    '* ]]
    [ "$(awk 'length($0) > 50' <<<"$output")" = '' ]
    [ "$(cp-plan check -p here.yaml | wc -l)" = 1 ]
}

offered() { # WORD...: what completion offers for the last of them
    # shellcheck source=/dev/null
    . "$CAPPLAN_SRC/completion/capplan"
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _capplan "$1"
    echo "${COMPREPLY[@]}"
}

@test "completion offers the paths of a plan, of what is no number too, and each can be shown" {
    paths() { # PREFIX
        offered cp-allocate -p plan.yaml --set "$1"
    }
    cp-plan init >plan.yaml
    [ "$(paths hor)" = horizon/ ]
    [ "$(paths horizon/)" = 'horizon/from horizon/to' ]
    [ "$(paths skus/B300/residual/)" = 'skus/B300/residual/1 skus/B300/residual/2 skus/B300/residual/3 skus/B300/residual/4' ]
    for path in $(paths skus/B300/residual/); do
        cp-plan check -p plan.yaml --set "$path=10 %"
    done
    [ "$(paths skus/B300/eff)" = skus/B300/efficiency/ ]
    [ "$(paths skus/B300/efficiency/)" = 'skus/B300/efficiency/*' ]
    cp -R "$examples/meta-compute/." .
    # a number with its source can be set as one
    [ "$(paths contracts/entergy-esa/pri)" = contracts/entergy-esa/price ]
    [[ $(paths contracts/entergy-esa/price/) == *contracts/entergy-esa/price/value* ]]
    [ "$(paths contracts/entergy-esa/si)" = contracts/entergy-esa/sites ]
    # of what stands in a list, its number
    offer=suppliers/nvidia/offers/nv-gb300-26h2/milestones
    [ "$(paths "$offer/")" = "$offer/1/ $offer/2/" ]
    [ "$(paths "$offer/2/")" = "$offer/2/before $offer/2/share" ]
    cp-plan check -p plan.yaml --set "$offer/2/before=-20 days"
    for path in $(paths contracts/entergy-esa/) $(paths workloads/assistant/) $(paths policy/); do
        echo "# $path"
        cp-plan show plan.yaml "${path%/}"
    done
}

@test "completion names a key with an apostrophe as it is" {
    cp-plan init | sed "s/  north:/  \"it's\":/; s/\[north\]/[\"it's\"]/; s/  batch:/  \"'s\":/" >plan.yaml
    [ "$(offered cp-allocate -p plan.yaml --set sites/)" = "sites/it's/" ]
    [ "$(offered cp-allocate -p plan.yaml --set "workloads/'")" = "workloads/'s/" ]
}

@test "completion offers a file with a comma, and words behind any text" {
    touch a,b.tsv
    [ "$(offered cp-report --against a,)" = a,b.tsv ]
    [ "$(offered cp-report --against a,b)" = a,b.tsv ]
    [ "$(offered cp-forecast --total 50%d,work)" = 50%d,workload ]
}
