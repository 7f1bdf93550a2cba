# cp-solve: facts about an optimum, statuses, MPS out, explanation, bad files.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR"
    cat >p.mps <<'MPS'
NAME
OBJSENSE
 MAX
ROWS
 N profit
 L hours
 L power
COLUMNS
 a profit 3 hours 1
 a power 1
 b profit 2 hours 1
 b power 3
RHS
 rhs hours 4 power 7
 rhs profit -10
BOUNDS
 UP bnd a 3
ENDATA
MPS
    sed '/OBJSENSE/,/MAX/d; s/ L hours/ G hours/; s/hours 4/hours 40/' p.mps >short.mps
}

value() { # KIND NAME MEASURE
    # a column in which every fact has '-' is not written
    awk -F'\t' -v k="$1" -v n="$2" -v m="$3" '
        NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["kind"] == k && (!at["name"] || $at["name"] == n) && $at["measure"] == m {
            print $at["value"]
        }' out
}

@test "status, objective, columns and rows are facts; a maximum keeps its signs" {
    cp-solve p.mps >out
    [ "$(head -1 out)" = $'kind\tname\tmeasure\tvalue\tunit' ]
    [ "$(value model - status)" = 0 ]
    [ "$(value model - objective)" = 21 ]
    [ "$(value column a value)" = 3 ]
    [ "$(value column a reduced_cost)" = 1 ]
    [ "$(value row hours dual)" = 2 ]
    [ "$(value row power activity)" = 6 ]
}

@test "both engines agree, and auto on stdin" {
    cp-solve --engine ipm p.mps >out
    [ "$(printf '%.6f' "$(value model - objective)")" = 21.000000 ]
    gzip -c p.mps | cp-solve - >out
    [ "$(value model - objective)" = 21 ]
}

@test "infeasible is exit 1 with a status fact and the rows that conflict" {
    run --separate-stderr cp-solve --explain short.mps
    [ "$status" = 1 ]
    [[ $stderr == *"the program is infeasible"* ]]
    echo "$output" >out
    [ "$(value model - status)" = 2 ]
    [ -z "$(value model - objective)" ]
    awk -F'\t' '$3 == "conflict"' out | grep -q hours
}

@test "unbounded is exit 1 and status 3" {
    sed '/^ L/d; /^ UP/d; s/hours 1//; / [ab] power/d; /^ rhs hours/d' p.mps >free.mps
    cp-solve free.mps >out || [ "$?" = 1 ]
    [ "$(value model - status)" = 3 ]
}

@test "--write writes bytes that it writes again" {
    cp-solve --write one.mps p.mps >out
    cp-solve --write two.mps one.mps >out
    cmp one.mps two.mps
    [ "$(value model - objective)" = 21 ]
}

@test "a bad file: every finding with its place, exit 2, nothing written" {
    sed -i 's/ b power 3/ b pwer 3/; s/UP bnd a 3/SC bnd a x/' p.mps
    run --separate-stderr cp-solve -o out --write w.mps p.mps
    [ "$status" = 2 ]
    [[ $stderr == *"cp-solve: p.mps:12:4: unknown row 'pwer' (did you mean 'power'?)"* ]]
    [[ $stderr == *"p.mps:17:2: a semi-continuous column (SC) is not supported"* ]]
    [ ! -e out ] && [ ! -e w.mps ]
}

@test "usage: engines, numbers and files are checked" {
    run cp-solve --engine glpq p.mps
    [ "$status" = 2 ]
    [[ $output == *"unknown engine 'glpq' (did you mean 'glpk'?)"* ]]
    run cp-solve --gap 0 p.mps
    [ "$status" = 2 ]
    run cp-solve nowhere.mps
    [ "$status" = 2 ]
    [[ $output == *"nowhere.mps: cannot open"* ]]
    run cp-solve p.mps short.mps
    [ "$status" = 2 ]
}

@test "integers are solved and ipm refuses them" {
    sed 's/ UP bnd a 3/ UI bnd a 3\n UI bnd b 9/' p.mps >i.mps
    sed -i 's/hours 4/hours 3.5/' i.mps
    cp-solve i.mps >out
    [ "$(value model - objective)" = 19 ]
    run cp-solve --engine ipm i.mps
    [ "$status" = 2 ]
    [[ $output == *"does not take integer columns"* ]]
}

@test "the worked plan's program, exported with its names, has the same optimum" {
    plan=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    cp-forecast -p "$plan" | cp-supplier -p "$plan" |
        cp-allocate -q -p "$plan" --only --export plan.mps >allocated
    cp-solve plan.mps >out
    want=$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "objective" { print $at["value"] }' allocated)
    got=$(value model - objective)
    awk -v a="$want" -v b="$got" 'BEGIN { d = a - b; exit !(d * d <= (1e-8 * a) ^ 2) }'
    [ "$(value model - status)" = 0 ]
}
