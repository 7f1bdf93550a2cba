# What the campaigns share: a folder to work in, every command with a call that works, and how a run that
# was disturbed is judged. Sourced; CAPPLAN_BIN and CAPPLAN_SRC as make check sets them.

set -u
: "${CAPPLAN_SRC:?where the sources are}" "${CAPPLAN_BIN:?where the commands are}"
export CAPPLAN_MAPS=${CAPPLAN_MAPS-$CAPPLAN_SRC/share/capplan/import} LC_ALL=C.UTF-8
PATH=$CAPPLAN_BIN:$PATH
# shellcheck source=/dev/null
. "$CAPPLAN_SRC/tests/cli/calls.bash"

campaign=$(mktemp -d)
trap 'rm -rf "$campaign"' EXIT
trap 'exit 130' INT TERM
cd "$campaign" || exit 2
make_inputs
mkdir here scratch
export TMPDIR=$campaign/scratch
list_commands
[ $# = 0 ] || commands=("$@")
wrong=0 runs=0

# What an undisturbed run of the command writes.
wanted() { # COMMAND
    works "$1" -o want 2>message || { cat message >&2; exit 2; }
}

# Run the rest of the line, which writes here/out, and judge it: the file is whole and the status 0, or it is
# as it was before and a message says why. Nothing else is left. 127: the loader could not begin.
disturbed() { # WHAT-WAS-DONE COMMAND...
    local what=$1 status=0 bad=
    shift
    echo before >here/out
    "$@" >printed 2>message || status=$?
    runs=$((runs + 1))
    case $status in
    0) cmp -s here/out want || bad='ended well without its output' ;;
    1 | 2 | 75 | 127)
        [ "$(cat here/out)" = before ] || cmp -s here/out want || bad='half written'
        [ -s message ] || bad='no message'
        ;;
    *) bad="ended with $status" ;;
    esac
    [ "$(ls -A here)" = out ] || bad="left $(ls -A here | tr '\n' ' ')"
    [ -z "$bad" ] && return
    wrong=$((wrong + 1))
    echo "$what: $bad: $(head -c 200 message)"
    rm -rf here
    mkdir here
}

finish() { # WHAT
    echo "$1: $runs, $wrong wrong"
    [ "$wrong" = 0 ] && [ "$runs" -gt 0 ]
}
