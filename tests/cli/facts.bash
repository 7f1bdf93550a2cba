# For tests of facts: `load facts`.

# value MEASURE [FILTER]: the values of a measure in rows that match, one a line.
value() {
    awk -F'\t' -v m="$1" -v filter="${2-.}" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        $at["measure"] == m && $0 ~ filter { print $at["value"] }'
}

# near GOT WANT TOLERANCE
near() {
    awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; exit !(a != "" && d <= t && d >= -t) }' ||
        { echo "got '$1', want $2"; false; }
}
