# What a user of the library and of the shell finds after an install into a prefix of his own.

setup_file() {
    export dest=$BATS_FILE_TMPDIR/dest
    # the flags of the make that runs the tests are no affair of this one
    unset MAKEFLAGS MFLAGS MAKELEVEL
    make -s -C "$CAPPLAN_BUILD" install DESTDIR="$dest" prefix=/opt/capplan >"$dest.log" 2>&1 || { cat "$dest.log"; false; }
}

# What pkg-config says, with the place where it was installed for the test.
flags() {
    pkg-config "$@" --cflags --libs capplan | sed "s,/opt/,$dest&,g"
}

# Programs can link it: not with its sanitizers, which would come along.
needs_plain() {
    command -v pkg-config >/dev/null || skip "no pkg-config"
    ! nm "$dest/opt/capplan/lib/libcapplan.a" 2>/dev/null | grep -q __asan_ || skip "built with sanitizers"
    export PKG_CONFIG_PATH=$dest/opt/capplan/lib/pkgconfig
    cd "$BATS_TEST_TMPDIR"
}

@test "a program links against the installed library, as pkg-config says" {
    needs_plain
    cat >user.c <<'C'
#include <capplan/base.h>
#include <capplan/facts.h>
#include <capplan/finance.h>
#include <capplan/lp.h>
#include <capplan/plan.h>
#include <stdio.h>
int main(void) {
    struct cp_error err = {0};
    double mw = 0;
    int rc = cp_quantity_parse("1.2 GW", "MW", &mw, (struct cp_pos){0}, &err);
    printf("%d %g\n", rc, mw);
    return 0;
}
C
    [ "$(pkg-config --variable=prefix capplan)" = /opt/capplan ]
    [ "$(pkg-config --variable=includedir capplan)" = /opt/capplan/include ]
    # the library is an archive, so it needs its libraries with --static or without
    for static in '' --static; do
        # shellcheck disable=SC2046,SC2086 # lists of words
        ${CC:-cc} user.c $(flags $static) -o user
        [ "$(./user)" = "0 1200" ]
    done
}

@test "the programs of examples/embed compile and say what they should" {
    needs_plain
    for program in solve facts; do
        # shellcheck disable=SC2046 # a list of words
        ${CC:-cc} -Wall -Wextra -Werror "$CAPPLAN_SRC/examples/embed/$program.c" $(flags) -o $program
    done
    [ "$(./solve)" = "optimal: 60 and 40 MW, 3200 USD, 50 USD/MWh" ]
    ./facts <"$CAPPLAN_SRC/examples/hall-loan/cost.tsv" >said
    [ "$(head -1 said)" = "2026 hall capex-site 400" ]
    ! echo period | ./facts 2>said
    grep -q "^<stdin>:1: the header has no column 'value'" said
}

@test "the functions that headers declare, and nothing else, are global in the archive" {
    needs_plain
    [ -d "$CAPPLAN_BUILD/prelinked" ] || skip "the compiler cannot make one object of many"
    (cd "$dest/opt/capplan/include" && find capplan -name '*.h' | sed 's/.*/#include <&>/') >all.c
    ${CC:-cc} -aux-info said -fsyntax-only -I "$dest/opt/capplan/include" all.c 2>/dev/null ||
        skip "gcc alone lists what is declared"
    grep 'include/capplan/' said | grep -v '\*/ static' | grep -o ' \**cp_[a-z0-9_]* (.*' | sed 's/^[ *]*//; s/ .*//' | LC_ALL=C sort -u >declared
    nm -g --defined-only "$dest/opt/capplan/lib/libcapplan.a" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort >defined
    [ -s declared ]
    diff declared defined
}

@test "uninstall leaves no file" {
    # of a copy, the others need theirs
    cp -a "$dest" "$BATS_TEST_TMPDIR/dest"
    dest=$BATS_TEST_TMPDIR/dest
    unset MAKEFLAGS MFLAGS MAKELEVEL
    [ -x "$dest/opt/capplan/bin/cp-plan" ]
    [ "$(find "$dest" -name cp-plan.1)" = "$dest/opt/capplan/share/man/man1/cp-plan.1" ]
    make -s -C "$CAPPLAN_BUILD" uninstall DESTDIR="$dest" prefix=/opt/capplan
    [ -z "$(find "$dest" ! -type d)" ]
}

@test "the completion of each command is found by its name" {
    for path in "$dest"/opt/capplan/bin/*; do
        name=${path##*/}
        bash -c '. "$0/share/bash-completion/completions/$1" && complete -p "$1"' "$dest/opt/capplan" "$name"
    done
}
