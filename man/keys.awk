# The page of the plan's format with its lists of keys made new:
#   cp-plan keys | awk -f man/keys.awk - man/capplan-plan.5
# A list stands between `.\" keys: PREFIX...' and `.\" end of keys'; it has the keys that begin with
# a PREFIX, and without one those that no other list has.
BEGIN { FS = "\t" }

function item(i,   text) {
    text = type[i]
    if (unit[i] != "-" && unit[i] != "1")
        text = text " in " unit[i]
    if (fallback[i] == "required")
        text = text "; required"
    else if (fallback[i] != "-")
        text = text "; default " fallback[i]
    print ".It Cm " path[i] " No " text
    print toupper(substr(meaning[i], 1, 1)) substr(meaning[i], 2) "."
}

function begins(s, prefix) { return substr(s, 1, length(prefix)) == prefix }

function list(prefixes,   i, k, n, word, chosen) {
    n = split(prefixes, word, " ")
    print ".Bl -tag -width Ds"
    for (i = 1; i <= keys; i++) {
        chosen = !n && path[i] !~ /\/NAME\//
        for (k = 1; k <= n; k++)
            chosen = chosen || begins(path[i], word[k])
        if (chosen && (prefixes ~ /DRIVER/ || path[i] !~ /DRIVER/))
            item(i)
    }
    print ".El"
}

FNR == NR {
    if (FNR > 1) {
        path[++keys] = $1
        unit[keys] = $2
        type[keys] = $3
        fallback[keys] = $4
        meaning[keys] = $5
    }
    next
}
/^\.\\" end of keys/ { inside = 0 }
!inside { print }
/^\.\\" keys:/ {
    sub(/^\.\\" keys: */, "")
    list($0)
    inside = 1
}
