# Awards of plans of a few lines, for tests: `load facts`, `load award`.

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    cd "$BATS_TEST_TMPDIR" || exit
}

# plan HORIZON SUPPLIER...: one chip of 1 kW, and suppliers, one a line; $discount, and $sku and $more
# of the chip and beside it.
plan() {
    cat <<END
discount: ${discount-0 %}
horizon: $1
${more-}
skus: {chip: {peak: 1 PFLOP/s, power: 1 kW, efficiency: {"*": 30 %}${sku-}}}
suppliers:
END
    printf '  %s\n' "${@:2}"
}

# need PERIOD GPU...
need() {
    printf 'period\tmeasure\tvalue\tunit\n'
    printf '%s\tneed\t%s\tGPU\n' "$@"
}
# award FACTS...: of plan.yaml
award() { cp-supplier -p plan.yaml --award --only "$@"; }
# bought OFFER: units of it in `facts`
bought() { value order "	$1	" <facts | awk '{ n += $1 } END { print n + 0 }'; }
