#!/bin/sh
# What a reader can hold: the length of headers, sources and functions, how many parameters a function
# has, and how many members a struct of a header. TAP; first the counting is tried on made files.
#   tests/limits.sh        tests
#   tests/limits.sh DIR    prints what in DIR/lib and DIR/tools is above a limit
set -eu

# "file what": what may stay above a limit, each with the reason.
exceptions=''

above() { # dir
    (cd "$1" && find lib tools -name '*.[ch]' -exec awk '
        function say(line, what) { print FILENAME ":" line ": " what }
        # How many the text declares, with commas between them: of a parameter list, of a member.
        function listed(text) {
            while (gsub(/\([^()]*\)/, "", text) || gsub(/\[[^][]*\]/, "", text))
                ;
            return gsub(/,/, ",", text) + 1
        }
        # The parameters in what stands before the brace of a function.
        function parameters(text,   i, c, open) {
            sub(/^[^(]*\(/, "", text)
            open = 1
            for (i = 1; open; i++) {
                c = substr(text, i, 1)
                open += (c == "(") - (c == ")" || c == "")
            }
            text = substr(text, 1, i - 2)
            return text == "void" ? 0 : listed(text)
        }
        function opened() {
            depth++
            kind[depth] = "other"
            if (pending ~ /(^|[^A-Za-z0-9_])(struct|union)( [A-Za-z0-9_]+)?( __attribute__.*)? *$/)
                kind[depth] = "struct"
            else if (depth == 1 && pending ~ /\)[^=]*$/ && pending !~ /=/)
                kind[depth] = "function"
            name[depth] = pending
            gsub(/^ +| +$/, "", name[depth])
            since[depth] = begun
            members[depth] = 0
            if (kind[depth] == "function" && parameters(pending) > 8)
                say(begun, parameters(pending) " parameters of a function, above 8")
        }
        function closed() {
            if (kind[depth] == "function" && FNR - since[depth] + 1 > 65)
                say(since[depth], FNR - since[depth] + 1 " lines of a function, above 65")
            if (kind[depth] == "struct" && FILENAME ~ /\.h$/ && members[depth] > 25)
                say(since[depth], members[depth] " members of " name[depth] ", above 25")
            inner = kind[depth] == "struct" ? members[depth] : -1
            depth--
        }
        # The end of a member: one or more names, or an anonymous struct whose members are ours.
        function member() {
            if (pending !~ /^ *$/)
                members[depth] += listed(pending)
            else if (inner > 0)
                members[depth] += inner
            inner = -1
        }
        FNR == 1 {
            depth = comment = define = 0
            pending = ""
        }
        {
            line = $0
            length_of[FILENAME] = FNR
            if (define || line ~ /^ *#/) {
                define = line ~ /\\$/
                next
            }
            gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
            gsub(/\047([^\047\\]|\\.)+\047/, "0", line)
            gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", line)
            sub(/\/\/.*$/, "", line)
            if (comment && !sub(/^.*\*\//, "", line))
                next
            comment = sub(/\/\*.*$/, "", line)
            if (pending ~ /^ *$/)
                begun = FNR
            while (match(line, /[{;}]/)) {
                pending = pending " " substr(line, 1, RSTART - 1)
                c = substr(line, RSTART, 1)
                line = substr(line, RSTART + 1)
                if (c == "{")
                    opened()
                else if (c == "}")
                    closed()
                else if (kind[depth] == "struct" && depth)
                    member()
                pending = ""
                begun = FNR
            }
            pending = pending " " line
            if (pending ~ /^ *$/)
                pending = ""
        }
        END {
            for (f in length_of) {
                most = f ~ /\.h$/ ? 300 : 450
                if (length_of[f] > most)
                    print f ": " length_of[f] " lines of a file, above " most
            }
        }' {} + | LC_ALL=C sort)
}

if [ $# -gt 0 ]; then
    above "$1"
    exit 0
fi

# shellcheck source=/dev/null
. "$(dirname "$0")/tap.sh"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

counted() { # name, file, its text, what must be said: '' is nothing
    rm -rf "${dir:?}/lib" "$dir/tools"
    mkdir -p "$dir/lib/a" "$dir/tools"
    printf '%s\n' "$3" >"$dir/$2"
    said=$(above "$dir")
    result "$([ "$said" = "$4" ] && echo 0 || echo 1)" "$1" "$said"
}
lines() { # N, text
    awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) print text }'
}

counted 'a header of 300 lines' lib/a/a.h "$(lines 300 'int f(void);')" ''
counted 'a header of 301' lib/a/a.h "$(lines 301 'int f(void);')" \
    'lib/a/a.h: 301 lines of a file, above 300'
counted 'a source of 451' tools/a.c "$(lines 451 'int f(void);')" \
    'tools/a.c: 451 lines of a file, above 450'
counted 'a function of 65 lines' lib/a/a.c "int x;
static int f(int a,
             int b) {
$(lines 62 '    g("}", 0);')
}" ''
counted 'a function of 66' lib/a/a.c "int x; /* of } */

/* { */
static int f(int a,
             int b) {
    if (a) {
$(lines 61 "    g('}', b);")
    }
}" 'lib/a/a.c:4: 66 lines of a function, above 65'
counted 'a table of many lines' lib/a/a.c "static const struct row table[] = {
$(lines 80 '    {.name = "f(", .f = f},')
};" ''
counted 'eight parameters' lib/a/a.c 'int f(int a, int b, int c, int d, int e, int (*g)(int x, int y),
      int h, int i[2]) {
}' ''
counted 'nine' lib/a/a.c 'int x;
int f(int a, int b, int c, int d, int e, int (*g)(int x, int y), int h,
      int i[2], void *j) {
}' 'lib/a/a.c:2: 9 parameters of a function, above 8'
counted 'macros' lib/a/a.c "#define F(x) { \\
$(lines 80 "    f(x); \\\\")
    }" ''
members='    double a, b[2], c; /* d, e; */
    int (*f)(int g, int h);'
counted 'a struct of 25 members' lib/a/a.h "struct cp_a {
$(lines 6 "$members")
    struct cp_b *last;
};" ''
counted 'of 26' lib/a/a.h "struct cp_a {
$(lines 6 "$members")
    struct {
        int x, y;
    } *first, last;
};" 'lib/a/a.h:1: 26 members of struct cp_a, above 25'
counted 'of 26, some of them in a union without a name' lib/a/a.h "struct cp_a {
$(lines 6 "$members")
    union {
        int x;
        double y;
    };
};" 'lib/a/a.h:1: 26 members of struct cp_a, above 25'
counted 'in a source' lib/a/a.c "struct a {
$(lines 7 "$members")
};" ''

said=$(above "${CAPPLAN_SRC:-$(dirname "$0")/..}")
[ -z "$exceptions" ] || said=$(printf '%s\n' "$said" | grep -vF "$exceptions" || :)
result "$([ -z "$said" ] && echo 0 || echo 1)" 'nothing is above a limit' "$said"
finish
