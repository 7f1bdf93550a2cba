# cp-store diff: the difference that a planner reads, and why. The worked plan with three changes at
# once: the bridge by kind sums to the change, the edits are named with where they stand, and their
# shares are those found by hand (21.8, 3.6 and 2.8 bn USD).

bats_require_minimum_version 1.5.0

setup_file() {
    cd "$BATS_FILE_TMPDIR" || exit
    PATH=$CAPPLAN_BIN:$PATH
    cp -R "$CAPPLAN_SRC/examples/meta-compute" before
    chmod -R u+w before
    cp -R before now
    # a plant a year late, in the file; the others as overrides
    sed -i '/^  entergy-esa:/,/^  [a-z].*:$/s/from: 2028-12-31/from: 2029-12-31/' now/energy.yaml
    # what cp-forecast 0.1.0 said, so that no later forecast moves these figures
    demand=$CAPPLAN_SRC/tests/cases/worked/plan.tsv
    make() { # FOLDER DAY OPTION...
        capplan run -q -p "$1/plan.yaml" --stages supplier,allocate,finance --store history.db \
            --name meta --at "$2" -o "$2.tsv" "${@:3}" "$demand"
    }
    make before 2026-11-28
    make now 2026-11-29 --set 'sites/prometheus/pue=*1.05' --set 'suppliers/nvidia/offers/nv-vr200-27/price=*1.15'
}

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_FILE_TMPDIR" || exit
}

@test "what was edited, with where it stands" {
    cp-store diff history.db >text
    grep -q '^Plan, 3 values changed$' text
    line=$(grep -n 'from: 2029-12-31' now/energy.yaml | cut -d: -f1)
    grep -Eq "^  contracts/entergy-esa/from +2028-12-31 +2029-12-31  energy.yaml:$line$" text
    grep -Eq '^  sites/prometheus/pue +1.3 +1.365  --set$' text
    grep -Eq '^  suppliers/nvidia/offers/nv-vr200-27/price  108400 USD/GPU  124660 USD/GPU  --set$' text
}

@test "the headline, and the cost by kind that sums to its change" {
    cp-store diff history.db >text
    grep -Eq '^  Cost, discounted, bn USD +125\.1 +153\.3 +\+28\.2 +\+22\.5$' text
    grep -Eq '^  Work short at worst, EFLOP/s +302\.7 +340\.6 +\+37\.9 +\+12\.5$' text
    grep -Eq '^  Chips waiting at worst, GPU +380,632 +456,[0-9]+ +\+75,[0-9]+ +\+19\.9$' text
    grep -Eq '^  penalty for work that is short +22\.5 +49\.2 +\+26\.7' text
    grep -Eq '^  together +125\.1 +153\.3 +\+28\.2' text
    # within 1e-9 of the change
    sqlite3 history.db "SELECT abs(kinds / whole - 1) < 1e-9 AND abs(whole - 28.2e9) < 0.1e9 FROM
        (SELECT sum(CASE run WHEN 2 THEN value ELSE -value END) AS kinds FROM headline WHERE name LIKE 'cost_discounted/%'),
        (SELECT sum(CASE run WHEN 2 THEN value ELSE -value END) AS whole FROM headline WHERE name = 'cost_discounted')" >sums
    [ "$(cat sums)" = 1 ]
}

@test "where it shows: the site, the work, the energy" {
    cp-store diff history.db >text
    grep -Eq '^  power in use, MW +hyperion ' text
    grep -Eq '^  work short, EFLOP/s +training ' text
    grep -Eq '^  energy, TWh +entergy-esa +-10\.1' text
    grep -q '; [0-9,]* moved within a total$' text
    # one row a measure
    [ "$(cp-store diff history.db --top 1 | grep -c '^  power in use\|^   *el-paso')" = 1 ]
}

@test "the facts that differ, for other programs" {
    cp-store diff history.db --format tsv >facts
    cp-report --format tsv facts >/dev/null
    awk -F'\t' 'NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
        $c["measure"] == "objective" { v[$c["difference"]] = $c["value"] }
        END { exit !(v["now"] - v["before"] == v["change"] && v["change"] > 28e9) }' facts
    cp-store diff history.db 2 1 --format tsv | grep -c change >n
    [ "$(cat n)" = "$(grep -c change facts)" ]
}

@test "rules, for a script" {
    run -1 --separate-stderr cp-store diff history.db --check 'cost_discounted rise <= 2 %' -o text
    [[ $stderr == "cp-store: cost_discounted rise <= 2 %: it went from "*"+22.5 %" ]]
    grep -q '^Headline$' text
    cp-store diff history.db --check 'cost_discounted rise <= 23 %' --check 'debt_peak change <= 1 USD' -o text
    run -2 cp-store diff history.db --check 'cost rise <= 2 %'
}

@test "two files without a history" {
    cp-report 2026-11-29.tsv --against 2026-11-28.tsv >text
    grep -Eq '^  Cost, discounted, bn USD +125\.1 +153\.3 +\+28\.2' text
    head -1 text | grep -q Headline
    run -2 cp-report 2026-11-29.tsv --against nowhere.tsv
    run -0 cp-report --against 2026-11-28.tsv --format tsv 2026-11-29.tsv
}

@test "why: shares of three edits sum to the change, and what acts on one another is named" {
    cp-store diff history.db --attribute >text
    sed -n '/^Why/,/^Where/p' text
    grep -Eq '^  contracts/entergy-esa/from +\+21\.0 +\+22\.6 +\+21\.8$' text
    grep -Eq '^  sites/prometheus/pue +\+2\.8 +\+4\.4 +\+3\.6$' text
    grep -Eq '^  suppliers/nvidia/offers/nv-vr200-27/price +\+2\.8 +\+2\.8 +\+2\.8$' text
    grep -Eq '^  together +\+28\.2$' text
    # in a sentence, of one line
    sed -n '/^  together .* +28.2$/,/^$/p' text | sed 1d | paste -sd' ' | tr -s ' ' >sentence
    cat sentence
    [ "$(cat sentence)" = " The cost rose by 28.2 bn USD, most of all in penalty for work that is short (+26.7): \
+21.8 because contracts/entergy-esa/from is 2029-12-31 instead of 2028-12-31, \
+3.6 because sites/prometheus/pue is 1.365 instead of 1.3 and \
+2.8 because suppliers/nvidia/offers/nv-vr200-27/price is 124660 USD/GPU instead of 108400 USD/GPU. \
Each alone they make +26.5: +1.7 comes from their acting on one another. " ]
}
