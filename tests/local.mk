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
	ASAN_OPTIONS=allocator_may_return_null=1; export ASAN_OPTIONS; \
	LC_ALL=C.UTF-8; export LC_ALL;

unit_tests =
EXTRA_DIST += tests/unit/tap.h tests/unit/starve.h
starved = $(AM_LDFLAGS) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
unit_libs = libcapplan.a $(CP_LIBS)

unit_tests += tests/unit/base
tests_unit_base_SOURCES = tests/unit/base.c
tests_unit_base_LDADD = $(unit_libs)

unit_tests += tests/unit/allocate
tests_unit_allocate_SOURCES = tests/unit/allocate.c tests/unit/allocate_case.h
tests_unit_allocate_LDADD = $(unit_libs)

unit_tests += tests/unit/allocate_compute
tests_unit_allocate_compute_SOURCES = tests/unit/allocate_compute.c tests/unit/allocate_case.h
tests_unit_allocate_compute_LDADD = $(unit_libs)

unit_tests += tests/unit/allocate_network
tests_unit_allocate_network_SOURCES = tests/unit/allocate_network.c tests/unit/allocate_case.h
tests_unit_allocate_network_LDADD = $(unit_libs)

unit_tests += tests/unit/num
tests_unit_num_SOURCES = tests/unit/num.c
tests_unit_num_LDADD = $(unit_libs)

unit_tests += tests/unit/facts
tests_unit_facts_SOURCES = tests/unit/facts.c
tests_unit_facts_LDADD = $(unit_libs)

unit_tests += tests/unit/facts_memory
tests_unit_facts_memory_SOURCES = tests/unit/facts_memory.c
tests_unit_facts_memory_LDADD = $(unit_libs)
tests_unit_facts_memory_LDFLAGS = $(starved)

unit_tests += tests/unit/finance_value
tests_unit_finance_value_SOURCES = tests/unit/finance_value.c
tests_unit_finance_value_LDADD = $(unit_libs)

unit_tests += tests/unit/finance_grids
tests_unit_finance_grids_SOURCES = tests/unit/finance_grids.c
tests_unit_finance_grids_LDADD = $(unit_libs)

unit_tests += tests/unit/lp
tests_unit_lp_SOURCES = tests/unit/lp.c
tests_unit_lp_LDADD = $(unit_libs)

unit_tests += tests/unit/lp_memory
tests_unit_lp_memory_SOURCES = tests/unit/lp_memory.c
tests_unit_lp_memory_LDADD = $(unit_libs)

unit_tests += tests/unit/lp_proof_memory
tests_unit_lp_proof_memory_SOURCES = tests/unit/lp_proof_memory.c
tests_unit_lp_proof_memory_LDADD = $(unit_libs)
tests_unit_lp_proof_memory_LDFLAGS = $(starved)

unit_tests += tests/unit/lp_parts
tests_unit_lp_parts_SOURCES = tests/unit/lp_parts.c
tests_unit_lp_parts_LDADD = $(unit_libs)

unit_tests += tests/unit/lp_random
tests_unit_lp_random_SOURCES = tests/unit/lp_random.c
tests_unit_lp_random_LDADD = $(unit_libs)

unit_tests += tests/unit/lp_stages
tests_unit_lp_stages_SOURCES = tests/unit/lp_stages.c
tests_unit_lp_stages_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_auto
tests_unit_forecast_auto_SOURCES = tests/unit/forecast_auto.c
tests_unit_forecast_auto_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_methods
tests_unit_forecast_methods_SOURCES = tests/unit/forecast_methods.c
tests_unit_forecast_methods_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_textbook
tests_unit_forecast_textbook_SOURCES = tests/unit/forecast_textbook.c
tests_unit_forecast_textbook_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_reconcile
tests_unit_forecast_reconcile_SOURCES = tests/unit/forecast_reconcile.c
tests_unit_forecast_reconcile_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_memory
tests_unit_forecast_memory_SOURCES = tests/unit/forecast_memory.c
tests_unit_forecast_memory_LDADD = $(unit_libs)
tests_unit_forecast_memory_LDFLAGS = $(starved)

unit_tests += tests/unit/forecast
tests_unit_forecast_SOURCES = tests/unit/forecast.c
tests_unit_forecast_LDADD = $(unit_libs)

unit_tests += tests/unit/plan
tests_unit_plan_SOURCES = tests/unit/plan.c
tests_unit_plan_LDADD = $(unit_libs)

unit_tests += tests/unit/plan_memory
tests_unit_plan_memory_SOURCES = tests/unit/plan_memory.c
tests_unit_plan_memory_LDFLAGS = $(starved)
tests_unit_plan_memory_LDADD = $(unit_libs)

unit_tests += tests/unit/report
tests_unit_report_SOURCES = tests/unit/report.c
tests_unit_report_LDADD = $(unit_libs)
EXTRA_DIST += tests/cases/report/stream.tsv tests/cases/report/stream.txt

unit_tests += tests/unit/forecast_series
tests_unit_forecast_series_SOURCES = tests/unit/forecast_series.c
tests_unit_forecast_series_LDADD = $(unit_libs)

unit_tests += tests/unit/forecast_plan
tests_unit_forecast_plan_SOURCES = tests/unit/forecast_plan.c
tests_unit_forecast_plan_LDADD = $(unit_libs)

unit_tests += tests/unit/supplier
tests_unit_supplier_SOURCES = tests/unit/supplier.c
tests_unit_supplier_LDADD = $(unit_libs)

unit_tests += tests/unit/award
tests_unit_award_SOURCES = tests/unit/award.c
tests_unit_award_LDADD = $(unit_libs)

unit_tests += tests/unit/award_memory
tests_unit_award_memory_SOURCES = tests/unit/award_memory.c
tests_unit_award_memory_LDADD = $(unit_libs)
tests_unit_award_memory_LDFLAGS = $(starved)

unit_tests += tests/unit/stock
tests_unit_stock_SOURCES = tests/unit/stock.c
tests_unit_stock_LDADD = $(unit_libs)

unit_tests += tests/unit/finance
tests_unit_finance_SOURCES = tests/unit/finance.c tests/unit/finance_structure.h
tests_unit_finance_LDADD = $(unit_libs)

unit_tests += tests/unit/allocate_random
tests_unit_allocate_random_SOURCES = tests/unit/allocate_random.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_plans.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_plans.h
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check_costs.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check_assets.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check_network.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check_policy.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check_integers.c
tests_unit_allocate_random_SOURCES += tests/unit/allocate_check.h
tests_unit_allocate_random_LDADD = $(unit_libs)

unit_tests += tests/unit/allocate_stages
tests_unit_allocate_stages_SOURCES = tests/unit/allocate_stages.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_plans.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_plans.h
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check_costs.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check_assets.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check_network.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check_policy.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check_integers.c
tests_unit_allocate_stages_SOURCES += tests/unit/allocate_check.h
tests_unit_allocate_stages_LDADD = $(unit_libs)

unit_tests += tests/unit/finance_memory
tests_unit_finance_memory_SOURCES = tests/unit/finance_memory.c
tests_unit_finance_memory_LDADD = $(unit_libs)
tests_unit_finance_memory_LDFLAGS = $(starved)

unit_tests += tests/unit/finance_random
tests_unit_finance_random_SOURCES = tests/unit/finance_random.c tests/unit/finance_structure.h
tests_unit_finance_random_LDADD = $(unit_libs)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
TESTS += tests/lint.sh
EXTRA_DIST += tests/lint.sh
TESTS += tests/layers.sh
EXTRA_DIST += tests/layers.sh
include tests/cli/local.mk
include tests/fuzz/local.mk
