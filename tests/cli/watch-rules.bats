# Rules of cp-watch one at a time, over a few facts: the line that comes of each, or what is told of it.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
    printf 'period\tsite\tquantile\tmeasure\tvalue\tunit\n2028\tx\t-\tm\t7\tkm\n2027\tx\t-\tm\t5\tkm\n2027\ty\t-\tm\tNA\tkm\n2027\tx\t-\tn\t2\th\n2027\tx\t-\tz\t0\th\n2027\tw1\t-\tk\t1\tkm\n2027\tw2\t-\tk\t2\tkm\n2027\tx\t0.1\tm\t6\tkm\n2027\tx\t0.9\tm\t8\tkm\n-\t-\t-\tobjective\t9\tUSD\n' >f.tsv
}

@test "a figure of facts, its state and what it is to be" {
    while IFS= read -r rule && read -r status wanted; do
        echo "# $rule"
        printf 'watch:\n  w: %s\n' "$rule" >r.yaml
        run -"$status" cp-watch -r r.yaml --all f.tsv
        got=$(sed 's/^  *//; s/   */ | /g' <<<"${lines[-1]}")
        [ "$got" = "$wanted" ] || { echo "# $output"; false; }
    done <<'END'
{measure: m, where: {site: x}, take: first, warn: "~:6 km"}
0 ok | w | - | 5 km | at most 6 km | run 1
{measure: m, where: {site: x}, take: last, warn: "~:6 km"}
1 warning | w | raise | 7 km | at most 6 km | run 1
{measure: m, where: {site: x}, take: min, warn: "~:6 km"}
0 ok | w | - | 5 km | at most 6 km | run 1
{measure: m, where: {site: x}, take: max, critical: "~:6000 m"}
1 critical | w | raise | 7 km | at most 6 km | run 1
{measure: m, where: {site: x}, take: sum, warn: "@10:12 km"}
1 warning | w | raise | 12 km | not 10 km to 12 km | run 1
{measure: m, where: {site: x}, take: mean, warn: "6 km"}
0 ok | w | - | 6 km | 0 km to 6 km | run 1
{measure: m, where: {site: y}, warn: 1 km}
1 unknown | w | missing | - | 0 km to 1 km | run 1
{measure: m, where: {site: q}, warn: 1 km}
1 unknown | w | missing | - | - | run 1
{measure: mm, warn: 1 km}
1 unknown | w | missing | - | - | run 1
{measure: m, where: {site: "?"}, warn: 1 km}
1 unknown | w | missing | - | - | run 1
{measure: m, where: {sit: x}, take: max, warn: 1 km}
1 unknown | w | missing | - | - | run 1
{measure: m, by: [site, period], warn: "~:6 km"}
1 unknown | w/y/2027 | missing | - | at most 6 km | run 1
{measure: m, where: {period: 2027, site: x}, warn: "~:6 km"}
0 ok | w | - | 5 km | at most 6 km | run 1
{measure: m, where: {period: 2027-Q1, site: x}, warn: "~:6 km"}
1 unknown | w | missing | - | - | run 1
{measure: m, where: {site: x}, take: max, warn: "4:6 km", clear: 5 %}
1 warning | w | raise | 7 km | 4 km to 6 km | run 1
{headline: cost_discounted, warn: "~:5 USD"}
1 warning | w | raise | 9 USD | at most 5 USD | run 1
{headline: cost_dicounted, warn: "~:5 USD"}
1 unknown | w | missing | - | - | run 1
{headline: wholly, warn: "~:5 USD"}
1 unknown | w | missing | - | - | run 1
{measure: m, where: {site: x}, take: max, change: 1 run, warn: 1 km}
0 unknown | w | - | - | 0 km to +1 km | run 1
{measure: z, over: {measure: n}, where: {site: x}, warn: "~:1"}
0 ok | w | - | 0 | at most 1 | run 1
{measure: n, over: {measure: z}, where: {site: x}, warn: 1}
1 unknown | w | missing | - | 0 to 1 | run 1
END
}

@test "a rule that cannot be followed is one line with its place" {
    while IFS= read -r rule && IFS= read -r says; do
        echo "# $rule"
        printf 'watch:\n  w: %s\n' "$rule" >r.yaml
        run -2 --separate-stderr cp-watch -r r.yaml f.tsv
        [ -z "$output" ]
        [ "$stderr" = "$says" ] || { echo "# $stderr"; false; }
    done <<'END'
{measure: m, where: {site: x}, warn: 1 km}
cp-watch: r.yaml:2:3: watch/w: several facts of 'm' make one figure (lines 2 and 3 of f.tsv); narrow 'where', split them with 'by', or say 'take'
{measure: m, where: {site: x}, take: max, warn: "1 km:5 m"}
cp-watch: r.yaml:2:54: '1 km:5 m' is no range: its start is above its end
{measure: m, where: {site: x}, take: max, warn: "1:5 MW"}
cp-watch: r.yaml:2:54: 'MW' does not measure what 'km' does
{measure: m, where: {site: x}, take: max, warn: "4:6 km", clear: x}
cp-watch: r.yaml:2:71: 'x' is no margin, as '0.3' or '5 %'
{measure: m, where: {site: x}, take: max, warn: "4:6 km", clear: -1 km}
cp-watch: r.yaml:2:71: '-1 km' is no margin, as '0.3' or '5 %'
{measure: m, where: {site: x}, take: max, warn: "4:6 km", clear: 1 kg}
cp-watch: r.yaml:2:71: 'kg' does not measure what 'km' does
{measure: m, where: {site: x}, take: max, warn: "4:6 km", clear: 3 km}
cp-watch: r.yaml:2:54: '4:6 km' leaves no room for 'clear' on both sides: it would never be left
{measure: m, where: {site: x}, age: 5 days}
cp-watch: r.yaml:2:3: watch/w: an age is as of a day; say which with --as-of
{measure: m, over: {measure: z}, where: {site: x, period: 2027}, warn: 1}
cp-watch: f.tsv:6:12: 'h' does not measure what 'km' does
{measure: m, over: {measure: n}, where: {site: x, period: 2027}, warn: 1}
cp-watch: f.tsv:5:12: 'h' does not measure what 'km' does
{measure: m, less: {measure: n}, where: {site: x, period: 2027}, warn: 1}
cp-watch: f.tsv:5:12: 'h' does not measure what 'km' does
{measure: m, less: {measure: k, where: {site: "w*"}}, where: {site: x, period: 2027}, warn: 1}
cp-watch: r.yaml:2:3: watch/w: several facts of 'k' (one in line 7) go with one; narrow its 'where'
{measure: m, over: {measure: k, where: {site: "w*"}}, where: {site: x, period: 2027}, warn: 1}
cp-watch: r.yaml:2:3: watch/w: several facts of 'k' (one in line 7) go with one; narrow its 'where'
{measure: m, of: nowhere.tsv, take: max, warn: 1 km}
cp-watch: r.yaml:2:23: watch/w/of: cannot open 'nowhere.tsv': No such file or directory
{measure: m, where: {site: x, period: 2027}, outside: {quantile: [0.1, 0.9]}, warn: 1}
cp-watch: r.yaml:2:3: watch/w: outside: wanted what came, with 'of', or the forecast that was made earlier, with --previous
{measure: m, where: {site: x, period: 2028}, outside: {quantile: [0.1, 0.9]}, warn: 1}
cp-watch: r.yaml:2:3: watch/w: outside: wanted what came, with 'of', or the forecast that was made earlier, with --previous
{measure: n, outside: {quantile: [0.1, 0.9]}, warn: 1}
cp-watch: r.yaml:2:3: watch/w: outside: wanted what came, with 'of', or the forecast that was made earlier, with --previous
END
}
