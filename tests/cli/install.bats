# What a user of the library and of the shell finds after an install into a prefix of his own.

setup() {
    dest=$BATS_TEST_TMPDIR/dest
    # the flags of the make that runs the tests are no affair of this one
    unset MAKEFLAGS MFLAGS MAKELEVEL
    make -s -C "$CAPPLAN_BUILD" install DESTDIR="$dest" prefix=/opt/capplan >"$dest.log" 2>&1 || { cat "$dest.log"; false; }
}

@test "a program links against the installed library, as pkg-config says" {
    command -v pkg-config >/dev/null || skip "no pkg-config"
    ! nm "$dest/opt/capplan/lib/libcapplan.a" 2>/dev/null | grep -q __asan_ || skip "built with sanitizers"
    cd "$BATS_TEST_TMPDIR"
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
    export PKG_CONFIG_PATH=$dest/opt/capplan/lib/pkgconfig
    [ "$(pkg-config --variable=prefix capplan)" = /opt/capplan ]
    [ "$(pkg-config --variable=includedir capplan)" = /opt/capplan/include ]
    # the library is an archive, so it needs its libraries with --static or without
    for static in '' --static; do
        # shellcheck disable=SC2046,SC2086 # lists of words
        ${CC:-cc} user.c $(pkg-config $static --cflags --libs capplan | sed "s,/opt/,$dest&,g") -o user
        [ "$(./user)" = "0 1200" ]
    done
}

@test "uninstall leaves no file" {
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
