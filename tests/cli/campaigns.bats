# Each campaign of tests/campaign for a moment, of a few commands: it runs, and what they find stays mended.

bats_require_minimum_version 1.5.0

setup() {
    [ -n "${CAPPLAN_LONG-}" ] || [[ $BATS_TEST_DESCRIPTION == *tell* ]] || skip 'make check-long'
    ! nm "$CAPPLAN_BIN/cp-plan" 2>/dev/null | grep -q __asan_ || skip "sanitizers have limits of their own"
}

campaign() { # NAME LIMIT COMMAND...
    local name=$1
    LIMIT=$2 run bash "$CAPPLAN_SRC/tests/campaign/$name" "${@:3}"
    echo "$output"
    [ "$status" != 77 ] || skip "${lines[0]}"
    [ "$status" = 0 ]
    [[ ${lines[-1]} == *', 0 wrong' ]]
}

@test "allocations that fail" {
    campaign allocations 25 cp-plan cp-forecast cp-watch:state
}

@test "system calls that fail" {
    campaign calls 1 cp-plan cp-store:publish
}

@test "commands that are killed" {
    campaign kills 2 cp-store:publish cp-solve:exec
}

@test "limits that are reached" {
    campaign limits 6 cp-store:put
}

@test "other locales and zones" {
    campaign places 3 cp-report
}

@test "valgrind" {
    campaign memcheck 1 cp-plan
}

@test "random command lines" {
    SEED=5 campaign options 3
}

@test "random pipelines" {
    SEED=3 campaign pipelines 2
}

@test "a campaign tells what goes wrong" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$CAPPLAN_BIN"/cp-* "$BATS_TEST_TMPDIR/bin"
    rm "$BATS_TEST_TMPDIR/bin/cp-plan"
    # cp-plan -o FILE keys, that of another locale writes something else
    printf '#!/bin/sh\necho "${LOCPATH:+other }keys" >"$2"\n' >"$BATS_TEST_TMPDIR/bin/cp-plan"
    chmod +x "$BATS_TEST_TMPDIR/bin/cp-plan"
    CAPPLAN_BIN=$BATS_TEST_TMPDIR/bin LIMIT=1 run bash "$CAPPLAN_SRC/tests/campaign/places" cp-plan
    [ "$status" = 1 ]
    [[ $output == *'ended well without its output'* ]]
}
