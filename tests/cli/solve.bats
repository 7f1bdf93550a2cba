# cp-solve: facts about an optimum, statuses, MPS out, explanation, bad files.

bats_require_minimum_version 1.5.0
load facts
load whole

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
    [ "$(awk -F'\t' '$3 == "irreducible" { print $2 }' out)" = $'hours\npower' ]
}

# twice a whole number is odd: each of its rows can be kept by numbers that are not whole
@test "of a program that whole numbers alone make infeasible no rows are said to conflict" {
    cat >odd.mps <<END
NAME odd
ROWS
 N cost
 E odd
COLUMNS
 M1 'MARKER' 'INTORG'
 x cost 1 odd 2
 M2 'MARKER' 'INTEND'
RHS
 rhs odd 1
BOUNDS
 UI bnd x 9
ENDATA
END
    run --separate-stderr cp-solve --explain odd.mps
    [ "$status" = 1 ]
    [ "$stderr" = "cp-solve: the program is infeasible
cp-solve: no set of rows was proved to conflict" ]
    [[ $output != *irreducible* ]]
}

@test "an earlier answer is not given for none" {
    echo before >out
    run --separate-stderr cp-solve --engine glpk --presolve no --iteration-limit 1 -o out p.mps
    [ "$status" = 1 ]
    [ "$stderr" = "cp-solve: the program is undecided
cp-solve: without an answer out stays as it was" ]
    [ "$(cat out)" = before ]
    # that there is no point is an answer
    run --separate-stderr cp-solve -o out short.mps
    [ "$status" = 1 ]
    [ "$(value model - status)" = 2 ]
}

@test "unbounded is exit 1 and status 3" {
    sed '/^ L/d; /^ UP/d; s/hours 1//; / [ab] power/d; /^ rhs hours/d' p.mps >free.mps
    cp-solve free.mps >out || [ "$?" = 1 ]
    [ "$(value model - status)" = 3 ]
}

by_every_engine() { # FILE STATUS
    local engine
    for engine in auto glpk ipm; do
        cp-solve --engine "$engine" "$1" >out || [ "$?" = 1 ]
        [ "$(value model - status)" = "$2" ]
    done
}

# a box of one holds 1e-14 of x: the ray is proved in units in which it holds as much of both
@test "unbounded is proved in any units, by any engine" {
    cat >ray.mps <<END
NAME
ROWS
 N z
 L flow
COLUMNS
 x z -1 flow 1e7
 y flow -1e-7
RHS
 R flow 1
ENDATA
END
    by_every_engine ray.mps 3
}

# the row's two bounds are 1e-12 apart after division by its largest coefficient
@test "infeasible is proved in any units, by any engine" {
    cat >far.mps <<END
NAME
ROWS
 N z
 L most
 G least
COLUMNS
 x z 1 most 1e-5
 x least 1e-5
 y z 1 most 1e6
 y least 1e6
RHS
 R most 1e-5 least 3e-5
ENDATA
END
    by_every_engine far.mps 2
}

# x is 0 by its bound and 2e-14 by one row, which another multiplies by 5e6
@test "rounding of a column that presolve fixes is no contradiction of its rows" {
    cat >fixed.mps <<END
NAME
ROWS
 N z
 E none
 G least
COLUMNS
 x z 1 none 5e6
 x least 1e-3
RHS
 R least 2e-17
BOUNDS
 UP B x 0
ENDATA
END
    cp-solve --engine ipm fixed.mps >out
    [ "$(value model - objective)" = 0 ]
}

@test "facts have the same columns whatever the outcome" {
    sed '/^ L/d; /^ UP/d; s/hours 1//; / [ab] power/d; /^ rhs hours/d' p.mps >free.mps
    mkdir bin
    printf '#!/bin/sh\nexec sleep 9\n' >bin/glpsol
    chmod +x bin/glpsol
    for what in '0 p.mps' '2 short.mps' '3 free.mps' '4 --engine exec:bin/glpsol --time-limit 0.1 p.mps'; do
        # shellcheck disable=SC2086 # several words
        cp-solve -q ${what#* } >out || [ "$?" = 1 ]
        [ "$(value model - status)" = "${what%% *}" ]
        [ "$(head -n 1 out)" = $'kind\tname\tmeasure\tvalue\tunit' ]
    done
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
    [[ $stderr == *"p.mps:17:11: 'x' is not a number"* ]]
    [ ! -e out ] && [ ! -e w.mps ]
}

@test "usage: engines, numbers and files are checked" {
    run cp-solve --engine glpq p.mps
    [ "$status" = 2 ]
    [[ $output == *"engine 'glpq' is not one of auto, glpk, ipm, "*"exec:PROGRAM (did you mean 'glpk'?)"* ]]
    run cp-solve --gap 0 p.mps
    [ "$status" = 2 ]
    run cp-solve nowhere.mps
    [ "$status" = 2 ]
    [[ $output == *"nowhere.mps: cannot open"* ]]
    run cp-solve p.mps short.mps
    [ "$status" = 2 ]
}

@test "integers are solved, by every engine that takes them" {
    sed 's/ UP bnd a 3/ UI bnd a 3\n UI bnd b 9/' p.mps >i.mps
    sed -i 's/hours 4/hours 3.5/' i.mps
    cp-solve i.mps >out
    [ "$(value model - objective)" = 19 ]
    cp-solve --engine ipm i.mps >out
    [ "$(value model - objective)" = 19 ]
    run cp-solve --engine exec:clp i.mps
    [ "$status" = 2 ]
    [[ $output == *"does not take integer columns"* ]]
}

@test "the worked plan's program, exported with its names, has the same optimum" {
    whole_plan
    plan=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    cp-supplier -p "$plan" "$CAPPLAN_SRC/tests/cases/worked/plan.tsv" |
        cp-allocate -q -p "$plan" --only --export plan.mps >allocated
    cp-solve plan.mps >out
    want=$(awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == "objective" { print $at["value"] }' allocated)
    got=$(value model - objective)
    awk -v a="$want" -v b="$got" 'BEGIN { d = a - b; exit !(d * d <= (1e-8 * a) ^ 2) }'
    [ "$(value model - status)" = 0 ]
}

solver() { command -v "$1" >/dev/null || skip "$1 is not installed"; }

other_solver() { # NAME: a program of each kind, by the engine exec:NAME
    sed 's/ L power/ N spare\n L power/; s/ a power 1/ a power 1 spare 1/' p.mps >spare.mps
    cp-solve --engine "exec:$1" spare.mps >out
    [ "$(value model - status)" = 0 ]
    [ "$(value model - objective)" = 21 ]
    [ "$(value column a reduced_cost)" = 1 ]
    [ "$(value row hours dual)" = 2 ]
    [ "$(value row spare activity)" = 3 ]
    cp-solve --engine "exec:$1" --explain short.mps >out || [ "$?" = 1 ]
    [ "$(value model - status)" = 2 ]
    grep -q conflict out
    sed '/^ L/d; /^ UP/d; s/hours 1//; / [ab] power/d; /^ rhs hours/d' p.mps >free.mps
    cp-solve --engine "exec:$1" free.mps >out || [ "$?" = 1 ]
    [ "$(value model - status)" = 3 ]
    find "$TMPDIR" -mindepth 1 | grep . && return 1
    return 0
}

@test "exec:cbc answers like any engine, integers too, and leaves no files" {
    solver cbc
    export TMPDIR=$BATS_TEST_TMPDIR/scratch
    mkdir "$TMPDIR"
    other_solver cbc
    sed 's/ UP bnd a 3/ UI bnd a 3\n UI bnd b 9/; s/hours 4/hours 3.5/' p.mps >i.mps
    cp-solve --engine exec:cbc i.mps >out
    [ "$(value model - objective)" = 19 ]
    [ "$(value model - bound)" = 19 ]
    [ "$(value column a reduced_cost)" = 3 ]
}

@test "exec:glpsol answers like any engine, integers too" {
    solver glpsol
    export TMPDIR=$BATS_TEST_TMPDIR/scratch
    mkdir "$TMPDIR"
    other_solver glpsol
    sed 's/ UP bnd a 3/ UI bnd a 3\n UI bnd b 9/; s/hours 4/hours 3.5/' p.mps >i.mps
    cp-solve --engine exec:glpsol i.mps >out
    [ "$(value model - objective)" = 19 ]
}

@test "exec:clp takes no integers" {
    solver clp
    export TMPDIR=$BATS_TEST_TMPDIR/scratch
    mkdir "$TMPDIR"
    other_solver clp
    sed 's/ UP bnd a 3/ UI bnd a 3/' p.mps >i.mps
    run cp-solve --engine exec:clp i.mps
    [ "$status" = 2 ]
}

@test "exec: a solver that is unknown, missing, broken, lying or that does not end" {
    run cp-solve --engine exec:scip p.mps
    [ "$status" = 2 ]
    [[ $output == *"'scip' is not one of cbc, clp, glpsol or highs"* ]]
    run cp-solve --engine exec:./highs p.mps
    [ "$status" = 2 ]
    [[ $output == *"cannot run './highs'"* ]]
    mkdir bin
    printf '#!/bin/sh\nexit 3\n' >bin/glpsol
    chmod +x bin/glpsol
    run cp-solve --engine exec:bin/glpsol p.mps
    [ "$status" = 2 ]
    [[ $output == *"left no solution that can be read (exit status 3)"* ]]
    cat >bin/glpsol <<'SH'
#!/bin/sh
printf 's bas 2 2 f f 9\ni 1 b 0 0\ni 2 b 0 0\nj 1 b 0 0\nj 2 b 3 0\ne o f\n' >solution
SH
    cp-solve --engine exec:bin/glpsol p.mps >out || [ "$?" = 1 ]
    [ "$(value model - status)" = 4 ]
    printf '#!/bin/sh\ntrap "" INT\nwhile :; do sleep 9; done\n' >bin/glpsol
    start=$(date +%s%N)
    cp-solve --engine exec:bin/glpsol --time-limit 0.3 p.mps >out || [ "$?" = 1 ]
    [ $((($(date +%s%N) - start) / 1000000)) -lt 1500 ]
    [ "$(value model - status)" = 4 ]
}

# HiGHS as a script that answers as its command does.
@test "exec:highs: options and the sections of its solution file" {
    mkdir bin
    cat >bin/highs <<'SH'
#!/bin/sh
[ "$1 $2 $3" = '--options_file options program.mps' ] || exit 9
grep -qx 'solution_file = solution' options || exit 8
! grep -q time_limit options || exit 7
cat >solution <<'TXT'
Model status
Optimal

# Primal solution values
Feasible
Objective -11
# Columns 2
c1 3
c2 1
# Rows 2
r1 4
r2 6

# Dual solution values
Feasible
# Columns 2
c1 -1
c2 0
# Rows 2
r1 -2
r2 0

# Basis
HiGHS_basis_file v2
TXT
SH
    chmod +x bin/highs
    PATH=$PWD/bin:$PATH cp-solve --engine exec:highs p.mps >out
    [ "$(value model - objective)" = 21 ]
    [ "$(value row hours dual)" = 2 ]
}

@test "INT ends a solve with its facts whole; the iteration limit too" {
    mkdir bin
    printf '#!/bin/sh\ntrap "" INT\n: >../running\nwhile :; do sleep 9; done\n' >bin/glpsol
    chmod +x bin/glpsol
    mkdir scratch
    # a job of a script ignores INT unless it says otherwise
    TMPDIR=$PWD/scratch env --default-signal=INT \
        cp-solve --engine exec:bin/glpsol -o out p.mps 2>message 3>&- &
    until [ -e scratch/running ]; do sleep 0.02; done
    start=$(date +%s%N)
    kill -INT $!
    status=0
    wait $! || status=$?
    [ "$status" = 1 ]
    [ $((($(date +%s%N) - start) / 1000000)) -lt 1500 ]
    [ "$(value model - status)" = 4 ]
    rm scratch/running
    [ -z "$(ls scratch)" ]
    status=0
    cp-solve --engine ipm --iteration-limit 1 p.mps >out 2>message || status=$?
    [ "$status" = 1 ]
    [ "$(value model - iterations)" = 1 ]
    grep -q 'by ipm, 1 iterations; violations: rows' message
}

# 600 decisions in 60 dense rows: no branch and cut comes to its end, and yet the first relaxation, after which an
# engine says that it is at work, is soon solved on a machine with much else to do.
knapsacks() {
    awk 'BEGIN {
        m = 60; n = 600; print "NAME\nROWS\n N z"
        for (i = 0; i < m; i++) print " L r" i
        print "COLUMNS"
        for (j = 0; j < n; j++) {
            print " x" j " z " (0 - 500 - (j * 7919) % 1009)
            for (i = 0; i < m; i++)
                print " x" j " r" i " " (1 + (i * 104729 + j * 7919 + i * j * 31) % 1009)
        }
        print "RHS"
        for (i = 0; i < m; i++) print " r r" i " " 120000 + i
        print "BOUNDS"
        for (j = 0; j < n; j++) print " BV b x" j
        print "ENDATA"
    }' >large.mps
}

@test "a limit or a signal ends any engine, with its facts whole" {
    knapsacks
    for engine in glpk ipm exec:glpsol exec:cbc; do
        if [[ $engine == exec:* ]] && ! command -v "${engine#exec:}" >/dev/null; then
            continue
        fi
        status=0
        timeout 60 cp-solve --engine "$engine" --time-limit 0.4 -o out large.mps 2>message ||
            status=$?
        [ "$status" = 1 ]
        [[ $(value model - status) == [14] ]]
        rm out message
        timeout 60 env --default-signal=TERM \
            cp-solve --engine "$engine" -v -o out large.mps 2>message 3>&- &
        # it solves
        until [ -s message ]; do sleep 0.05; done
        pkill -TERM -P $!
        status=0
        wait $! || status=$?
        [ "$status" = 1 ]
        [[ $(value model - status) == [14] ]]
        rm out
    done
}

@test "race: another solver beside ours, the first proof, and who gave it" {
    local solve
    solve=$(command -v cp-solve)
    printf '%s\n' NAME ROWS ' N cost' ' G need' COLUMNS ' a cost 3 need 2' ' b cost 2 need 1.5' RHS \
        ' R need 7' BOUNDS ' UI B a 9' ' UI B b 9' ENDATA >small.mps
    mkdir none bin
    # where the library of HiGHS is built in, it is there whatever the PATH says
    local beside='nobody' by='tree'
    if "$solve" --engine highs small.mps >/dev/null 2>&1; then
        beside='(nobody|highs)' by='(tree|highs)'
    fi
    PATH=none "$solve" -v --engine race small.mps 2>message >out
    [ "$(value model - objective)" = 10 ]
    grep -qE "race: beside ours ran $beside" message
    grep -qE "optimal by $by" message
    # ours takes long for this one, and the other claims to know
    knapsacks
    printf '#!/bin/sh\nprintf "%%s\\n" "  Dual bound 0"\nprintf "Model status\\nOptimal\\n" >solution\n' >bin/highs
    chmod +x bin/highs
    PATH=$PWD/bin:$PATH timeout 60 cp-solve -v --engine race large.mps 2>message >out
    [ "$(value model - status)" = 0 ] && [ "$(value model - objective)" = 0 ]
    grep -q 'optimal by exec:highs' message
    # who falls is told, and nobody is left by one that is killed
    printf '#!/bin/sh\nkill -KILL $$\n' >bin/highs
    PATH=$PWD/bin:$PATH cp-solve -v --engine race --time-limit 1 large.mps 2>message >out || [ $? = 1 ]
    grep -q "race: 'highs' was ended by signal 9" message
    printf '#!/bin/sh\necho $$ >%s/pid\nexec sleep 100\n' "$PWD" >bin/highs
    PATH=$PWD/bin:$PATH cp-solve -q --engine race large.mps >out &
    local ours=$! since=$SECONDS
    until [ -s pid ]; do ((SECONDS - since < 60)) && sleep 0.1; done
    kill -KILL $ours
    while kill -0 "$(cat pid)"; do ((SECONDS - since < 60)) && sleep 0.1; done
    # a limit ends both
    status=0
    rm out
    PATH=$PWD/bin:$PATH timeout 60 cp-solve --engine race --time-limit 0.4 -o out large.mps || status=$?
    [ "$status" = 1 ] && [[ $(value model - status) == [14] ]]
}

@test "what takes long says on a terminal how far it is, and elsewhere nothing" {
    plain_half
    knapsacks
    script -qec "cp-solve --time-limit 3 -o out large.mps" /dev/null </dev/null >screen || true
    # written over in place, with the seconds, and gone before what is said at the end
    tr '\r' '\n' <screen | grep -Eq 'cp-solve: .*, [23] s$'
    tr '\r' '\n' <screen | tail -n 3 | grep -Eq '^.\[2Kcp-solve: (the program is |feasible by )|^cp-solve: '
    cp-solve --time-limit 3 -o out large.mps 2>message || true
    run ! grep -q "$(printf '\033')" message
    [ "$(grep -c . message)" -le 2 ]
}

@test "--basic is a vertex, and -j, --presolve=no change no optimum" {
    cp-solve --basic -j 2 --presolve=no p.mps >out
    [ "$(value model - objective)" = 21 ]
    run --separate-stderr cp-solve --engine ipm --basic p.mps
    [ "$status" = 0 ]
    [ -z "$stderr" ]
    echo "$output" >out
    [ "$(value model - objective)" = 21 ] && [ "$(value column b value)" = 1 ]
    run cp-solve --presolve=maybe p.mps
    [ "$status" = 2 ]
    run cp-solve --iteration-limit 2.5 p.mps
    [ "$status" = 2 ]
}

@test "MPS of other hands: Fortran's exponents, comments behind, an objective by name" {
    printf '%s\n' NAME OBJNAME ' cost' ROWS ' N other' ' N cost' ' G c $ demand' COLUMNS \
        ' x cost 1.D0 c 1. *unit' ' x other 5' RHS ' RHS c 4.0D+00 $ least' BOUNDS \
        ' UP BOUND x 1.0d3' ENDATA >fortran.mps
    cp-solve fortran.mps >out
    [ "$(value model - objective)" = 4 ] && [ "$(value row other activity)" = 20 ]
    sed 's/^ cost/ costs/' fortran.mps >none.mps
    run cp-solve none.mps
    [ "$status" = 2 ] && [[ $output == *"no row of type N is called 'costs', as OBJNAME says"* ]]
}

@test "MPS of other hands: an integer column that BOUNDS leaves out, and no objective" {
    printf '%s\n' NAME ROWS ' N cost' ' G c' COLUMNS " M 'MARKER' 'INTORG'" ' x cost 1 c 1' \
        ' y cost 2 c 1' " M 'MARKER' 'INTEND'" ' z cost 3 c 1' RHS ' RHS c 4.5' BOUNDS ENDATA >m.mps
    cp-solve m.mps >out
    # 1 + 2 + 3 2.5, as cbc 2.10, GLPK 5.0 and HiGHS 1.16 have it
    [ "$(value model - objective)" = 10.5 ]
    # with any bound the upper one is infinite: x = 5
    for bound in 'PL B x' 'LO B x 2'; do
        sed "s/^BOUNDS/&\n $bound/" m.mps >one.mps
        cp-solve --write again.mps one.mps >out
        [ "$(value model - objective)" = 5 ]
        cp-solve again.mps | cmp - out
    done
    printf '%s\n' NAME ROWS ' G c' COLUMNS ' x c 1' RHS ' RHS c 4' ENDATA >none.mps
    cp-solve none.mps >out
    [ "$(value model - objective)" = 0 ]
    awk -v x="$(value column x value)" 'BEGIN { exit !(x >= 4) }'
}

@test "semi-continuous columns are 0 or within their bounds, of either form" {
    # 4 and 4 of what comes from 4 to 5, or 5 and 2 of the dear one
    printf '%s\n' NAME ROWS ' N cost' ' G need' COLUMNS ' a cost 1 need 1' ' b cost 1.5 need 1' \
        ' dear cost 3 need 1' RHS ' R need 7' BOUNDS ' LO B a 4' ' SC B a 5' ' LO B b 4' ' SI B b 5' \
        ENDATA >semi.mps
    cp-solve --write semi.lp semi.mps >out
    [ "$(value model - objective)" = 10 ] && [ "$(value column b value)" = 4 ]
    sed -i 's/ R need 7/ R need 3/' semi.mps
    cp-solve semi.mps >out
    [ "$(value model - objective)" = 4 ] && [ "$(value column a.on value)" = 1 ]
    printf '%s\n' Minimize ' cost: a + 1.5 b + 3 dear' st ' need: a + b + dear >= 7' Bounds \
        ' 4 <= a <= 5' '4 <= b <= 5' Semi-Continuous ' a b' Generals ' b' End >text.lp
    cp-solve text.lp >out
    [ "$(value model - objective)" = 10 ]
    sed -i 's/4 <= b <= 5/b >= 4/' text.lp
    run cp-solve text.lp
    [ "$status" = 2 ]
    [[ $output == *"text.lp:9:4: column 'b' is semi-continuous: it needs a finite bound on either side"* ]]
    # -5 to -4, or 0
    printf '%s\n' 'min 9 a + d' st ' a + d >= -4.5' bounds ' -5 <= a <= -4' ' d <= 3' semi-continuous ' a' end >below.lp
    cp-solve --write below.mps below.lp >out
    [ "$(value model - objective)" = -44.5 ] && [ "$(value column a value)" = -5 ]
    cp-solve below.mps | cmp - out
    sed 's/>= -4.5/>= 1/' below.lp >above.lp
    cp-solve above.lp >out
    [ "$(value model - objective)" = 1 ] && [ "$(value column a value)" = 0 ]
    sed 's/-5 <= a/a/' below.lp >none.lp
    run cp-solve none.lp
    [ "$status" = 2 ]
    [[ $output == *"none.lp:8:2: column 'a' is semi-continuous: its lower bound is above its upper one"* ]]
}

@test "rows of whole columns round by steps that their digits tell apart, and else not" {
    best() { # OBJECTIVE ROWS [BOUNDS]: the least of whole x and y
        printf 'Minimize\n %s\nSubject To\n %s\nBounds\n 0 <= x <= 20000\n 0 <= y <= 20000\n%s\nGenerals\n x y\nEnd\n' \
            "$1" "$2" "${3-}" >whole.lp
        cp-solve --engine tree --gap 1e-9 whole.lp -o out 2>said
        awk '$3 == "objective" { printf "%.6f\n", $4 }' out
    }
    [ "$(best '9.561 x + 9.479 y' '9.561 x + 9.479 y >= 76.078')" = 76.078000 ]
    [ "$(best '7.65 x + 7.52 y' '7.65 x + 7.52 y >= 378.6')" = 378.600000 ]
    [ "$(best 'x + 3 y' 'x + 0.3333333333 y >= 10000')" = 10000.000000 ]
    [ "$(best 'y + z' 'x + z = 15000.00001' ' 0 <= z <= 0.5')" = 0.000010 ]
}

@test "LP text in and out" {
    cat >p.lp <<'LP'
\ two products
Maximize
 profit: 3 a + 2b
 + 10
Subject To
 hours: a + b <= 4
 -1 <= a + 3 b <= 7
Bounds
 a <= 3
End
LP
    cp-solve --write again.lp p.lp >out
    [ "$(value model - objective)" = 21 ] && [ "$(value row hours dual)" = 2 ]
    [ "$(value row c2 activity)" = 6 ]
    # of its two sides, which other readers take as two rows alone, the second is a row more
    grep -q '^ c2: + 1 a + 3 b >= -1$' again.lp && grep -q '^ c2_upper: + 1 a + 3 b <= 7$' again.lp
    cp-solve --write twice.lp again.lp | grep -v c2_upper | cmp - out
    # the constant is a number here, and needs no column
    cmp again.lp twice.lp
    gzip -c again.lp | cp-solve - | grep -v c2_upper | cmp - out
    sed 's/+ 2b/+ [ b^2 ]/' p.lp >square.lp
    run cp-solve square.lp
    [ "$status" = 2 ] && [[ $output == *"square.lp:3:"*"quadratic terms are not supported"* ]]
    printf 'min b\nst\n b = 1 -> x >= 4\nbinary\n b\nend\n' >indicator.lp
    run cp-solve indicator.lp
    [ "$status" = 2 ] && [[ $output == *"indicator.lp:3:8: indicator rows are not supported" ]]
    printf 'max a + b + c\nst\n a + b + c <= 9\nbounds\n a = 0\n b <= 5\n c >= 1\nbinary\n a b c\nend\n' >fixed.lp
    cp-solve fixed.lp >out
    [ "$(value column a value)" = 0 ] && [ "$(value column b value)" = 1 ] && [ "$(value column c value)" = 1 ]
    sed 's/c >= 1/c >= 2/' fixed.lp >none.lp
    run cp-solve none.lp
    [ "$status" = 2 ] && [[ $output == *"none.lp:9:6: "*"from 2 to 1"* ]]
    printf 'min x\nst\n x >= 1\n' >open.lp
    run cp-solve open.lp
    [ "$status" = 2 ] && [[ $output == *"the file ends without End"* ]]
}

@test "LP text with indices in brackets, as modelling languages write names" {
    printf 'min\n obj: 2 x[1,2] + 3y[a]\nst\n c[1]: x[1,2] + y[a] >= 4\nbounds\n x[1,2] <= 3\nend\n' >p.lp
    cp-solve --write again.lp p.lp >out
    [ "$(value model - objective)" = 9 ] && [ "$(value row 'c[1]' dual)" = 3 ]
    # others take a bracket for quadratic terms
    ! grep '\[' again.lp
    printf 'min\n obj: x + [x[1]^2]\nst\n c: x >= 4\nend\n' >square.lp
    run cp-solve square.lp
    [ "$status" = 2 ] && [[ $output == *"square.lp:2:11: quadratic terms are not supported"* ]]
}

@test "LP text that is written is read by others, with its names" {
    cat >all.mps <<'MPS'
NAME all
ROWS
 N cost
 G low
 L high
 E same
 G both
 G both_upper
 N free
COLUMNS
 x cost 1 low 1
 x high 1 both 1
 x both_upper 1 free 1
 y cost 2 low 1
 y same 1 both 1
 M1 'MARKER' 'INTORG'
 z cost 1.5 same 1
 z both 1
 M2 'MARKER' 'INTEND'
RHS
 R low 2 high 9
 R same 4.5 both 5.5
 R both_upper 0.25
RANGES
 R both 3
BOUNDS
 MI B x
 UP B x 2.5
 UP B z 7
ENDATA
MPS
    cp-solve --write all.lp all.mps >out
    best=$(value model - objective)
    grep -q '^ both_upper_2: ' all.lp
    cp-solve all.lp >out
    [ "$(value model - objective)" = "$best" ]
    if command -v glpsol; then
        glpsol --lp all.lp -w answer >said
        grep -q "^s .* o $best\$" answer
    fi
    if command -v cbc; then cbc all.lp solve | grep -Eq "^Objective value: +$best"; fi
}

# Of roads that are paid for when they are used, the relaxation opens each by a little.
@test "fixed charges have a point by the interior point's search too" {
    awk 'function lot(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
        BEGIN {
            seed = 7
            n = 10
            print "min"
            for (i = 0; i < n; i++)
                for (j = 0; j < n; j++)
                    print "+ " 5 + lot(60) " y" i "_" j " + " 1 + lot(9) " x" i "_" j
            print "st"
            for (i = 0; i < n; i++) {
                for (j = 0; j < n; j++)
                    s[i] = s[i] " + x" i "_" j
                for (j = 0; j < n; j++)
                    d[i] = d[i] " + x" j "_" i
                print s[i] " <= 40\n" d[i] " >= " 11 + lot(25)
            }
            for (i = 0; i < n; i++)
                for (j = 0; j < n; j++)
                    print "x" i "_" j " - 40 y" i "_" j " <= 0"
            print "binaries"
            for (i = 0; i < n; i++)
                for (j = 0; j < n; j++)
                    print "y" i "_" j
            print "end"
        }' >roads.lp
    run cp-solve -v --engine ipm --time-limit 3 -o out roads.lp
    [[ $(grep -m1 -E 'incumbent|nodes open' <<<"$output") == *incumbent* ]]
    [ "$(value model - status <out)" != 4 ]
}

# Rows of two sides, and names of columns that begin with a digit, are one long enough to need no more.
@test "names as long as there are come back from LP text, cut where something stands behind or before" {
    name() { printf "%$1s" '' | tr ' ' "$2"; }
    for n in 249 250 254 255; do
        row=$(name "$n" r) col=$(name "$n" 7) accent=$(name $((n - 248)) a)$(printf 'é%.0s' {1..124})
        printf '%s\n' NAME ROWS ' N cost' " G $row" " G ${row%r}s" " G $accent" COLUMNS " $col cost 1 $row 1" \
            " ${col%7}8 cost 1 ${row%r}s 1" " ${col%7}8 $accent 1" RHS " $row 2 ${row%r}s 3" " $accent 1" \
            RANGES " $row 4 ${row%r}s 4" " $accent 5" ENDATA >long.mps
        cp-solve --write long.lp long.mps >out
        cp-solve long.lp >again
        [ "$(grep -c '^row' again)" = 6 ] && [ "$(value model - objective <again)" = 5 ]
        iconv -f UTF-8 long.lp >utf
    done
}

@test "bounds of LP text that cross are told where they stand" {
    crossed() { # PLACE MESSAGE: of the program on stdin
        cat >crossed.lp
        run -2 cp-solve crossed.lp
        [ "$output" = "cp-solve: crossed.lp:$1: $2" ]
    }
    printf 'min\n x + y\nst\n d: 5 <= x + y <= 3\nEnd\n' | crossed 4:19 "row 'd': bounds from 5 to 3 hold no number"
    printf 'min\n x + y\nst\n 5 <= x + y <= 3\nEnd\n' | crossed 4:16 "row 'c1': bounds from 5 to 3 hold no number"
    printf 'min\n x\nbounds\n x <= 4\n 6 <= x\nEnd\n' | crossed 5:2 "column 'x': bounds from 6 to 4 hold no number"
    printf 'min\n x\nbounds\n x <= -1\nEnd\n' | crossed 4:7 "column 'x': bounds from 0 to -1 hold no number"
    printf 'min\n x\nbounds\n 6 <= x <= 4\n x <= 8\nEnd\n' >good.lp
    cp-solve good.lp >out
    [ "$(value model - objective)" = 6 ]
}

@test "a row of LP text may begin with a side that has a sign" {
    # x >= 1, y >= -2, x - y >= -3 + 1 and, of a constant on a line of its own, x + y <= 5 + 2
    printf '%s\n' 'max y - 2 x' st ' 1 <= x' ' -2 <= y' ' -3 <= x - y - 1' ' -7 <= x + y' ' - 2 <= 5' end >sides.lp
    cp-solve --write again.lp sides.lp >out
    [ "$(value model - objective)" = 1 ] && [ "$(value row c3 activity)" = -2 ]
    [ "$(grep -c '^ c' again.lp)" = 5 ]
    cp-solve again.lp | grep -v c4_upper | cmp - out
}

@test "published programs without presolve: rows that depend on each other, a point just off its bounds" {
    plain_half
    public=${CAPPLAN_SHARED-}/cases/lp/public
    [ -d "$public" ] || skip 'CAPPLAN_SHARED does not name the folder of published cases'
    for engine in ipm auto; do
        cp-solve --presolve=no --engine $engine "$public/degen3.mps.gz" >out
        value model - objective | awk '{ exit !($1 > -987.2941 && $1 < -987.2939) }'
        cp-solve -v --presolve=no --engine $engine "$public/meszaros-nsir2.mps.gz" >out 2>said
        value model - objective | awk '{ exit !($1 > -27175594 && $1 < -27175593) }'
        ! grep -q 'ipm: again' said # its system breaks down at the end, and is mended there
    done
}

@test "where there is no room for what OpenBLAS maps, a solve ends, and says so" {
    solve=$(command -v cp-solve)
    ! nm "$solve" 2>/dev/null | grep -q __asan_ || skip "sanitizers reserve terabytes"
    # columns of five rows each, so that all sixty rows hang together in one front
    awk 'BEGIN {
        print "NAME\nROWS\n N cost"
        for (i = 0; i < 60; i++) print " G r" i
        print "COLUMNS"
        for (j = 0; j < 200; j++) {
            print " x" j " cost " 1 + j % 7
            step = j % 3 == 2 ? 17 : j % 3 == 1 ? 13 : 11
            for (k = 0; k < 5; k++) print " x" j " r" (j * 7 + k * step) % 60 " " 1 + (j * k) % 11
        }
        print "RHS"
        for (i = 0; i < 60; i++) print " b r" i " " 90 + i
        print "BOUNDS"
        for (j = 0; j < 200; j++) print " UP b x" j " 90"
        print "ENDATA"
    }' >full.mps
    timeout -k 1 60 "$solve" -q --engine ipm full.mps >out
    grep -q "status	0" out
    # its 128 MB alone are more than these
    for kb in 100000 130000; do
        status=0
        (ulimit -v "$kb" && exec timeout -k 1 60 "$solve" --engine ipm full.mps) >out 2>said || status=$?
        [ "$status" = 2 ]
        grep -qE "out of memory|cannot load a library" said
        [ ! -s out ]
    done
}

@test "that an integer program has no point is proved, or two engines say so" {
    # GLPK's tree takes it for infeasible; x = 169491525364 solves it to nine digits
    printf '%s\n' NAME ROWS ' N z' ' E c1' ' E c2' COLUMNS " M 'MARKER' 'INTORG'" ' x z 3 c1 47' \
        ' x c2 23' ' y z 1 c1 19' ' y c2 57' " M 'MARKER' 'INTEND'" RHS ' R c1 1E13 c2 1E13' \
        BOUNDS ' PL B x' ' PL B y' ENDATA >large.mps
    for engine in auto glpk tree ipm race; do
        cp-solve -v --engine $engine large.mps >out 2>said
        value column x value | awk '{ exit !($1 > 169491525000 && $1 < 169491526000) }'
        [ $engine != glpk ] || grep -q 'optimal by tree' said
    done
    # no odd number is a sum of even ones, whatever the relaxation says
    printf 'min a + b\nst\n 2 a - 2 b + 4 c = 7\nbounds\n a <= 9\n b <= 9\n c <= 9\ngeneral\n a b c\nend\n' >odd.lp
    for engine in auto glpk tree ipm race; do
        run cp-solve --engine $engine odd.lp
        [ "$status" = 1 ] && [[ $output == *"infeasible"* ]]
    done
}

@test "kill -9 while another solver runs leaves a folder that the next run takes away" {
    mkdir bin scratch
    export TMPDIR=$PWD/scratch
    printf '#!/bin/sh\nkill -9 $PPID\n' >bin/glpsol
    chmod +x bin/glpsol
    run cp-solve --engine exec:bin/glpsol p.mps
    [ "$status" = 137 ]
    [ "$(ls scratch)" != "" ]
    printf '#!/bin/sh\nexit 3\n' >bin/glpsol
    run -2 cp-solve --engine exec:bin/glpsol p.mps
    [ -z "$(ls -A scratch)" ]
    # and what a script has started that stands for the solver ends
    printf '#!/bin/sh\nsleep 100 &\necho $! >%s/made\nmv %s/made %s/pid\nwait\n' "$PWD" "$PWD" "$PWD" >bin/glpsol
    cp-solve --engine exec:bin/glpsol p.mps &
    local ours=$! since=$SECONDS
    until [ -s pid ]; do ((SECONDS - since < 60)) && sleep 0.1; done
    kill -KILL $ours
    while kill -0 "$(cat pid)"; do ((SECONDS - since < 60)) && sleep 0.1; done
}

@test "the interior point alone where the rows leave one point, which more of them repeat" {
    printf '%s\n' 'min 5 a + 7 b + 8 c + 2 d' st ' a - b + 2 c - d = -5' ' 3 a - c - d <= 4' ' 2 a + 3 c - 2 d >= 0' \
        ' - a + 3 b + c - 2 d = 12' ' 2 a - b - 2 d <= -3' ' - a + 3 c + 2 d = 1' ' 2 a - b + 3 d = 0' \
        bounds ' a <= 40' ' b <= 6' ' c <= 40' ' d <= 40' end >one.lp
    cp-solve --engine ipm one.lp >out
    [ "$(value model - status)" = 0 ]
    near "$(value model - objective)" 42 1e-7
    # it is a point of its own as it stands, and none without noise once presolve has put units of 1e-9 and 1e5 together
    printf '%s\n' 'min 6e-5 a + 1e5 b - 0.03 d + 2e4 e' st ' 0.001 c - 1e-4 d + 200 e >= -0.02' ' 100 b + 1e-5 d <= 0.004' \
        ' - 2e-4 c - 10 e = 0' ' - 1e-6 a + 1e4 b - 0.02 c - 0.002 d + 1000 e = -0.4' \
        ' 2e-9 a - 10 b + 1e-5 c + 3e-6 d - 2 e = 7e-4' ' - 2e-8 a - 1e-4 c + 2e-5 d = 0.002' \
        bounds ' a <= 6e5' ' b <= 6e-5' ' c <= 60' ' d <= 4000' ' e <= 6e-4' end >units.lp
    cp-solve -v --engine ipm units.lp >out 2>said
    grep -q 'going on without presolve' said
    near "$(value model - objective)" 1 1e-7
}
