#!/usr/bin/env bats
# capplan-facts(5) lists the measures and kinds of cost of the registries, no more and no less.

listed() { # part
    sed -n "/^\.\\\\\" $1:/,/^\.\\\\\" end of $1/p" "$CAPPLAN_SRC/man/capplan-facts.5" | grep -v '^\.\\"'
}

@test "the manual's measures and kinds of cost are those of the registries" {
    for part in measures kinds; do
        listed $part >"$BATS_TEST_TMPDIR/page"
        "$CAPPLAN_BUILD/tests/cli/measures" $part >"$BATS_TEST_TMPDIR/registry"
        echo "# differs: run make -C build update-measures"
        diff "$BATS_TEST_TMPDIR/page" "$BATS_TEST_TMPDIR/registry"
    done
}

@test "every kind of cost stands in its writer's sources, and its line in a statement" {
    cd "$CAPPLAN_SRC" || exit
    rows=0
    while IFS=, read -r kind writer role line _; do
        rows=$((rows + 1))
        grep -rqF "\"$kind\"" "lib/${writer#cp-}"
        case $role in
        RUNNING | REVENUE) grep -rqF "{\"income\", \"$line\"," lib/finance ;;
        CAPITAL) grep -rqF "{\"cash_flow\", \"$line\"," lib/finance ;;
        *) [ "$line" = NULL ] ;;
        esac
    done < <(sed -n '/^ *{"/{s/^ *{//; s/"//g; s/, /,/g; p}' lib/facts/kind.c)
    [ "$rows" -ge 20 ]
}

@test "the manual names every standard dimension in order" {
    sed -n '/^\.Ss Dimensions/,/^\.El/p' "$CAPPLAN_SRC/man/capplan-facts.5" |
        sed -n 's/^\.It Cm //p' | tr -s ', ' '\n\n' >"$BATS_TEST_TMPDIR/page"
    sed -n 's/^    CP_\([A-Z]*\),.*/\1/p' "$CAPPLAN_SRC/lib/facts/facts.h" | tr A-Z a-z |
        grep -v _count >"$BATS_TEST_TMPDIR/header"
    diff "$BATS_TEST_TMPDIR/page" "$BATS_TEST_TMPDIR/header"
}

@test "every measure stands in the sources of its writer" {
    cd "$CAPPLAN_SRC" || exit
    missing=0
    while read -r measure writer; do
        room=${writer#cp-}
        below=$room
        case $room in
        allocate) below=slices ;;
        market) room=odds below=odds ;;
        solve) room=solution below=solution ;;
        esac
        grep -rq "\"$measure\"" "lib/$room" "lib/$below" "tools/$writer.c" || { echo "# $writer: $measure"; missing=1; }
    done < <(sed -n 's/^    {"\([a-z_]*\)", "[^"]*", "\(cp-[a-z]*\)".*/\1 \2/p' lib/facts/registry.c)
    [ "$missing" = 0 ]
}
