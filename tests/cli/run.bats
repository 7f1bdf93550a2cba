# capplan run: the stages of a plan in one command; capplan NAME: the other commands.

bats_require_minimum_version 1.5.0
load whole

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    # bound to buy what its capital cannot pay
    sed 's/quantity:/committed: 100 GPU, &/; s/^discount/capex_limit: 1 USD\n&/' plan.yaml >short.yaml
}

@test "the bytes of the pipeline, with overrides and a seed" {
    for set in '' --set=sites/s/pue=*1.1; do
        # shellcheck disable=SC2086 # nothing, or one word
        cp-forecast -q -p plan.yaml $set --seed 7 | cp-supplier -q -p plan.yaml $set --seed 7 |
            cp-allocate -q -p plan.yaml $set --duals | cp-finance -q -p plan.yaml $set --seed 7 >want.tsv
        # shellcheck disable=SC2086
        capplan run -q -p plan.yaml $set --seed 7 | cmp - want.tsv
        # shellcheck disable=SC2086
        capplan run -q -p plan.yaml $set --seed 7 -o got.tsv
        cmp got.tsv want.tsv
    done
}

@test "stages, their own options, and the facts of the first" {
    cp-forecast -p plan.yaml >demand.tsv
    capplan run -q -p plan.yaml --stages supplier,allocate --with 'allocate=--check --engine "glpk"' demand.tsv >got.tsv
    cp-supplier -p plan.yaml demand.tsv | cp-allocate -q -p plan.yaml --check --engine glpk | cmp - got.tsv
    capplan run -q -p plan.yaml --stages supplier <demand.tsv | cmp - <(cp-supplier -p plan.yaml demand.tsv)
    run -2 capplan run -p plan.yaml --with 'allocate=--engine "glpk'
    [[ $output == *"a quote is not closed"* ]]
}

@test "what each stage has written is left in a folder" {
    capplan run -q -p plan.yaml --keep streams -o out.tsv
    [ "$(ls streams)" = "$(printf '%s\n' allocate.tsv finance.tsv forecast.tsv supplier.tsv)" ]
    cmp streams/finance.tsv out.tsv
    cp-supplier -q -p plan.yaml streams/forecast.tsv | cmp - streams/supplier.tsv
    [ "$(ls -A)" = "$(printf '%s\n' out.tsv plan.yaml short.yaml streams)" ]
}

@test "the status of every stage; a file with an answer is not replaced by one without" {
    echo before >out.tsv
    run -1 --separate-stderr capplan run -p short.yaml -o out.tsv
    echo "# $stderr"
    [[ $stderr == *"capplan run: forecast 0, supplier 0, allocate 1, finance 1"* ]]
    [[ $stderr == *"without an answer out.tsv stays as it was"* ]]
    [ "$(cat out.tsv)" = before ]
    # on standard output stands what the pipeline would have written
    run -1 --separate-stderr capplan run -q -p short.yaml
    [ -n "$output" ]
    [ -z "$stderr" ]
    # short, but with an answer: written, and 1
    run -1 --separate-stderr capplan run -p plan.yaml --set workloads/w/demand='90 EFLOP/s' --with allocate=--check -o out.tsv
    grep -q objective out.tsv
    # a stage that fails ends the run
    rm out.tsv
    run -2 --separate-stderr capplan run -p plan.yaml --set sites/s/peu=2 -o out.tsv
    [[ $stderr == *"forecast 2" ]]
    run -2 --separate-stderr capplan run -p plan.yaml --with allocate=--nonsense -o out.tsv
    [[ $stderr == *"forecast 0, supplier 0, allocate 2" ]]
    [ ! -e out.tsv ]
}

@test "one limit of time for all of it" {
    run -1 --separate-stderr capplan run -q -p "$CAPPLAN_SRC/examples/meta-compute/plan.yaml" --time-limit 0.02 -o out.tsv
    [ ! -e out.tsv ]
    capplan run -q -p plan.yaml --time-limit 300 -o out.tsv
    capplan run -q -p plan.yaml | cmp - out.tsv
}

@test "an interrupt ends the stages too" {
    mkdir scratch
    TMPDIR=$PWD/scratch capplan run -q -p "$CAPPLAN_SRC/examples/meta-compute/plan.yaml" \
        --with 'allocate=--integer --gap 0.0001%' -o out.tsv &
    pid=$!
    for _ in $(seq 200); do
        pgrep -P $pid cp-allocate >/dev/null && break
        sleep 0.05
    done
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    [ "$status" = 1 ]
    [ ! -e out.tsv ]
    [ -z "$(ls -A scratch)" ]
    [ -z "$(pgrep -P $pid)" ]
}

@test "a run is put into a history with what makes it again" {
    capplan run -q -p plan.yaml --set sites/s/pue=1.3 --seed 3 --with 'allocate=--duals --gap "1 %"' \
        --store h.db --name w --at 2026-11-28 --as-of 2026-11-01 --note 'it is' >out.tsv
    cp-store get h.db w | cmp - out.tsv
    cp-store show h.db w >shown
    grep -qF "options --stages=forecast,supplier,allocate,finance --seed=3 --with=allocate='--duals --gap \"1 %\"'" <(paste -sd' ' shown | tr -s ' ')
    grep -q 'set .* sites/s/pue=1.3' shown
    grep -q 'took ' shown
    # no answer: not put
    run -1 capplan run -p short.yaml --store h.db --name w
    [[ $output == *"cp-store: not stored"* ]]
    [ "$(sqlite3 h.db 'SELECT count(*) FROM run')" = 1 ]
    echo no database >bad.db
    run -2 capplan run -q -p plan.yaml --store bad.db --name w
    [ "$output" = "cp-store: bad.db: is no history of capplan" ]
}

@test "the report instead of the stream" {
    capplan run -q -p plan.yaml | cp-report >want
    capplan run -q -p plan.yaml --report text | cmp - want
    capplan run -q -p plan.yaml --report json | grep -q '"objective"'
    run -2 --separate-stderr capplan run -q -p plan.yaml --report nonsense
    [ -z "$output" ]
}

@test "capplan NAME is the command of that name" {
    capplan plan check -p plan.yaml | cmp - <(cp-plan check -p plan.yaml)
    [ "$(capplan store --version)" = "$(cp-store --version)" ]
    run -2 capplan allocate --nonsense
    [[ $output == "cp-allocate: "* ]]
    run -2 capplan pln
    [[ $output == "capplan: there is no command 'pln' (did you mean 'plan'?)"* ]]
    [[ $(capplan --version) == "capplan (capplan) "* ]]
    capplan --help | grep -q '^Usage: capplan'
}

@test "usage" {
    local line
    while IFS='@' read -r call want; do
        # shellcheck disable=SC2086 # a list of words
        run -2 --separate-stderr capplan run $call
        line=${stderr%%$'\n'*}
        echo "# $call: $line"
        [[ $line == "capplan run: $want"* ]]
    done <<'TABLE'
@no plan was given; use -p FILE
-p p --stages forecast,suplier@--stages: 'suplier' is not one of forecast, supplier, allocate, finance (did you mean 'supplier'?)
-p p --stages finance,finance@--stages: finance stands twice
-p p --with allocate@--with: 'allocate' is not STAGE=OPTIONS
-p p --with x=y@--with: 'x' is not one of forecast
-p p --store h.db@--store and --name go together
-p p --note x@--as-of, --at and --note go with --store
-p p --time-limit 0@--time-limit: '0' is not a number above 0
TABLE
    run -2 capplan run -p plan.yaml --keep plan.yaml/x
    [[ $output == *"plan.yaml/x: cannot make it: Not a directory"* ]]
}

@test "options of --help, of the manual and of the completion are the same" {
    plain_half
    capplan run --help | grep -oE '^ +(-[A-Za-z?], +)?--[a-z-]+' | grep -oE -- '--[a-z-]+' |
        grep -vxE -- '--help|--usage|--version' | sort >told
    sed -n '/^\.It Fl /{s/\\-/-/g;p}' "$CAPPLAN_SRC/man/capplan.1" | grep -oE -- 'Fl -[a-z-]+' | sed 's/Fl /-/' | sort -u >page
    diff told page
    # shellcheck source=/dev/null
    . "$CAPPLAN_SRC/completion/capplan"
    COMP_WORDS=(capplan run --) COMP_CWORD=2
    _capplan capplan -- run
    diff told <(printf '%s\n' "${COMPREPLY[@]}" | grep -vxE -- '--help|--usage|--version' | sort)
    COMP_WORDS=(capplan '') COMP_CWORD=1
    _capplan capplan '' capplan
    [[ " ${COMPREPLY[*]} " == *" run "*" store "* || " ${COMPREPLY[*]} " == *" store "*" run "* ]]
    COMP_WORDS=(capplan store '') COMP_CWORD=2
    _capplan capplan '' store
    [[ " ${COMPREPLY[*]} " == *" put "* ]]
    COMP_WORDS=(capplan plan --) COMP_CWORD=2
    _capplan capplan -- plan
    [[ " ${COMPREPLY[*]} " == *" --check "* ]]
}

@test "what cannot be written is exit 2 with one message" {
    run -2 bash -c 'capplan run -q -p plan.yaml >/dev/full'
    [[ $output =~ ^"capplan run: <stdout>: cannot write"(": No space left on device")?$ ]]
}

put() { # DAY OPTION...
    capplan run -q -p plan.yaml --store h.db --name w --at "$1" -o out.tsv "${@:2}"
}

@test "why the cost changed: files, groups of edits, and more of them than are tried in all orders" {
    printf 'period\tworkload\tmeasure\tvalue\tunit\n2027\tw\tdemand\t1.5\tEFLOP/s\n2028\tw\tdemand\t1.5\tEFLOP/s\n' >demand.tsv
    only=(--stages supplier,allocate demand.tsv)
    put 2026-11-01 "${only[@]}"
    sed -i 's/1.5/1.6/' demand.tsv
    put 2026-11-02 --set sites/s/pue=1.3 --set sites/s/om='2 USD/MW/year' "${only[@]}"
    cp-store diff h.db --attribute >text
    sed -n '/^Plan/,/^Where/p' text
    grep -Eq '^  facts/1 +demand.tsv \(.{8}\) +demand.tsv \(.{8}\)  file$' text
    grep -Eq '^  sites/s, 2 values +\+' text
    grep -Eq '^  facts/1 +\+' text
    grep -Eq '^  together ' text
    grep -q 'The cost rose by .*by sites/s, 2 values' <(paste -sd' ' text | tr -s ' ')
    # a value that came, and went
    for set in '' --set=skus/G/om='50 USD/GPU/year' ''; do
        put 2026-11-02 ${set:+"$set"} "${only[@]}"
        cp-store diff h.db --attribute | paste -sd' ' | tr -s ' ' >>told
    done
    grep -Eq 'The cost rose by [0-9,]* USD, most of all in upkeep of GPUs .*: \+[0-9,]* because there is skus/G/om\. ' told
    grep -Eq 'The cost fell by [0-9,]* USD, .*: -[0-9,]* because there is no skus/G/om any more\. ' told
    # five groups: the mean of alone and last, and the rest by its name
    put 2026-11-03 "${only[@]}"
    put 2026-11-04 --set sites/s/pue=1.2 --set skus/G/om='50 USD/GPU/year' --set contracts/g/price='60 USD/MWh' \
        --set discount=9% --set workloads/w/penalty='900 USD/(EFLOP/s)/h' "${only[@]}"
    cp-store diff h.db --attribute >text
    sed -n '/^Why/,/^Where/p' text
    [ "$(sed -n '/^Why/,/together/p' text | wc -l)" = 9 ]
    grep -Eq '^  acting on one another +- +- ' text
    grep -q ' and [+-][0-9.,]* by acting on one another\. *$' <(sed '/^Where/,$d' text | paste -sd' ' | tr -s ' ')
    # the shares sum to the change
    sed -n '/^Why/,/together/p' text | awk 'NR > 2 { v = $NF; gsub(/[+,]/, "", v); sum += v; last = v }
        END { d = sum - 2 * last; exit !(d < 0.2 && d > -0.2) }'
    # nothing was edited: nothing to explain
    put 2026-11-05 --set sites/s/pue=1.2 --set skus/G/om='50 USD/GPU/year' --set contracts/g/price='60 USD/MWh' \
        --set discount=9% --set workloads/w/penalty='900 USD/(EFLOP/s)/h' "${only[@]}"
    cp-store diff h.db --attribute >text
    ! grep -q '^Why' text
}

@test "runs that cannot be explained" {
    put 2026-11-01
    put 2026-11-02 --set sites/s/pue=1.3 --seed 2
    run -2 cp-store diff h.db --attribute
    [[ $output == *"the runs were made with other options: '--stages=forecast,supplier,allocate,finance --seed=1' and "* ]]
    tool=$(sqlite3 h.db 'SELECT tool FROM run WHERE run = 1')
    sqlite3 h.db "UPDATE run SET options = (SELECT options FROM run WHERE run = 1), tool = 'capplan 0.0.9'"
    run -2 cp-store diff h.db --attribute
    [[ $output == *"run 1 was made by capplan 0.0.9, and this is capplan "* ]]
    sqlite3 h.db "UPDATE run SET tool = '$tool'; UPDATE headline SET value = value * 2 WHERE name = 'cost_discounted' AND run = 2"
    mkdir scratch
    TMPDIR=$PWD/scratch run -2 cp-store diff h.db --attribute
    [[ $output == *"run 2 w, 2026-11-02 cannot be made again from its plan"* ]]
    cp-store put h.db --name x --at 2026-11-03 out.tsv
    cp-store put h.db --name x --at 2026-11-04 out.tsv
    run -2 cp-store diff h.db --attribute
    [[ $output == *"one of the runs has no plan"* ]]
    [ -z "$(ls -A scratch)" ]
}

@test "what differs from an earlier run, beside the report or alone" {
    put 2026-11-01
    put 2026-11-02 --set sites/s/pue=1.3 --against w >said
    [ ! -s said ]
    grep -q '^  before  1 w, 2026-11-01$' out.tsv
    grep -Eq '^  sites/s/pue +1.25 +1.3  --set$' out.tsv
    put 2026-11-03 --against w@2026-11-01 --report text
    [ "$(head -1 out.tsv)" = Headline ]
    grep -q '^  now     3 w, 2026-11-03$' out.tsv
    capplan run -q -p plan.yaml -o old.tsv
    capplan run -q -p plan.yaml --set sites/s/pue=1.3 --report text --against old.tsv | grep -q '^  before  old.tsv$'
    run -2 capplan run -q -p plan.yaml --against old.tsv
    [[ $output == *"--against goes with --report or --store"* ]]
}
