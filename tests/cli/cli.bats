#!/usr/bin/env bats
# What lib/cli gives every command, tried with a command that only passes facts through.

bats_require_minimum_version 1.5.0

setup() {
    pass=$CAPPLAN_BUILD/tests/cli/cp-pass
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'site\tmeasure\tvalue\tunit\na\tbuild\t1.50\tMW\nb\tbuild\t2\tGW\n' >f.tsv
}

@test "facts of operands and stdin pass through byte for byte" {
    "$pass" -q f.tsv | cmp - f.tsv
    "$pass" -q <f.tsv | cmp - f.tsv
    printf 'site\tmeasure\tvalue\tunit\nc\tbuild\t3\tMW\n' | "$pass" -q f.tsv - >out
    [ "$(wc -l <out)" = 4 ]
}

@test "notes go to standard error: -q none, -v more" {
    [ "$("$pass" f.tsv 2>&1 >out)" = "cp-solve: done" ]
    [ -z "$("$pass" -q f.tsv 2>&1 >out)" ]
    [ "$("$pass" -v f.tsv 2>&1 >out | head -1)" = "cp-solve: 2 facts" ]
}

@test "a bad fact is told with file, line and column, and nothing is written" {
    printf 'site\tmeasure\tvalue\tunit\na\tbuild\tx\tMW\n' >bad.tsv
    run --separate-stderr "$pass" bad.tsv
    [ "$status" = 2 ]
    [ -z "$output" ]
    [[ $stderr == "cp-solve: bad.tsv:2:9: column value: 'x' is not a number"* ]]
    run "$pass" <bad.tsv
    [[ $output == "cp-solve: <stdin>:2:9:"* ]]
}

@test "twenty findings are shown, the rest counted" {
    run --separate-stderr "$pass" --text --fail 25
    [ "$status" = 2 ]
    [ "${#stderr_lines[@]}" = 21 ]
    [ "${stderr_lines[0]}" = "cp-solve: file:1:7: finding 1" ]
    [ "${stderr_lines[19]}" = "cp-solve: file:20:7: finding 20" ]
    [ "${stderr_lines[20]}" = "cp-solve: ... and 5 more" ]
}

@test "the answer no is exit status 1" {
    run "$pass" -q --no f.tsv
    [ "$status" = 1 ]
}

@test "a file that is not there" {
    run "$pass" missing.tsv
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: missing.tsv: cannot open: No such file or directory" ]
    run "$pass" .
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: .: cannot read: Is a directory" ]
}

@test "usage errors exit 2 and say where help is" {
    for bad in --nonsense --format=xml '--seed=x' '--seed=-1' '-j0' '--jobs=1.5' '--fail=0'; do
        run "$pass" "$bad" f.tsv
        [ "$status" = 2 ]
        [[ $output == "cp-solve: "*"--help"* ]]
    done
    run "$pass" --format=tabel f.tsv
    [[ $output == *"did you mean 'table'?"* ]]
}

@test "only the options a command takes are shown" {
    run "$pass" --help
    [[ $output == *--seed* && $output == *--only* && $output != *--plan* && $output != *--set* ]]
    run "$pass" --version
    [[ $output =~ ^cp-solve\ \(capplan\)\ [0-9.]+$ ]]
}

@test "--format: JSON, and a table" {
    [ "$("$pass" -q --format json f.tsv | tail -n +2 | head -1)" = \
        '{"site":"a","measure":"build","value":1.5,"unit":"MW"},' ]
    [ "$("$pass" -q --format table f.tsv | head -1)" = 'site  measure  value  unit' ]
}

@test "a terminal gets the table, -o and pipes TSV" {
    command -v script >/dev/null || skip "no script(1)"
    script -qec "$pass -q f.tsv" /dev/null </dev/null | tr -d '\r' >out
    [ "$(head -1 out)" = 'site  measure  value  unit' ]
    script -qec "$pass -q f.tsv -o o.tsv" /dev/null </dev/null
    cmp o.tsv f.tsv
}

@test "own facts in the input are refused, dropped with --replace; --only writes own alone" {
    printf 'name\tmeasure\tvalue\tunit\nx\tvalue\t1\t1\nx\tother\t1\t1\n' >own.tsv
    run "$pass" own.tsv
    [ "$status" = 2 ]
    [[ $output == "cp-solve: own.tsv:2:9: measure 'value' is in the input already"*--replace* ]]
    [ "$("$pass" -q --put --replace own.tsv)" = \
        "$(printf 'name\tmeasure\tvalue\tunit\nx\tother\t1\t1\nx\tvalue\t0\t1')" ]
    [ "$("$pass" -q --put --only f.tsv)" = "$(printf 'name\tmeasure\tvalue\tunit\nx\tvalue\t0\t1')" ]
}

@test "-o replaces a file whole, keeps its mode, follows a link" {
    echo old >o
    chmod 640 o
    ln -s o link
    "$pass" -q f.tsv -o link
    cmp o f.tsv
    [ -L link ]
    [ "$(stat -c %a o)" = 640 ]
    umask 022
    "$pass" -q f.tsv -o new
    [ "$(stat -c %a new)" = 644 ]
    [ -z "$(find . -name '.cp-*')" ]
}

@test "-o leaves the old file and no partial one upon failure" {
    echo old >o
    run "$pass" --text --fail 1 -o o
    [ "$status" = 2 ]
    [ "$(cat o)" = old ]
    run "$pass" f.tsv -o missing/o
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: missing/o: cannot write: No such file or directory" ]
    run "$pass" f.tsv -o .
    [ "$status" = 2 ]
    run "$pass" -q f.tsv -o /dev/full
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: /dev/full: cannot write: No space left on device" ]
    [ -z "$(find . -name '.cp-*')" ]
}

@test "a signal removes the temporary file and kills" {
    for sig in 1 2 15; do
        run env --default-signal "$pass" --text --raise "$sig" -o o
        [ "$status" = $((128 + sig)) ]
        [ -z "$(find . -name '.cp-*' -o -name o)" ]
    done
}

@test "what cannot be written to stdout is told once, exit 2" {
    run bash -c '"$1" -q f.tsv >/dev/full' - "$pass"
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: <stdout>: cannot write: No space left on device" ]
    run bash -c '"$1" --text >/dev/full' - "$pass"
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: <stdout>: cannot write: No space left on device" ]
    run bash -c '"$1" -q f.tsv >&-' - "$pass"
    [ "$status" = 2 ]
}

@test "-o does not replace a file that may not be written" {
    [ "$(id -u)" != 0 ] || skip "root may write anything"
    echo before >kept
    chmod a-w kept
    run "$pass" --text -o kept
    [ "$status" = 2 ]
    [ "$output" = "cp-solve: kept: cannot write: Permission denied" ]
    [ "$(cat kept)" = before ]
    [ -z "$(find . -name '.cp-*')" ]
}

# plan_of COMMAND: what it says of its plan.
plan_of() {
    awk -F'\t' -v m="$1_plan" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
        $at["measure"] == m { print $at["value"] }'
}

@test "a stream remembers its plan, and a stage that is given other overrides says so" {
    plan=$CAPPLAN_SRC/examples/supply-curve/plan.yaml
    set='suppliers/first/offers/first-26/quantity=*1.1'
    "$CAPPLAN_BIN/cp-forecast" -p "$plan" --set "$set" >demand
    run --separate-stderr "$CAPPLAN_BIN/cp-supplier" -p "$plan" --set "$set" demand
    [ "$status" = 0 ]
    [ -z "$stderr" ]
    echo "$output" >same
    [ -n "$(plan_of forecast <same)" ]
    [ "$(plan_of forecast <same)" = "$(plan_of supplier <same)" ]
    run --separate-stderr "$CAPPLAN_BIN/cp-supplier" -p "$plan" demand
    [ "$status" = 0 ]
    [ "$stderr" = "cp-supplier: cp-forecast was given another plan, or other overrides" ]
    echo "$output" >other
    [ "$(plan_of forecast <other)" != "$(plan_of supplier <other)" ]
    # either stage before is told apart
    run --separate-stderr "$CAPPLAN_BIN/cp-allocate" -p "$plan" --set "$set" other
    [ "${stderr_lines[0]}" = "cp-allocate: cp-supplier was given another plan, or other overrides" ]
    [[ $stderr != *"cp-forecast was given"* ]]
    [ -z "$("$CAPPLAN_BIN/cp-supplier" -q -p "$plan" demand 2>&1 >/dev/null)" ]
}

@test "-o writes through a link to a file that does not stand yet, and leaves nothing when killed" {
    mkdir -p there
    ln -s there/new.tsv latest
    ln -s latest again
    "$pass" -q f.tsv -o again
    [ -L again ]
    [ -L latest ]
    cmp there/new.tsv f.tsv
    ln -s loop loop
    run --separate-stderr "$pass" f.tsv -o loop
    [ "$status" = 2 ]
    [[ $stderr == *"loop: cannot write: Too many levels of symbolic links" ]]
    # by an absolute name from another folder, and where names together are longer than the system's
    mkdir far
    ln -s "$PWD/near.tsv" far/link
    "$pass" -q f.tsv -o far/link
    [ -f near.tsv ] && [ -L far/link ]
    long=$(printf 'x%.0s' {1..200})
    mkdir "$long"
    run -2 "$pass" -q f.tsv -o "$(printf 'y%.0s' {1..5000})"
    [[ $output == *': cannot write: File name too long' ]]
    ln -s "$(printf './%.0s' {1..2000})x" "$long/link" 2>/dev/null || skip "no link this long on this file system"
    run -2 "$pass" -q f.tsv -o "$long/link"
    [[ $output == *"/link: cannot write: File name too long" ]]
    [ "$(ls -A "$long")" = link ]
}

@test "kill -9 while -o is written leaves nothing behind" {
    awk 'BEGIN { OFS = "\t"; print "name", "measure", "value", "unit"
        for (i = 0; i < 400000; i++) print "thing-with-a-long-name-" i, "build", i, "MW" }' >large.tsv
    "$pass" -q large.tsv -o killed.tsv &
    child=$!
    until ls -l "/proc/$child/fd" 2>/dev/null | grep -q '(deleted)'; do
        [ -z "$(find . -name '.cp-*')" ] || skip "no files without a name here"
        kill -0 $child 2>/dev/null || skip "it was done before it could be killed"
    done
    kill -KILL $child
    wait $child || true
    [ -z "$(find . -name '.cp-*' -o -name killed.tsv)" ]
}

@test "what one killed between two names has left goes with the next, and what another holds stays" {
    perl -e 'exit !sysopen my $file, ".", 020200002' || skip "no files without a name here"
    : >.cp-o.tsv-0
    "$pass" -q f.tsv -o o.tsv
    cmp o.tsv f.tsv
    [ -z "$(find . -name '.cp-*')" ]
    : >.cp-o.tsv-0
    exec 8<.cp-o.tsv-0
    flock -x 8
    "$pass" -q f.tsv -o o.tsv 8<&-
    cmp o.tsv f.tsv
    [ "$(find . -name '.cp-*')" = ./.cp-o.tsv-0 ]
}

@test "what is too many, too long or no pair is told with exit 2" {
    printf 'period\tmeasure\tvalue\tunit\n2026\tx\t1\t1\n2027\tx\t2\t1\n' >h.tsv
    refused() { # PART COMMAND...
        part=$1
        command=$CAPPLAN_BIN/$2
        shift 2
        run -2 --separate-stderr "$command" "$@"
        [[ $stderr == *"$part"* ]] && [ -z "$output" ]
    }
    refused "'nothing' is not KEY=VALUE" cp-forecast -p none.yaml --set nothing
    refused 'more than' cp-forecast -H 2 --quantile "$(seq -s, 0.001 0.001 0.999)" h.tsv
    refused 'File name too long' cp-forecast -H 2 h.tsv -o "$(printf 'a%.0s' {1..300})"
    refused 'File name too long' cp-forecast -H 2 h.tsv -o "$(printf 'a%.0s' {1..5000})"
    refused 'No such file or directory' cp-forecast -H 2 h.tsv -o none/out.tsv
    refused "one file is read, not 'b.mps' too" cp-solve a.mps b.mps
    refused "check takes no 'x'" cp-plan check -p none.yaml x y
    refused 'cannot open' cp-forecast -H 2 none.tsv
    refused 'is not a list of numbers between' cp-forecast -H 2 --level 80,100 h.tsv
    refused 'is not a list of numbers between' cp-forecast -H 2 --level '80;90' h.tsv
    refused "'=1' is not KEY=VALUE" cp-forecast -p none.yaml --set =1
    refused 1x cp-forecast -H 2 -j 1x h.tsv
    refused 99999999999999999999 cp-forecast -H 2 -j 99999999999999999999 h.tsv
    refused "there is no command 'no/command'" capplan no/command
    refused 'there is no command' capplan "$(printf 'a%.0s' {1..300})"
}
