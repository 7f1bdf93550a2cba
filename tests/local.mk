# Unit tests are TAP programs, one a room or a file; command tests are bats files.
TEST_EXTENSIONS = .bats .sh
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
BATS_LOG_DRIVER = $(TAP_DRIVER)
BATS_LOG_COMPILER = $(BATS)
AM_BATS_LOG_FLAGS = --tap
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	CAPPLAN_BIN='$(abs_top_builddir)/tools'; export CAPPLAN_BIN; \
	CAPPLAN_SRC='$(abs_top_srcdir)'; export CAPPLAN_SRC; \
	CAPPLAN_BUILD='$(abs_top_builddir)'; export CAPPLAN_BUILD; \
	CAPPLAN_MAPS='$(abs_top_srcdir)/share/capplan/import'; export CAPPLAN_MAPS; \
	CAPPLAN_OBJECTS='$(libcapplan_a_OBJECTS)'; export CAPPLAN_OBJECTS; \
	ASAN_OPTIONS=allocator_may_return_null=1:malloc_context_size=6:quarantine_size_mb=64; export ASAN_OPTIONS; \
	LC_ALL=C.UTF-8; export LC_ALL;

# What takes longest stands first, so that all processors end together: source_tests, and these.
source_tests = tests/lint.sh tests/layers.sh tests/limits.sh tests/headers.sh tests/symbols.sh
TESTS += tests/lint.sh
TESTS += tests/cli/manual-examples.bats tests/cli/hedge.bats tests/cli/variants.bats
TESTS += tests/cli/questions.bats tests/cli/worked.bats tests/cli/why.bats tests/cli/solve.bats
TESTS += tests/cli/invariants.bats tests/cli/futures.bats tests/cli/install.bats tests/cli/events.bats
TESTS += tests/cli/forecast.bats tests/cli/cron.bats
# Those of whole plans; sanitized they take a quarter of an hour, which make check-sanitize-short saves.
slow_tests = $(source_tests) tests/cli/manual-examples.bats tests/cli/hedge.bats tests/cli/variants.bats
slow_tests += tests/cli/questions.bats tests/cli/worked.bats tests/cli/why.bats tests/cli/install.bats
slow_tests += tests/cli/worked-sale.bats tests/cli/desk.bats tests/cli/week.bats
slow_tests += tests/unit/hedge_choice
# and those of scripts and pages, whose commands other tests call with the same
slow_tests += tests/cli/cron.bats tests/cli/places.bats tests/cli/tutorial.bats tests/cli/recipes.bats
slow_tests += tests/cli/facts-page.bats tests/cli/campaigns.bats
# Those with more draws, or tests, under CAPPLAN_LONG: see HACKING.md.
long_tests = tests/unit/allocate_random tests/unit/allocate_stages tests/unit/finance_random
long_tests += tests/unit/forecast_paths tests/unit/hedge_random tests/unit/lp_random tests/cli/campaigns.bats
long_tests += tests/lint.sh tests/cli/manual-examples.bats

# of these, which make begins after all that wait for no program
TESTS += tests/cli/report-html.bats tests/cli/history.bats tests/cli/campaigns.bats
unit_tests =
unit_tests += tests/unit/allocate_random tests/unit/forecast_paths tests/unit/allocate_stages
unit_tests += tests/unit/finance_random tests/unit/hedge_random tests/unit/hedge_choice
unit_tests += tests/unit/finance_trace
EXTRA_DIST += tests/unit/tap.h tests/unit/starve.h
starved = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
starved += -Wl,--wrap=cp_arena_alloc,--wrap=cp_arena_calloc,--wrap=cp_arena_printf,--wrap=cp_arena_strdup
starved += -Wl,--wrap=cp_arena_strndup,--wrap=cp_grow,--wrap=cp_facts_put
# A test is the file of its name, with the library, unless something else is said.
LDADD = libcapplan.a $(CP_LIBS)

unit_tests += tests/unit/base
unit_tests += tests/unit/base_edges
unit_tests += tests/unit/temporary
unit_tests += tests/unit/zone
unit_tests += tests/unit/threads
unit_tests += tests/unit/allocate
tests_unit_allocate_SOURCES = tests/unit/allocate.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_compute
tests_unit_allocate_compute_SOURCES = tests/unit/allocate_compute.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_links
tests_unit_allocate_links_SOURCES = tests/unit/allocate_links.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_operations
tests_unit_allocate_operations_SOURCES = tests/unit/allocate_operations.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_ways
tests_unit_allocate_ways_SOURCES = tests/unit/allocate_ways.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_reserves
tests_unit_allocate_reserves_SOURCES = tests/unit/allocate_reserves.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_storage
tests_unit_allocate_storage_SOURCES = tests/unit/allocate_storage.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_emissions
tests_unit_allocate_emissions_SOURCES = tests/unit/allocate_emissions.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_commitment
tests_unit_allocate_commitment_SOURCES = tests/unit/allocate_commitment.c tests/unit/allocate_case.h
unit_tests += tests/unit/allocate_memory
tests_unit_allocate_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/allocate_network
tests_unit_allocate_network_SOURCES = tests/unit/allocate_network.c tests/unit/allocate_case.h \
    tests/unit/allocate_nodes.h
unit_tests += tests/unit/allocate_energy
tests_unit_allocate_energy_SOURCES = tests/unit/allocate_energy.c tests/unit/allocate_case.h \
    tests/unit/allocate_nodes.h
unit_tests += tests/unit/slices
tests_unit_slices_LDFLAGS = $(starved)
unit_tests += tests/unit/hedge
unit_tests += tests/unit/hedge_numbers
unit_tests += tests/unit/odds_coherence
unit_tests += tests/unit/odds_numbers
unit_tests += tests/unit/sell_numbers
unit_tests += tests/unit/sell_random
unit_tests += tests/unit/sell_memory
tests_unit_sell_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/scenario_draws
unit_tests += tests/unit/scenario_memory
tests_unit_scenario_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/scenario_numbers
unit_tests += tests/unit/hedge_book
tests_unit_hedge_choice_SOURCES = tests/unit/hedge_choice.c tests/unit/hedge_case.h tests/unit/pricing_plant.h
unit_tests += tests/unit/hedge_floor
tests_unit_hedge_floor_SOURCES = tests/unit/hedge_floor.c tests/unit/hedge_case.h
tests_unit_hedge_random_SOURCES = tests/unit/hedge_random.c tests/unit/hedge_case.h
unit_tests += tests/unit/hedge_memory
tests_unit_hedge_memory_SOURCES = tests/unit/hedge_memory.c tests/unit/hedge_case.h
tests_unit_hedge_memory_LDFLAGS = $(starved)
tests_unit_hedge_book_SOURCES = tests/unit/hedge_book.c tests/unit/hedge_case.h
tests_unit_hedge_SOURCES = tests/unit/hedge.c tests/unit/hedge_case.h
unit_tests += tests/unit/tree
unit_tests += tests/unit/allocate_parts
tests_unit_allocate_parts_SOURCES = tests/unit/allocate_parts.c tests/unit/allocate_case.h
unit_tests += tests/unit/num
unit_tests += tests/unit/num_faults
gsl_faults = -Wl,--wrap=gsl_integration_workspace_alloc,--wrap=gsl_integration_fixed_alloc
gsl_faults += -Wl,--wrap=gsl_multimin_fminimizer_alloc,--wrap=gsl_multifit_nlinear_alloc,--wrap=gsl_qrng_alloc
gsl_faults += -Wl,--wrap=gsl_permutation_alloc,--wrap=gsl_eigen_symmv_alloc,--wrap=cp_calloc
gsl_faults += -Wl,--wrap=gsl_multimin_fminimizer_set,--wrap=gsl_multimin_fminimizer_iterate
gsl_faults += -Wl,--wrap=gsl_multifit_nlinear_covar,--wrap=gsl_linalg_QR_decomp,--wrap=gsl_linalg_QR_lssolve
gsl_faults += -Wl,--wrap=gsl_linalg_LU_decomp,--wrap=gsl_linalg_LU_svx,--wrap=gsl_linalg_cholesky_svx
tests_unit_num_faults_LDFLAGS = $(AM_LDFLAGS) $(gsl_faults)
unit_tests += tests/unit/facts
unit_tests += tests/unit/facts_groups
unit_tests += tests/unit/facts_memory
tests_unit_facts_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/cashflow
unit_tests += tests/unit/cashflow_grids
unit_tests += tests/unit/lp_files
unit_tests += tests/unit/lp
tests_unit_lp_SOURCES = tests/unit/lp.c

unit_tests += tests/unit/lp_engines
unit_tests += tests/unit/lp_isolate

unit_tests += tests/unit/lp_bounds
unit_tests += tests/unit/lp_memory
unit_tests += tests/unit/lp_proof_memory
tests_unit_lp_proof_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/lp_factor
unit_tests += tests/unit/lp_fronts
tests_unit_lp_fronts_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=cp_lp_wide
unit_tests += tests/unit/lp_parts
unit_tests += tests/unit/lp_presolve
tests_unit_lp_presolve_SOURCES = tests/unit/lp_presolve.c tests/unit/lp_draw.h
unit_tests += tests/unit/lp_random
tests_unit_lp_random_SOURCES = tests/unit/lp_random.c tests/unit/lp_draw.h
unit_tests += tests/unit/lp_cuts
tests_unit_lp_cuts_SOURCES = tests/unit/lp_cuts.c tests/unit/lp_draw.h
unit_tests += tests/unit/lp_tree
unit_tests += tests/unit/lp_vertex
unit_tests += tests/unit/lp_stages
unit_tests += tests/unit/forecast_adoption
unit_tests += tests/unit/forecast_auto
unit_tests += tests/unit/forecast_calendar
unit_tests += tests/unit/forecast_seasons
unit_tests += tests/unit/forecast_shocks
unit_tests += tests/unit/forecast_methods
unit_tests += tests/unit/forecast_odd
unit_tests += tests/unit/forecast_temporal
unit_tests += tests/unit/forecast_textbook
unit_tests += tests/unit/forecast_reconcile
unit_tests += tests/unit/forecast_memory
tests_unit_forecast_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/forecast
unit_tests += tests/unit/plan
tests_unit_plan_SOURCES = tests/unit/plan.c tests/unit/plan_case.h
unit_tests += tests/unit/plan_document
tests_unit_plan_document_SOURCES = tests/unit/plan_document.c tests/unit/plan_case.h
unit_tests += tests/unit/curve
unit_tests += tests/unit/curve_plan
tests_unit_curve_SOURCES = tests/unit/curve.c tests/unit/curve_day.h
tests_unit_curve_plan_SOURCES = tests/unit/curve_plan.c tests/unit/curve_case.h \
    tests/unit/curve_day.h
unit_tests += tests/unit/curve_spot
unit_tests += tests/unit/curve_panel
unit_tests += tests/unit/curve_model
tests_unit_curve_model_SOURCES = tests/unit/curve_model.c tests/unit/curve_case.h
unit_tests += tests/unit/pricing
unit_tests += tests/unit/pricing_edges
tests_unit_pricing_edges_LDFLAGS = $(starved)
unit_tests += tests/unit/pricing_average
unit_tests += tests/unit/pricing_choice
tests_unit_pricing_choice_SOURCES = tests/unit/pricing_choice.c tests/unit/pricing_plant.h
unit_tests += tests/unit/pricing_pair
unit_tests += tests/unit/pricing_simulated
tests_unit_pricing_simulated_SOURCES = tests/unit/pricing_simulated.c tests/unit/pricing_plant.h
unit_tests += tests/unit/plan_market
tests_unit_plan_market_SOURCES = tests/unit/plan_market.c tests/unit/plan_case.h
unit_tests += tests/unit/plan_values
tests_unit_plan_values_SOURCES = tests/unit/plan_values.c tests/unit/plan_case.h
unit_tests += tests/unit/plan_findings
tests_unit_plan_findings_SOURCES = tests/unit/plan_findings.c tests/unit/plan_case.h
unit_tests += tests/unit/plan_overrides
tests_unit_plan_overrides_SOURCES = tests/unit/plan_overrides.c tests/unit/plan_case.h
unit_tests += tests/unit/plan_memory
tests_unit_plan_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/page
unit_tests += tests/unit/page_html
unit_tests += tests/unit/report
unit_tests += tests/unit/report_memory
tests_unit_report_memory_LDFLAGS = $(starved)
EXTRA_DIST += tests/cases/report/stream.tsv tests/cases/report/stream.txt
unit_tests += tests/unit/forecast_stream
unit_tests += tests/unit/forecast_series
tests_unit_forecast_calendar_SOURCES = tests/unit/forecast_calendar.c tests/unit/forecast_text.h
tests_unit_forecast_odd_SOURCES = tests/unit/forecast_odd.c tests/unit/forecast_text.h
tests_unit_forecast_series_SOURCES = tests/unit/forecast_series.c tests/unit/forecast_text.h
unit_tests += tests/unit/forecast_backtest
tests_unit_forecast_backtest_SOURCES = tests/unit/forecast_backtest.c tests/unit/forecast_text.h
unit_tests += tests/unit/forecast_plan
tests_unit_forecast_plan_SOURCES = tests/unit/forecast_plan.c tests/unit/forecast_case.h
unit_tests += tests/unit/forecast_plan_memory
tests_unit_forecast_plan_memory_SOURCES = tests/unit/forecast_plan_memory.c tests/unit/forecast_case.h
tests_unit_forecast_plan_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/forecast_effects
tests_unit_forecast_effects_SOURCES = tests/unit/forecast_effects.c tests/unit/forecast_case.h
unit_tests += tests/unit/forecast_bridge
tests_unit_forecast_bridge_SOURCES = tests/unit/forecast_bridge.c tests/unit/forecast_case.h
unit_tests += tests/unit/forecast_driver
tests_unit_forecast_driver_SOURCES = tests/unit/forecast_driver.c tests/unit/forecast_case.h
unit_tests += tests/unit/store
unit_tests += tests/unit/store_headline
unit_tests += tests/unit/store_difference
unit_tests += tests/unit/store_faults
tests_unit_store_faults_SOURCES = tests/unit/store_faults.c tests/unit/store_case.h
tests_unit_store_faults_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sqlite3_prepare_v2,--wrap=sqlite3_step \
    -Wl,--wrap=sqlite3_exec,--wrap=sqlite3_extended_errcode
unit_tests += tests/unit/store_memory
tests_unit_store_memory_SOURCES = tests/unit/store_memory.c tests/unit/store_case.h
tests_unit_store_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/solution
tests_unit_solution_LDFLAGS = $(starved)
unit_tests += tests/unit/commands
tests_unit_commands_LDFLAGS = $(starved)
tests_unit_commands_LDADD = $(command_libs)
unit_tests += tests/unit/trials
tests_unit_trials_LDFLAGS = $(starved)
tests_unit_trials_LDADD = $(command_libs)
unit_tests += tests/unit/import_tables
unit_tests += tests/unit/import_memory
tests_unit_import_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/watch
unit_tests += tests/unit/watch_machine
unit_tests += tests/unit/pgp2
unit_tests += tests/unit/merge_memory
tests_unit_merge_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/odds_files
unit_tests += tests/unit/odds_memory
tests_unit_odds_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/watch_memory
tests_unit_watch_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/supplier
unit_tests += tests/unit/award
tests_unit_award_SOURCES = tests/unit/award.c tests/unit/award_case.h
unit_tests += tests/unit/award_random
tests_unit_award_random_SOURCES = tests/unit/award_random.c tests/unit/award_case.h
unit_tests += tests/unit/award_memory
tests_unit_award_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/calculate
tests_unit_calculate_LDFLAGS = $(starved)
unit_tests += tests/unit/bill_award
unit_tests += tests/unit/bill_memory
tests_unit_bill_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/stock
unit_tests += tests/unit/finance
tests_unit_finance_SOURCES = tests/unit/finance.c tests/unit/finance_structure.h
# random plans, and what recomputes their facts
plan_checker =
plan_checker += tests/unit/allocate_check.c
plan_checker += tests/unit/allocate_check.h
plan_checker += tests/unit/allocate_check_assets.c
plan_checker += tests/unit/allocate_check_contracts.c
plan_checker += tests/unit/allocate_check_costs.c
plan_checker += tests/unit/allocate_check_fleet.c
plan_checker += tests/unit/allocate_check_integers.c
plan_checker += tests/unit/allocate_check_links.c
plan_checker += tests/unit/allocate_check_network.c
plan_checker += tests/unit/allocate_check_policy.c \
    tests/unit/allocate_check_reserves.c
plan_checker += tests/unit/allocate_check_sites.c
plan_checker += tests/unit/allocate_check_storage.c
plan_checker += tests/unit/allocate_check_work.c
plan_checker += tests/unit/allocate_maker.h
plan_checker += tests/unit/allocate_plans.c
plan_checker += tests/unit/allocate_plans_energy.c
plan_checker += tests/unit/allocate_plans.h
tests_unit_allocate_random_SOURCES = tests/unit/allocate_random.c $(plan_checker)
tests_unit_allocate_stages_SOURCES = tests/unit/allocate_stages.c $(plan_checker)
unit_tests += tests/unit/finance_memory
tests_unit_finance_memory_LDFLAGS = $(starved)
unit_tests += tests/unit/finance_funding
tests_unit_finance_funding_SOURCES = tests/unit/finance_funding.c \
	tests/unit/finance_structure.h tests/unit/tap.h
unit_tests += tests/unit/finance_groups
tests_unit_finance_groups_SOURCES = tests/unit/finance_groups.c tests/unit/finance_structure.h \
	tests/unit/tap.h
unit_tests += tests/unit/finance_leases
tests_unit_finance_leases_SOURCES = tests/unit/finance_leases.c tests/unit/finance_structure.h \
	tests/unit/tap.h
tests_unit_finance_random_SOURCES = tests/unit/finance_random.c tests/unit/finance_draw.h \
	tests/unit/finance_terms.h tests/unit/finance_structure.h
unit_tests += tests/unit/finance_tax
tests_unit_finance_tax_SOURCES = tests/unit/finance_tax.c tests/unit/finance_structure.h \
	tests/unit/tap.h
tests_unit_finance_trace_SOURCES = tests/unit/finance_trace.c tests/unit/finance_draw.h \
	tests/unit/finance_terms.h tests/unit/finance_structure.h

# Those that start threads; not memory tests, which ThreadSanitizer's own allocations would upset.
threaded_tests = tests/unit/threads
threaded_tests += tests/unit/lp tests/unit/lp_factor tests/unit/lp_parts tests/unit/lp_presolve
threaded_tests += tests/unit/lp_random tests/unit/lp_stages tests/unit/lp_vertex
threaded_tests += tests/unit/forecast tests/unit/forecast_auto tests/unit/forecast_plan
threaded_tests += tests/unit/forecast_driver
threaded_tests += tests/unit/forecast_reconcile tests/unit/supplier
threaded_tests += tests/cli/forecast.bats tests/cli/finance.bats tests/cli/supplier.bats

# Not check_PROGRAMS: each is built when its test runs, so that a run of one builds one. Before a run of
# all they are built by themselves: make starts what needs no building first, and would end with the longest.
EXTRA_PROGRAMS += $(unit_tests)
.PHONY: check-programs
check-programs: $(unit_tests)
CLEANFILES += $(unit_tests)
TESTS += $(unit_tests)
EXTRA_DIST += tests/lint.sh tests/tap.sh
TESTS += tests/layers.sh tests/limits.sh tests/headers.sh tests/symbols.sh
EXTRA_DIST += tests/layers.sh tests/limits.sh tests/headers.sh tests/symbols.sh
EXTRA_DIST += tests/coverage.sh tests/outputs/outputs.sh tests/outputs/commands tests/outputs/checksums

# Every command's outputs, held against those recorded.
.PHONY: check-outputs
check-outputs: all
	CAPPLAN_BIN='$(abs_top_builddir)/tools' bash $(srcdir)/tests/outputs/outputs.sh compare

# Random tests with as many draws as are worth it once; DRAWS=3: three times as many.
DRAWS = 1
.PHONY: check-long
check-long: all
	CAPPLAN_LONG=$(DRAWS) $(MAKE) check TESTS='$(long_tests)'

include tests/cli/local.mk
include tests/fuzz/local.mk
include tests/campaign/local.mk
