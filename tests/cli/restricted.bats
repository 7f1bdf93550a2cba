# --restricted: the plan of a stranger reads nothing beyond its folder, runs nothing, and ends.

bats_require_minimum_version 1.5.0
load whole
load aside

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    mkdir -p "$BATS_TEST_TMPDIR/theirs/plan" "$BATS_TEST_TMPDIR/out"
    cd "$BATS_TEST_TMPDIR/theirs/plan" || exit
    run cp-plan check --restricted -p "$CAPPLAN_SRC/examples/lands/plan.yaml"
    [[ $output != *'this kernel cannot hold it'* ]] || skip 'no landlock here'
    [ "$status" -eq 0 ]
    cp -R "$CAPPLAN_SRC/examples/meta-compute/." .
    chmod -R u+w .
    echo 'discount: 8 %' >../secret.yaml
    export TMPDIR=$BATS_TEST_TMPDIR/out
    count_aside
}

teardown() { keep_counts; }

@test "a plan within its folder says the same, with the bytes of a run without" {
    whole_plan
    cp-forecast --restricted -p plan.yaml | cp-supplier --restricted -p plan.yaml |
        cp-allocate -q --restricted -p plan.yaml | cp-finance -q --restricted -p plan.yaml >restricted.tsv
    capplan run -q --with allocate= -p plan.yaml | cmp - restricted.tsv
    capplan run -q --restricted --with allocate= -p plan.yaml -o "$BATS_TEST_TMPDIR/out/run.tsv"
    cmp "$BATS_TEST_TMPDIR/out/run.tsv" restricted.tsv
    [ "$(ls "$TMPDIR")" = run.tsv ]
}

@test "includes, profiles and histories outside are not read, by any way to them" {
    denied() {
        cp-plan check -p p.yaml >/dev/null 2>free || ! grep -q 'denied' free
        run -2 cp-plan check --restricted -p p.yaml
        [[ $output == *'Permission denied'* ]] || { echo "$output"; false; }
    }
    printf 'horizon: {from: 2027, to: 2028}\ninclude: ../secret.yaml\n' >p.yaml
    denied
    ln -s ../secret.yaml link.yaml
    printf 'horizon: {from: 2027, to: 2028}\ninclude: link.yaml\n' >p.yaml
    denied
    printf 'horizon: {from: 2027, to: 2028}\ninclude: %s\n' "$BATS_TEST_TMPDIR/theirs/secret.yaml" >p.yaml
    denied
    # nor from the folder of temporary files, where others have theirs
    echo 'discount: 8 %' >"$TMPDIR/secret.yaml"
    printf 'horizon: {from: 2027, to: 2028}\ninclude: %s\n' "$TMPDIR/secret.yaml" >p.yaml
    denied
    rm "$TMPDIR/secret.yaml"
    printf 'period\tprofile\tmeasure\tvalue\tunit\n' >../profiles.tsv
    printf 'horizon: {from: 2027, to: 2028}\nprofiles: ../profiles.tsv\n' >p.yaml
    denied
}

@test "nothing is executed, and nothing written outside the folder of -o" {
    whole_plan
    cp-forecast -q -p plan.yaml | cp-supplier -q -p plan.yaml >supply.tsv
    run -2 cp-allocate --restricted --engine exec:cbc -p plan.yaml supply.tsv
    [[ ${lines[0]} == "cp-allocate: --restricted executes nothing, as engine 'exec:cbc' would" ]]
    run -2 cp-allocate --restricted --export "$BATS_TEST_TMPDIR/theirs/program.mps" -p plan.yaml supply.tsv
    [ ! -e "$BATS_TEST_TMPDIR/theirs/program.mps" ]
    # what the command line names is read, wherever it is
    cp supply.tsv ../elsewhere.tsv
    cp-allocate -q --restricted -p plan.yaml ../elsewhere.tsv -o "$TMPDIR/a.tsv"
    [ -s "$TMPDIR/a.tsv" ]
}

# AddressSanitizer wants all the memory there is, and finds no leaks under strace.
unlike_sanitized() {
    ! nm "$CAPPLAN_BIN/cp-plan" 2>/dev/null | grep -q __asan_ || skip 'the sanitizers want memory, and no strace'
}

@test "a kernel that refuses a part of it is told, and the plan is not read" {
    unlike_sanitized
    command -v strace >/dev/null || skip 'no strace'
    for fault in landlock_create_ruleset:ENOSYS landlock_add_rule:EINVAL prctl:EINVAL landlock_restrict_self:EPERM; do
        echo "# $fault"
        run -2 --separate-stderr strace -f -qq -o "$BATS_TEST_TMPDIR/trace" -e signal=none \
            -e "inject=${fault%:*}:error=${fault#*:}" cp-plan check --restricted -p plan.yaml
        [ -z "$output" ]
        [[ ${stderr_lines[0]} == 'cp-plan: --restricted: '* ]]
        [[ $fault != *ENOSYS || $stderr == *'Linux 5.13'* ]]
        [ "$(grep '"plan.yaml", O_' "$BATS_TEST_TMPDIR/trace" | grep -vc O_PATH)" = 0 ] # it was not read
    done
}

@test "what the service has limited more stays so" {
    unlike_sanitized
    command -v strace >/dev/null || skip 'no strace'
    (
        ulimit -v 4000000 -f 1000 -t 60
        cp-plan check --restricted -p plan.yaml
        run -0 strace -f -qq -e trace=prlimit64 -o "$BATS_TEST_TMPDIR/trace" cp-plan check --restricted -p plan.yaml
        run ! grep -E 'RLIMIT_(AS|FSIZE|CPU), \{' "$BATS_TEST_TMPDIR/trace"
    )
}
