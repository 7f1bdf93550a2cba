# What asks for minutes under sanitizers, by calls that small plans make too: their half of the gate
# (make check-sanitize-short) leaves it to the plain one and to make check-sanitize.
whole_plan() {
    [ -z "${CAPPLAN_SHORT-}" ] || skip 'a whole plan: the plain half has run it'
}

# The same of a test whose calls are those of other tests, or that is of what no sanitizer looks at.
plain_half() {
    [ -z "${CAPPLAN_SHORT-}" ] || skip 'no call that other tests do not make: the plain half has run it'
}

# The worked plan through the pipeline, once for all tests of a run of the suite, by the commands under test: made anew
# when one of these or the plan has changed. 1.tsv is what cp-forecast says, 2.tsv cp-supplier, 3.tsv cp-allocate with
# duals, 4.tsv cp-finance; their folder is told. In the sanitized half of the gate its days are one of each quarter.
worked_stream() {
    local folder=$CAPPLAN_BUILD/tests/worked plan=$CAPPLAN_SRC/examples/meta-compute/plan.yaml
    local set=()
    [ -z "${CAPPLAN_SHORT-}" ] || set=(--set slices/days=1 --set slices/hours=6)
    mkdir -p "$folder"
    (
        flock 9 || exit
        key="${set[*]} $(cat "$CAPPLAN_BIN"/cp-{forecast,supplier,allocate,finance} "${plan%/*}"/*.* "$CAPPLAN_SRC/tests/cli/whole.bash" | sha256sum)"
        [ "$(cat "$folder/key" 2>/dev/null)" != "$key" ] || exit 0
        rm -f "$folder/key" &&
            "$CAPPLAN_BIN/cp-forecast" -p "$plan" "${set[@]}" >"$folder/1.tsv" &&
            "$CAPPLAN_BIN/cp-supplier" -p "$plan" "${set[@]}" <"$folder/1.tsv" >"$folder/2.tsv" &&
            "$CAPPLAN_BIN/cp-allocate" -q -p "$plan" "${set[@]}" --duals <"$folder/2.tsv" >"$folder/3.tsv" &&
            "$CAPPLAN_BIN/cp-finance" -p "$plan" "${set[@]}" <"$folder/3.tsv" >"$folder/4.tsv" &&
            echo "$key" >"$folder/key"
    ) 9>"$folder/lock" >&2 || return
    echo "$folder"
}
