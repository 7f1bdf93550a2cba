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
cp "$CAPPLAN_SRC"/examples/templates/{sites,offers}.csv .
{ cat plan.yaml && printf 'scenarios:\n  low: {probability: 0.5}\n  high: {probability: 0.5, demand: {w: 2}}\n'; } >two.yaml
printf 'period\tamount\n0\t-100\n1\t110\n' >periods
printf 'scenario\tmeasure\tvalue\tunit\n-\texpected_cost\t4\tUSD\ns1\tscenario_probability\t1\t1\n' >solved.tsv
cp-store put runs.db --name mine --at 2026-11-29 surplus.tsv >put.out

# What commands do by other options and write to here/out.
declare -A more=(
    [capplan:run]='capplan run -q -p plan.yaml --seed 2 -o here/out'
    [capplan:report]='capplan run -q -p plan.yaml --stages allocate --report md --against facts.tsv -o here/out facts.tsv'
    [cp-allocate:each]='cp-allocate -q -p two.yaml --each --shard 1/2 -o here/out facts.tsv'
    [cp-allocate:export]='cp-allocate -q -p plan.yaml --export here/out facts.tsv'
    [cp-finance:metric]='cp-finance -q --metric npv --rate 5% -o here/out periods'
    [cp-finance:scenarios]='cp-finance -q -p plan.yaml --scenarios 9 --vary discount=20% -o here/out facts.tsv'
    [cp-finance:tornado]='cp-finance -q -p plan.yaml --tornado discount -o here/out facts.tsv'
    [cp-forecast:backtest]='cp-forecast -q --backtest 2 -H 1 -o here/out history.tsv'
    [cp-forecast:list]='cp-forecast --list-methods -o here/out'
    [cp-forecast:plan]='cp-forecast -q -p plan.yaml -o here/out'
    [cp-import:keys]='cp-import --keys -o here/out'
    [cp-import:list]='cp-import --list -o here/out'
    [cp-import:plan]='cp-import -q -m offers --to yaml -o here/out offers.csv'
    [cp-market:explain]='cp-market -q -p events.yaml --explain ban -o here/out odds.csv'
    [cp-plan:check]='cp-plan -v check -p plan.yaml -o here/out'
    [cp-plan:init]='cp-plan -q init --from sites.csv offers.csv -o here/out'
    [cp-plan:show]='cp-plan show -p plan.yaml --set discount=*2 -o here/out'
    [cp-plan:sources]='cp-plan -q sources -p plan.yaml -o here/out'
    [cp-report:against]='cp-report --against history.tsv --format csv -o here/out facts.tsv'
    [cp-report:html]='cp-report --format html -o here/out facts.tsv'
    [cp-scenario:draw]='cp-scenario -q -p events.yaml --samples 50 --keep 3 -o here/out odds.tsv'
    [cp-scenario:stability]='cp-scenario -q --stability -o here/out solved.tsv solved.tsv'
    [cp-sell:offers]='cp-sell -q -p market.yaml --offers -o here/out surplus.tsv'
    [cp-solve:exec]='cp-solve -q --engine exec:glpsol -o here/out small.mps'
    [cp-solve:write]='cp-solve -q --write here/out small.mps'
    [cp-store:diff]='cp-store -q diff runs.db -o here/out'
    [cp-store:get]='cp-store -q get runs.db 1 -o here/out'
    [cp-store:keep]='cp-store -q keep here/out 1'
    [cp-store:prune]='cp-store -q prune here/out --keep "last 1" --at 2026-12-30'
    [cp-store:publish]='cp-store -q publish runs.db here/out'
    [cp-store:put]='cp-store put here/out --name mine --at 2026-11-28 facts.tsv'
    [cp-store:show]='cp-store -q show runs.db 1 -o here/out'
    [cp-store:trend]='cp-store -q trend runs.db --measure demand --format table -o here/out'
    [cp-supplier:risk]='cp-supplier -q -p plan.yaml --risk --paths 50 -o here/out facts.tsv'
    [cp-watch:replay]='cp-watch -q -r rules.yaml --replay --all -o here/out facts.tsv'
    [cp-watch:state]='cp-watch -q -r rules.yaml --as-of 2026-11-28 --state here/out facts.tsv'
    [cp-watch:store]='cp-watch -q -r rules.yaml --store runs.db --name mine --all --format json -o here/out'
)

commands+=("${!more[@]}")
[ $# = 0 ] || commands=("$@")
wrong=0 runs=0

# Run a command, or what it does by another option, so that it writes here/out.
call() { # COMMAND
    if [ -n "${more[$1]-}" ]; then
        eval "\"\${prefix[@]}\" ${more[$1]}"
    else
        works "$1" -o here/out
    fi
}

# What stood there before.
before() { # COMMAND
    find here scratch -mindepth 1 -delete
    case $1 in
    cp-store:put | cp-store:prune | cp-store:keep) cp runs.db here/out ;;
    cp-watch:state | cp-plan:init) ;;
    *) echo before >here/out ;;
    esac
}

# What stands there now, as text.
now() { # COMMAND
    case $1 in
    cp-store:put | cp-store:prune | cp-store:keep) cp-store check here/out && cp-store list here/out --format tsv ;;
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
    ! grep -q 'was ended by a signal' message || bad='a command that it runs crashed'
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
