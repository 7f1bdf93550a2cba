#!/usr/bin/env bats
# capplan-facts(5) lists the measures of the registry, no more and no less.

@test "the manual's measures are the registry's" {
    page=$CAPPLAN_SRC/man/capplan-facts.5
    sed -n '/^\.\\" measures:/,/^\.\\" end of measures/p' "$page" | grep -v '^\.\\"' >"$BATS_TEST_TMPDIR/page"
    "$CAPPLAN_BUILD/tests/cli/measures" >"$BATS_TEST_TMPDIR/registry"
    echo "# differs: run make -C build update-measures"
    diff "$BATS_TEST_TMPDIR/page" "$BATS_TEST_TMPDIR/registry"
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
        solve) room=solution below=solution ;;
        esac
        grep -rq "\"$measure\"" "lib/$room" "lib/$below" "tools/$writer.c" || { echo "# $writer: $measure"; missing=1; }
    done < <(sed -n 's/^    {"\([a-z_]*\)", "[^"]*", "\(cp-[a-z]*\)".*/\1 \2/p' lib/facts/registry.c)
    [ "$missing" = 0 ]
}
