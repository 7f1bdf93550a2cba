# The EXAMPLES of every manual page run as they stand there, in a copy of examples/.
# A page marks a command by `$ ' at its start; it goes on while a line ends in |, && or \ or within
# quotes, and to the end of its here-document. It must exit 0, unless the paragraph before it says "exits 1".

load manual

setup() {
    cp -R "$CAPPLAN_SRC/examples" "$BATS_TEST_TMPDIR/examples"
    chmod -R u+w "$BATS_TEST_TMPDIR/examples"
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR/examples" || exit
    # a day of each quarter instead of four, but in make check-long: no figure is looked at here
    [ -n "${CAPPLAN_LONG-}" ] || sed -i 's/^slices: {days: 4, /slices: {days: 1, /' meta-compute/plan.yaml
}

# One command a block: a line "# STATUS", the command's lines, a line "#end". From the source of the
# page: the rendered text has no tabs any more.
commands_of() {
    page_text "${1##*/}" | sed 's/^\.Dl //' | awk '
        /^\.Sh / { on = $0 == ".Sh EXAMPLES"; wanted = 0; next }
        !on { next }
        /exits 1/ { wanted = 1 }
        !open && /^\$ / {
            print "# " wanted
            sub(/^\$ /, "")
            wanted = 0
            open = 1
        }
        open {
            print
            if (!here && match($0, /<<.?[A-Z]+/)) {
                here = substr($0, RSTART, RLENGTH)
                gsub(/[^A-Z]/, "", here)
                next
            }
            quotes += gsub(/'\''/, "&")
            if (here ? $0 == here : quotes % 2 == 0 && !/(\||&&|\\)$/) {
                print "#end"
                open = 0
                here = ""
                quotes = 0
            }
        }'
}

run_page() {
    local line script="" wanted="" status failed=0
    while IFS= read -r line; do
        case $line in
        '# '[01]) wanted=${line#\# } script= ;;
        '#end')
            status=0
            bash -o pipefail -c "$script" </dev/null >out 2>err || status=$?
            if [ "$status" != "$wanted" ]; then
                failed=1
                printf '%s: exit %s, not %s:\n%s' "${1##*/}" "$status" "$wanted" "$script"
                head -5 err
            fi
            ;;
        *) script+=$line$'\n' ;;
        esac
    done < <(commands_of "$1")
    return "$failed"
}

@test "the examples of every manual page run" {
    failed=0
    for page in "$CAPPLAN_SRC"/man/*.[157]; do
        [ "${page##*/}" != capplan-questions.7 ] || continue # its answers are looked at too: questions.bats
        run_page "$page" || failed=1
    done
    [ "$failed" = 0 ]
}

@test "every command's page has examples" {
    for page in "$CAPPLAN_SRC"/man/cp-*.1; do
        [ -n "$(commands_of "$page")" ] || { echo "$page"; false; }
    done
}

@test "the command lines of examples/README.md run" {
    # programs that link the library want it installed: install.bats runs them
    # shellcheck disable=SC2016 # backquotes of Markdown
    sed -n 's/\\|/|/g; s/^|.*| `\(.*\)` |$/\1/p' README.md | sed 's/`; `/\n/g' | grep -v '^cc ' >commands
    [ "$(grep -c . commands)" -ge 4 ]
    while IFS= read -r command; do
        bash -o pipefail -c "$command" >out 2>err </dev/null || { echo "$command"; cat err; false; }
        [ -s out ]
    done <commands
}
