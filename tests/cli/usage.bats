# Command lines that are wrong: one line that says why, exit 2, nothing on standard output and nothing written.

bats_require_minimum_version 1.5.0

setup() {
    PATH=$CAPPLAN_BIN:$PATH
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here" || exit
    cat "$CAPPLAN_SRC/tests/cli/small.yaml" >plan.yaml
    printf 'period\tsite\tmeasure\tvalue\tunit\n2027\ts\tx\t1\tkg\n' >f.tsv
    printf 'time: {column: t}\nrows: [{value: v, measure: load, unit: MW}]\n' >m.yaml
    printf 'time: {column: t}\nplan: [{path: "sites/{t}", keys: {pue: "{v}"}}]\n' >y.yaml
    printf 't,v\n2027-03-14T05,1\n' >t.csv
    ls -A >../before
}

# refused: of stdin, each command line and, on the line below it, how what it says begins
refused() {
    local line says
    while IFS= read -r line && IFS= read -r says; do
        echo "# $line"
        eval "run -2 --separate-stderr $line" </dev/null
        [ -z "$output" ] || { echo "# wrote: $output"; return 1; }
        # an engine that Debian 13 has a library for
        [[ ${stderr_lines[0]/ highs,/} == "$says"* ]] || { echo "# said: $stderr"; return 1; }
        [ "${#stderr_lines[@]}" -le 2 ] || { echo "# said more: $stderr"; return 1; }
        [ "$(ls -A)" = "$(cat ../before)" ] || { echo "# left: $(ls -A)"; return 1; }
    done
}

@test "cp-plan" {
    refused <<'END'
cp-plan chek -p plan.yaml
cp-plan: unknown 'chek' (did you mean 'check'?); wanted check, show, sources, keys or init
cp-plan wholly -p plan.yaml
cp-plan: unknown 'wholly'; wanted check, show, sources, keys or init
cp-plan check more -p plan.yaml
cp-plan: check takes no 'more'
cp-plan check
cp-plan: no plan was given; use -p FILE; cp-plan init -o FILE begins one
cp-plan --restricted=yes
cp-plan: option '--restricted' doesn't allow an argument
cp-plan check --set nothing -p plan.yaml
cp-plan: --set: 'nothing' is not KEY=VALUE
cp-plan check --set =3 -p plan.yaml
cp-plan: --set: '=3' is not KEY=VALUE
cp-plan --wholly-unlike-any
cp-plan: unrecognized option '--wholly-unlike-any'
cp-plan --retsricted
cp-plan: unrecognized option '--retsricted' (did you mean '--restricted'?)
cp-plan -z
cp-plan: invalid option -- 'z'
cp-plan -qz
cp-plan: invalid option -- 'z'
cp-plan init --from
cp-plan: --from: which tables?
cp-plan show nowhere -p plan.yaml
cp-plan: nowhere: there is no 'nowhere' in the plan
cp-plan show sites/s/nothing -p plan.yaml
cp-plan: sites/s/nothing: there is no 'nothing' in the plan
cp-plan show sites/q -p plan.yaml
cp-plan: sites/q: there is no 'q' in the plan
END
}

@test "cp-allocate" {
    refused <<'END'
cp-allocate --rolling x -p plan.yaml f.tsv
cp-allocate: --rolling: 'x' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 3 -p plan.yaml f.tsv
cp-allocate: --rolling: '3' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 1/2 -p plan.yaml f.tsv
cp-allocate: --rolling: '1/2' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 2/1x -p plan.yaml f.tsv
cp-allocate: --rolling: '2/1x' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 1e30/1 -p plan.yaml f.tsv
cp-allocate: --rolling: '1e30/1' is not N/M, periods to look ahead and at most as many to keep
cp-allocate -q --each -p plan.yaml f.tsv
cp-allocate: neither the plan nor the stream has scenarios
cp-allocate --rolling 3/x -p plan.yaml f.tsv
cp-allocate: --rolling: '3/x' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 3/4 -p plan.yaml f.tsv
cp-allocate: --rolling: '3/4' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 1.5/1 -p plan.yaml f.tsv
cp-allocate: --rolling: '1.5/1' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --rolling 1e9/1 -p plan.yaml f.tsv
cp-allocate: --rolling: '1e9/1' is not N/M, periods to look ahead and at most as many to keep
cp-allocate --myopic --rolling 2/1 -p plan.yaml f.tsv
cp-allocate: --myopic is --rolling 1/1: one of the two
cp-allocate --minimize gpus --duals -p plan.yaml f.tsv
cp-allocate: --duals are of the least cost; not with --minimize
cp-allocate --each --move-odds 5% -p plan.yaml f.tsv
cp-allocate: --move-odds is of scenarios that are decided over together
cp-allocate --no-scenarios --move-odds 5% -p plan.yaml f.tsv
cp-allocate: --move-odds is of scenarios that are decided over together
cp-allocate --shard 1/2 -p plan.yaml f.tsv
cp-allocate: --shard is of --each
cp-allocate --each --no-scenarios -p plan.yaml f.tsv
cp-allocate: --each goes without --no-scenarios and --export
cp-allocate --each --export x.mps -p plan.yaml f.tsv
cp-allocate: --each goes without --no-scenarios and --export
cp-allocate --gap x -p plan.yaml f.tsv
cp-allocate: --gap: 'x' is not a share above 0 %
cp-allocate --gap -1 -p plan.yaml f.tsv
cp-allocate: --gap: '-1' is not a share above 0 %
cp-allocate --time-limit 0 -p plan.yaml f.tsv
cp-allocate: --time-limit: '0' is not a number above 0
cp-allocate --time-limit x -p plan.yaml f.tsv
cp-allocate: --time-limit: 'x' is not a number above 0
cp-allocate --minimize gpu -p plan.yaml f.tsv
cp-allocate: --minimize: 'gpu' is not one of
cp-allocate --minimize wholly -p plan.yaml f.tsv
cp-allocate: --minimize: 'wholly' is not one of
cp-allocate --engine glkp -p plan.yaml f.tsv
cp-allocate: engine 'glkp' is not one of auto, glpk, ipm, tree, race, exec:PROGRAM (did you mean 'glpk'?)
cp-allocate --jobs 0 -p plan.yaml f.tsv
cp-allocate: --jobs: '0' is not a whole number from 1 to 1024
cp-allocate --jobs x -p plan.yaml f.tsv
cp-allocate: --jobs: 'x' is not a whole number from 1 to 1024
cp-allocate --jobs 4x -p plan.yaml f.tsv
cp-allocate: --jobs: '4x' is not a whole number from 1 to 1024
cp-allocate --jobs 99999999999999999999999 -p plan.yaml f.tsv
cp-allocate: --jobs: '99999999999999999999999' is not a whole number from 1 to 1024
cp-allocate -p plan.yaml nowhere.tsv
cp-allocate: nowhere.tsv: cannot open: No such file or directory
cp-allocate -p nowhere.yaml f.tsv
cp-allocate: nowhere.yaml: cannot open: No such file or directory
cp-allocate --format tvs -p plan.yaml f.tsv
cp-allocate: --format: 'tvs' is not one of tsv, table, json (did you mean 'tsv'?)
cp-allocate --format wholly -p plan.yaml f.tsv
cp-allocate: --format: 'wholly' is not one of
END
}

@test "cp-finance" {
    refused <<'END'
cp-finance --scenarios x -p plan.yaml f.tsv
cp-finance: --scenarios: 'x' is neither 'facts' nor a number up to 1000000
cp-finance --scenarios -3 -p plan.yaml f.tsv
cp-finance: --scenarios: '-3' is neither 'facts' nor a number up to 1000000
cp-finance --scenarios 0 -p plan.yaml f.tsv
cp-finance: --scenarios: '0' is neither 'facts' nor a number up to 1000000
cp-finance --scenarios 9999999 -p plan.yaml f.tsv
cp-finance: --scenarios: '9999999' is neither 'facts' nor a number up to 1000000
cp-finance --scenarios 5x -p plan.yaml f.tsv
cp-finance: --scenarios: '5x' is neither 'facts' nor a number up to 1000000
cp-finance --metric npv --loan f.tsv
cp-finance: --metric goes without --loan, --depreciation and --bond
cp-finance --metric roi f.tsv
cp-finance: --metric: 'roi' is not one of
cp-finance --seed -1 -p plan.yaml f.tsv
cp-finance: --seed: '-1' is not a whole number from 0 to 18446744073709551615
cp-finance --seed 1.5 -p plan.yaml f.tsv
cp-finance: --seed: '1.5' is not a whole number from 0 to 18446744073709551615
cp-finance f.tsv
cp-finance: no plan was given; use -p FILE; cp-plan init -o FILE begins one
END
}

@test "cp-forecast" {
    refused <<'END'
cp-forecast --season 0 -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '0'
cp-forecast --season 2.5 -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '2.5'
cp-forecast --season 4x -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '4x'
cp-forecast --season 4,x -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '4,x'
cp-forecast --season 2,3,4,5,6,7,8,9,10,11 -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '2,3,4,5,6,7,8,9,10,11'
cp-forecast --season 24,24 -H 1 f.tsv
cp-forecast: --season: wanted numbers of periods, at most 4, each greater than the one before it, as 24,168; got '24,24'
cp-forecast -H 1 f.tsv --regressor a --regressor b --regressor c --regressor d --regressor e --regressor f --regressor g --regressor h --regressor i
cp-forecast: more than 8 regressors
cp-forecast -H 1 f.tsv --total year --total year --total year --total year --total year --total year --total year --total year --total year
cp-forecast: more than 8 totals
cp-forecast --total year,horizon -H 1 f.tsv
cp-forecast: --total: year or horizon, not both
cp-forecast --method ets2 -H 1 f.tsv
cp-forecast: --method: unknown 'ets2' (did you mean 'ets'?)
cp-forecast --method wholly -H 1 f.tsv
cp-forecast: --method: unknown 'wholly'
cp-forecast --total sitee -H 1 f.tsv
cp-forecast: --total: 'sitee' is not one of year, horizon, slice, layer, region, site, phase, node, sku, vintage, supplier, offer, step, contract, workload, tenant, entity, tranche, kind, name, method, curve, book, position, counterparty, event, venue, item (did you mean 'site'?)
cp-forecast --bridge 2027 -p plan.yaml
cp-forecast: --bridge: wanted two periods of the plan, as 2026-Q1,2028-Q4; got '2027'
cp-forecast --bridge x,2027 -p plan.yaml
cp-forecast: --bridge: wanted two periods of the plan, as 2026-Q1,2028-Q4; got 'x,2027'
cp-forecast --bridge 2027,x -p plan.yaml
cp-forecast: --bridge: wanted two periods of the plan, as 2026-Q1,2028-Q4; got '2027,x'
cp-forecast --bridge 2027,2028 -H 1 f.tsv
cp-forecast: --bridge and --actual go with a plan
cp-forecast --actual f.tsv -H 1 f.tsv
cp-forecast: --bridge and --actual go with a plan
cp-forecast --backtest 2 --paths 5 -H 1 f.tsv
cp-forecast: --backtest has no --paths, --total or --reconcile
cp-forecast --backtest 2 --reconcile mint -H 1 f.tsv
cp-forecast: --backtest has no --paths, --total or --reconcile
cp-forecast --backtest 2 --total site -H 1 f.tsv
cp-forecast: --backtest has no --paths, --total or --reconcile
cp-forecast --grouped --format json -H 1 f.tsv
cp-forecast: --grouped writes tsv only
cp-forecast --quantile 0.1,x -H 1 f.tsv
cp-forecast: --quantile: '0.1,x' is not a list of numbers between 0 and 1
cp-forecast --quantile 0 -H 1 f.tsv
cp-forecast: --quantile: '0' is not a list of numbers between 0 and 1
cp-forecast --quantile 1 -H 1 f.tsv
cp-forecast: --quantile: '1' is not a list of numbers between 0 and 1
cp-forecast --level 100 -H 1 f.tsv
cp-forecast: --level: '100' is not a list of numbers between 0 and 100
cp-forecast --level 80,, -H 1 f.tsv
cp-forecast: --level: '80,,' is not a list of numbers between 0 and 100
cp-forecast --horizon 0 f.tsv
cp-forecast: --horizon: '0' is not a number from 1 to 1000000
cp-forecast --horizon x f.tsv
cp-forecast: --horizon: 'x' is not a number from 1 to 1000000
cp-forecast f.tsv
cp-forecast: wanted -p PLAN, or -H N to forecast the series of the input
END
}

@test "cp-hedge" {
    refused <<'END'
cp-hedge --horizon '3 MW' --risk -p plan.yaml f.tsv
cp-hedge: --horizon: '3 MW' is no time, as '10 days', nor cash
cp-hedge --horizon '0 days' --risk -p plan.yaml f.tsv
cp-hedge: --horizon: '0 days' is no time, as '10 days', nor cash
cp-hedge --horizon '200 years' --risk -p plan.yaml f.tsv
cp-hedge: --horizon: '200 years' is no time, as '10 days', nor cash
cp-hedge --as-of 2027-03 -p plan.yaml f.tsv
cp-hedge: --as-of: '2027-03' is no day, as 2026-11-28
cp-hedge --as-of yesterday -p plan.yaml f.tsv
cp-hedge: --as-of: 'yesterday' is no day, as 2026-11-28
END
}

@test "cp-import" {
    refused <<'END'
cp-import t.csv
cp-import: say with --map how the tables are read; --list shows maps
cp-import -m nowhere t.csv
cp-import: --map: there is no file 'nowhere', and no map of that name; --list shows them
cp-import -m eia-93 t.csv
cp-import: --map: there is no file 'eia-93', and no map of that name (did you mean 'eia-930'?)
cp-import -m ./nowhere.yaml t.csv
cp-import: ./nowhere.yaml: cannot open: No such file or directory
cp-import -m m.yaml --to yaml t.csv
cp-import: m.yaml: --to yaml: the map has no 'plan'
cp-import -m y.yaml t.csv
cp-import: y.yaml: the map has no 'rows', and makes no facts; say --to yaml
cp-import -m m.yaml -m m.yaml t.csv
cp-import: --map: of several each is for a table; there are 2 and 1
cp-import -m m.yaml -m y.yaml --show t.csv
cp-import: --map: of several each is for a table; there are 2 and 1
cp-import -m m.yaml --to facs t.csv
cp-import: --to: 'facs' is not one of facts, yaml (did you mean 'facts'?)
cp-import -m m.yaml nowhere.csv
cp-import: nowhere.csv: cannot open: No such file or directory
END
}

@test "cp-market" {
    refused <<'END'
cp-market --from kalsi t.csv
cp-market: --from: 'kalsi' is not one of kalshi, kalshi-book, kalshi-candlesticks, polymarket, polymarket-book, polymarket-history, metaculus, manifold, table (did you mean 'kalshi'?)
cp-market --explain ban --score t.csv
cp-market: --explain: events are of a plan; give it with -p
cp-market --explain ban t.csv
cp-market: --explain: events are of a plan; give it with -p
cp-market --max-weight 0 t.csv
cp-market: --max-weight: '0' is not a share above 0 % and up to 100 %
cp-market --explain ban --score -p plan.yaml t.csv
cp-market: --explain and --score: one of them
END
}

@test "cp-scenario" {
    refused <<'END'
cp-scenario --stability --merge f.tsv
cp-scenario: --stability draws nothing: not with --merge
cp-scenario --within 5% -p plan.yaml f.tsv
cp-scenario: --within is of --stability
cp-scenario --stability -p plan.yaml f.tsv
cp-scenario: --stability compares answers: not with --plan
cp-scenario --of f.tsv -p plan.yaml f.tsv
cp-scenario: --of is of --merge
cp-scenario --merge --samples 5 f.tsv
cp-scenario: --merge draws nothing: not with --samples
cp-scenario --shard 1/2 --list -p plan.yaml f.tsv
cp-scenario: --shard is of --as facts, without --list and --future
cp-scenario --shard 1/2 --as plan -p plan.yaml f.tsv
cp-scenario: --shard is of --as facts, without --list and --future
cp-scenario --method hermite-3 --samples 5 -p plan.yaml f.tsv
cp-scenario: --samples is of draws: not with --method hermite-3
END
}

@test "cp-store" {
    refused <<'END'
cp-store
cp-store: no verb; wanted one of put, list, get, plan, show, diff, trend, keep, prune, publish, check, migrate
cp-store lst h.db
cp-store: unknown 'lst' (did you mean 'list'?); wanted one of put, list, get, plan, show, diff, trend, keep, prune, publish, check, migrate
cp-store wholly h.db
cp-store: unknown 'wholly'; wanted one of put, list, get, plan, show, diff, trend, keep, prune, publish, check, migrate
cp-store list
cp-store: wanted list HISTORY
cp-store list nowhere.db
cp-store: nowhere.db: cannot open: No such file or directory
cp-store get h.db
cp-store: wanted get HISTORY RUN
cp-store list h.db --tee
cp-store: list has no --tee
cp-store list h.db --set a=1
cp-store: list reads no plan
cp-store list h.db -p plan.yaml
cp-store: list reads no plan
cp-store put h.db f.tsv
cp-store: put: no --name was given
cp-store trend nowhere.db --where site=s
cp-store: nowhere.db: cannot open: No such file or directory
END
}

@test "cp-watch" {
    refused <<'END'
cp-watch f.tsv
cp-watch: no rules: give a plan with -p, or --rules FILE
cp-watch -r nowhere.yaml f.tsv
cp-watch: nowhere.yaml: cannot open: No such file or directory
cp-watch --store h.db f.tsv
cp-watch: --store: say with --name which runs
cp-watch --name x -r m.yaml f.tsv
cp-watch: --name: goes with --store
cp-watch --store h.db --name x -r m.yaml f.tsv
cp-watch: --store: its runs are followed, and no other facts
cp-watch --store h.db --name x --replay -r m.yaml
cp-watch: --store: its runs are followed, and no other facts
cp-watch --to a@b -r m.yaml f.tsv
cp-watch: --to: goes with --format mail
cp-watch --to a@b --format json -r m.yaml f.tsv
cp-watch: --to: goes with --format mail
cp-watch --to $'a\nb' --format mail -r m.yaml f.tsv
cp-watch: --to: is one line
cp-watch --format tvs -r m.yaml f.tsv
cp-watch: --format: 'tvs' is not one of table, tsv, json, prom, mail, nagios (did you mean 'tsv'?)
END
}

@test "cp-report" {
    refused <<'END'
cp-report --format htlm f.tsv
cp-report: --format: 'htlm' is not one of text, html, md, csv, xlsx, tsv, table, json (did you mean 'html'?)
cp-report --only nothing f.tsv
cp-report: --only: 'nothing' is not one of
cp-report --only headline,headline f.tsv
cp-report: --only: headline stands twice
cp-report a.tsv b.tsv
cp-report: a.tsv: cannot open: No such file or directory
END
}

@test "cp-sell" {
    refused <<'END'
cp-sell --quote x -p plan.yaml f.tsv
cp-sell: there are no 'surplus' facts: cp-allocate writes them
cp-sell --stress x -p plan.yaml f.tsv
cp-sell: --stress: 'x' is none of bust, obsolescence and basis
END
}

@test "cp-solve" {
    refused <<'END'
cp-solve --engine nothing f.mps
cp-solve: engine 'nothing' is not one of
cp-solve --presolve maybe f.mps
cp-solve: --presolve: 'maybe' is neither yes nor no
cp-solve nowhere.mps
cp-solve: nowhere.mps: cannot open: No such file or directory
cp-solve a.mps b.mps
cp-solve: one file is read, not 'b.mps' too
cp-solve --tolerance 0 f.mps
cp-solve: --tolerance: '0' is not a number above 0
END
}

@test "cp-supplier" {
    refused <<'END'
cp-supplier --calculate eoq -p plan.yaml
cp-supplier: --calculate reads no plan and no facts
cp-supplier --calculate nothing
cp-supplier: --calculate: unknown model 'nothing'
cp-supplier --service-level 2 -p plan.yaml f.tsv
cp-supplier: --service-level: '2' is not a share above 0 % and below 100 %
END
}

@test "capplan" {
    refused <<'END'
capplan nothing
capplan: there is no command 'nothing'; capplan lists them
capplan alocate
capplan: there is no command 'alocate' (did you mean 'allocate'?)
capplan run
capplan run: no plan was given; use -p FILE; cp-plan init -o FILE begins one
capplan run -p plan.yaml --store h.db
capplan run: --store and --name go together
capplan run -p plan.yaml --name x
capplan run: --store and --name go together
capplan run -p plan.yaml --note x
capplan run: --as-of, --at and --note go with --store
capplan run -p plan.yaml --as-of 2027-01-01
capplan run: --as-of, --at and --note go with --store
capplan run -p plan.yaml --at 2027-01-01
capplan run: --as-of, --at and --note go with --store
capplan run -p plan.yaml --against f.tsv
capplan run: --against goes with --report or --store
capplan run -p plan.yaml --keep f.tsv/x
capplan run: f.tsv/x: cannot make it: Not a directory
capplan run -p plan.yaml --stages allocate,allocate
capplan run: --stages: allocate stands twice
capplan run -p plan.yaml --stages alocate
capplan run: --stages: 'alocate' is not one of forecast, supplier, allocate, finance (did you mean 'allocate'?)
capplan run -p plan.yaml --with allocate
capplan run: --with: 'allocate' is not STAGE=OPTIONS
capplan run -p plan.yaml --with alocate=--check
capplan run: --with: 'alocate' is not one of forecast, supplier, allocate, finance (did you mean 'allocate'?)
capplan run -p plan.yaml --time-limit -1
capplan run: --time-limit: '-1' is not a number above 0
END
}
