# What the campaigns share: a folder to work in, calls that work, and how a run that was disturbed is judged.
# Sourced; the environment is that of make check, and
#   LIMIT  at most so many faults of each call, evenly spread; of what is random: seconds

set -u
export CAPPLAN_MAPS=${CAPPLAN_MAPS-${CAPPLAN_SRC:?}/share/capplan/import} LC_ALL=C.UTF-8
PATH=${CAPPLAN_BIN:?}:$PATH
# shellcheck source=/dev/null
. "$CAPPLAN_SRC/tests/cli/calls.bash"

campaign=$(mktemp -d)
trap 'rm -rf "$campaign"' EXIT
trap 'exit 130' INT TERM
cd "$campaign" || exit 2
mkdir here scratch
export TMPDIR=$campaign/scratch
make_inputs
list_commands
commands+=(cp-store:put cp-store:publish cp-watch:state cp-allocate:export cp-solve:exec)
[ $# = 0 ] || commands=("$@")
wrong=0 runs=0

# Run a command, or what it does by another option, so that it writes here/out.
call() { # COMMAND
    case $1 in
    cp-store:put) "${prefix[@]}" cp-store put here/out --name mine --at 2026-11-28 facts.tsv ;;
    cp-store:publish) "${prefix[@]}" cp-store publish runs.db here/out ;;
    cp-watch:state) "${prefix[@]}" cp-watch -q -r rules.yaml --as-of 2026-11-28 --state here/out <facts.tsv ;;
    cp-allocate:export) "${prefix[@]}" cp-allocate -q -p plan.yaml --export here/out <facts.tsv ;;
    cp-solve:exec) "${prefix[@]}" cp-solve -q --engine exec:glpsol -o here/out small.mps ;;
    *) works "$1" -o here/out ;;
    esac
}

# What stood there before.
before() { # COMMAND
    find here scratch -mindepth 1 -delete
    case $1 in
    cp-store:put) cp runs.db here/out ;;
    cp-watch:state) ;;
    *) echo before >here/out ;;
    esac
}

# What stands there now, as text.
now() { # COMMAND
    case $1 in
    cp-store:put) cp-store check here/out && cp-store list here/out --format tsv ;;
    *) [ ! -e here/out ] || cat here/out ;;
    esac
}

# Learn what stands there before the command and after.
learn() { # COMMAND
    prefix=()
    before "$1"
    now "$1" >old
    call "$1" >printed 2>message || { echo "$1 does not work:"; cat message; exit 2; }
    now "$1" >new
}

# Run a command by the words that follow, in the place of `call`, and judge it: all is done and the status 0,
# or all is as it was and a message says why. Nothing else is left, or the next run takes it away. 127: the
# loader could not begin.
disturb() { # COMMAND WHAT-IS-DONE-TO-IT WORD...
    local name=$1 what=$2 status bad=
    shift 2
    before "$name"
    "$@" "$name" 2>&1 >printed | cat >message # a pipe has no limit
    status=${PIPESTATUS[0]} prefix=()
    runs=$((runs + 1))
    now "$name" >found 2>&1
    case $status in
    0) cmp -s found new || bad='ended well without its output' ;;
    1 | 2 | 75 | 127)
        cmp -s found old || cmp -s found new || bad='half written'
        [ -s message ] || bad='no message'
        ;;
    *) grep -q '^cp-[a-z]*: nss_database.c' message || bad="ended with $status" ;; # the C library asserts
    esac
    tidy || { call "$name" >printed 2>more; tidy; } || bad="left $(ls -A here scratch | paste -sd' ')"
    [ -z "$bad" ] && return
    wrong=$((wrong + 1))
    echo "$name, $what: $bad: $(head -c 200 message)"
}

# Nothing stands beside the output.
tidy() {
    [ -z "$(ls -A here scratch | grep -vxE 'out|here:|scratch:|')" ]
}

# The numbers from 1 to COUNT, at most LIMIT of them.
spread() { # COUNT
    seq 1 $((${LIMIT:-0} > 0 && $1 > LIMIT ? ($1 + LIMIT - 1) / LIMIT : 1)) "$1"
}

finish() { # WHAT
    echo "$1: $runs, $wrong wrong"
    [ "$wrong" = 0 ] && [ "$runs" -gt 0 ]
}
