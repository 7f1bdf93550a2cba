# Where a build counts what it covers, a command under --restricted cannot write the counts beside its objects. It
# does so in a folder of $TMPDIR that ls passes over; tests/coverage.sh takes them from aside/ of the build.
count_aside() {
    [ -e "$CAPPLAN_BUILD/tools/cp-plan.gcno" ] || return 0
    export GCOV_PREFIX=$TMPDIR/.counts
    find "$CAPPLAN_BUILD/lib" "$CAPPLAN_BUILD/tools" -type d -printf "$GCOV_PREFIX%p\\0" | xargs -0 mkdir -p
}

keep_counts() {
    [ -n "${GCOV_PREFIX-}" ] || return 0
    mkdir -p "$CAPPLAN_BUILD/aside"
    rm -rf "$CAPPLAN_BUILD/aside/$BATS_TEST_NUMBER"
    cp -R "$GCOV_PREFIX" "$CAPPLAN_BUILD/aside/$BATS_TEST_NUMBER"
}
