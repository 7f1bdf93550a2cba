# capplan-questions(7): every line, one after another, and what has to stand in its answer.

bats_require_minimum_version 1.5.0
load manual

# Of each answer, in the order of the page.
wanted=(
    '^  Demand  short'
    '^  binds  .*halls'
    '^  prometheus +MW of halls'
    '^  nv-vr200-27  .*can arrive, GPU'
    'full  '
    '^2032-Q4.*assistant.*0\.9.*demand'
    '^  Cost, discounted, bn USD.*\+'
    '^  Cost, discounted, bn USD.*\+'
    '^  Cost, discounted, bn USD.*\+39'
    '^  Emissions'
    'npv_swing'
    '^  hall  loan'
    '^none$'
    '^dscr/beignet/2029-Q4 = 1\.23'
    ' assumed$'
    '^  h100  +revenue'
    ' swap-henry-hub.* buy '
    '^  By the end of the plan 0\.'
    '^What is sold'
    '^  discount +8 % +9%  --set'
    '^  cost_discounted'
)

@test "twenty questions of planners, each answered by its line" {
    PATH=$CAPPLAN_BIN:$PATH
    cp -R "$CAPPLAN_SRC/examples" "$BATS_TEST_TMPDIR/examples"
    chmod -R u+w "$BATS_TEST_TMPDIR/examples"
    cd "$BATS_TEST_TMPDIR/examples" || exit
    page_text capplan-questions.7 |
        awk '/^\.Bd/ { n++; next } /^\.Ed/ { on = 0; next } /^\$ / { on = 1; sub(/^\$ /, "") } on { print > ("line" n) }'
    [ "$(ls line* | wc -l)" -eq "${#wanted[@]}" ]
    [ "${#wanted[@]}" -ge 20 ]
    for i in "${!wanted[@]}"; do
        bash -o pipefail "line$((i + 1))" >answer 2>notes </dev/null || { cat "line$((i + 1))" notes; false; }
        grep -qE -- "${wanted[$i]}" answer || { cat "line$((i + 1))" answer; false; }
    done
}
