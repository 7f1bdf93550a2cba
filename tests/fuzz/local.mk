# Fuzz targets replay their corpora in `make check`; `make fuzz` fuzzes, with clang's libFuzzer.
fuzz_targets = tests/fuzz/facts tests/fuzz/flows tests/fuzz/forecast tests/fuzz/import tests/fuzz/lptext tests/fuzz/market tests/fuzz/mps tests/fuzz/plan \
	tests/fuzz/store tests/fuzz/watch
if FUZZING
fuzz_main =
fuzz_flags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_flags = $(AM_LDFLAGS)
endif
tests_fuzz_facts_SOURCES = tests/fuzz/facts.c $(fuzz_main)
tests_fuzz_facts_LDFLAGS = $(fuzz_flags)
tests_fuzz_flows_SOURCES = tests/fuzz/flows.c $(fuzz_main)
tests_fuzz_flows_LDFLAGS = $(fuzz_flags)
tests_fuzz_forecast_SOURCES = tests/fuzz/forecast.c $(fuzz_main)
tests_fuzz_forecast_LDFLAGS = $(fuzz_flags)
tests_fuzz_import_SOURCES = tests/fuzz/import.c $(fuzz_main)
tests_fuzz_import_LDFLAGS = $(fuzz_flags)
tests_fuzz_lptext_SOURCES = tests/fuzz/lptext.c tests/fuzz/program.h $(fuzz_main)
tests_fuzz_lptext_LDFLAGS = $(fuzz_flags)
tests_fuzz_market_SOURCES = tests/fuzz/market.c $(fuzz_main)
tests_fuzz_market_LDFLAGS = $(fuzz_flags)
tests_fuzz_mps_SOURCES = tests/fuzz/mps.c tests/fuzz/program.h $(fuzz_main)
tests_fuzz_mps_LDFLAGS = $(fuzz_flags)
tests_fuzz_plan_SOURCES = tests/fuzz/plan.c $(fuzz_main)
tests_fuzz_plan_LDFLAGS = $(fuzz_flags)
tests_fuzz_store_SOURCES = tests/fuzz/store.c $(fuzz_main)
tests_fuzz_store_LDFLAGS = $(fuzz_flags)
tests_fuzz_watch_SOURCES = tests/fuzz/watch.c $(fuzz_main)
tests_fuzz_watch_LDFLAGS = $(fuzz_flags)

EXTRA_PROGRAMS += $(fuzz_targets)
CLEANFILES += $(fuzz_targets)
TESTS += $(fuzz_targets)
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/leaks

.PHONY: fuzz-all
fuzz-all: $(fuzz_targets)
	@LSAN_OPTIONS=suppressions=$(abs_srcdir)/tests/fuzz/leaks:print_suppressions=0; export LSAN_OPTIONS; \
	for target in $(fuzz_targets); do \
	    name=`basename $$target`; \
	    $(MKDIR_P) found/$$name; \
	    ./$$target $(FUZZ_LIMIT) -timeout=10 -artifact_prefix=$$name- -print_final_stats=1 \
	        found/$$name $(srcdir)/tests/fuzz/corpus/$$name >$$name.log 2>&1 || { tail -n 40 $$name.log; exit 1; }; \
	    $(AWK) -v name=$$name '/number_of_executed_units/ { n = $$2 } / cov: / { c = $$4; k = $$8 } \
	        END { print name ": " n " inputs, " c " edges, " k " inputs kept" }' $$name.log; \
	done
