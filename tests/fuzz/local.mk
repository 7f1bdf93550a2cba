# Fuzz targets replay their corpora in `make check`. To fuzz for real, with clang:
#   clang -g -O1 -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Ilib tests/fuzz/plan.c \
#     lib/base/*.c lib/facts/*.c lib/plan/*.c lib/plan/*/*.c -lyaml -ludunits2 -lm -o fuzz-plan
#   ./fuzz-plan tests/fuzz/corpus/plan
fuzz_targets = tests/fuzz/plan
tests_fuzz_plan_SOURCES = tests/fuzz/plan.c tests/fuzz/replay.c

fuzz_targets += tests/fuzz/facts
tests_fuzz_facts_SOURCES = tests/fuzz/facts.c tests/fuzz/replay.c

fuzz_targets += tests/fuzz/mps
tests_fuzz_mps_SOURCES = tests/fuzz/mps.c tests/fuzz/replay.c
fuzz_targets += tests/fuzz/flows
tests_fuzz_flows_SOURCES = tests/fuzz/flows.c tests/fuzz/replay.c

check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)
EXTRA_DIST += tests/fuzz/corpus
