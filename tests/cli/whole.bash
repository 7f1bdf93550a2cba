# What asks for minutes under sanitizers, by calls that small plans make too: their half of the gate
# (make check-sanitize-short) leaves it to the plain one and to make check-sanitize.
whole_plan() {
    [ -z "${CAPPLAN_SHORT-}" ] || skip 'a whole plan: the plain half has run it'
}
