#!/usr/bin/env bash
# The installed headers, as a stranger's compiler meets them: each alone, all together in two
# orders, and the same in C++; and the examples in comments of all headers. TAP.
set -u
# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL
include=$dir/dest/opt/capplan/include

compile() { # language, name, text
    local compiler
    if [ "$1" = C ]; then
        read -ra compiler <<<"${CC:-cc} -x c -std=c11 -Wstrict-prototypes"
    else
        read -ra compiler <<<"${CXX:-c++} -x c++ -std=c++11"
    fi
    printf '%b' "$3" | "${compiler[@]}" -Wall -Wextra -Werror -fsyntax-only -I "$include" - \
        >"$dir/said" 2>&1
    result $? "$2, in $1" "$(cat "$dir/said")"
}

make -s -C "$CAPPLAN_BUILD" install-data DESTDIR="$dir/dest" prefix=/opt/capplan >"$dir/said" 2>&1
result $? 'headers install' "$(cat "$dir/said")"
mapfile -t headers < <(cd "$include" && find . -name '*.h' | sed 's,^\./,,' | LC_ALL=C sort)
[ "${#headers[@]}" -ge 10 ]
result $? "there are ${#headers[@]} of them"

languages=C
if command -v "${CXX:-c++}" >/dev/null; then
    languages="C C++"
else
    echo "# no C++ compiler: C alone"
fi
for language in $languages; do
    all='' back=''
    for header in "${headers[@]}"; do
        compile "$language" "$header" "#include <$header>\n"
        all="$all#include <$header>\n"
        back="#include <$header>\n$back"
    done
    compile "$language" 'all of them' "$all$all"
    compile "$language" 'all of them, last first' "$back"
done

# Number `$2` of the examples in a header: from a line of a comment that ends with "Example:", the
# lines that are indented by three spaces or more, and empty ones between.
example() {
    awk -v want="$2" '
        !/^ \*$|^ \*   / { inside = 0 }
        inside { print substr($0, 6) }
        /Example:$/ { inside = ++n == want }' "$1"
}

examples=0
read -ra compiler <<<"${CC:-cc}"
while read -r header; do
    for ((i = 1; i <= $(grep -c 'Example:$' "$header"); i++)); do
        { echo "#include \"${header#"$CAPPLAN_SRC/lib/"}\""; example "$header" "$i"; } >"$dir/example.c"
        "${compiler[@]}" -std=gnu11 -Wall -Wextra -Werror -Wno-unused-function -fsyntax-only \
            -I "$CAPPLAN_SRC/lib" "$dir/example.c" >"$dir/said" 2>&1
        result $? "example $i of ${header##*/} compiles" "$(cat "$dir/said")"
        examples=$((examples + 1))
    done
done < <(grep -rl --include='*.h' 'Example:$' "$CAPPLAN_SRC/lib" | LC_ALL=C sort)
[ "$examples" -ge 2 ]
result $? "there are $examples of them"
finish
