# TESTS += tests/cli/NAME.bats, and EXTRA_DIST
check_PROGRAMS += tests/cli/cp-pass
tests_cli_cp_pass_SOURCES = tests/cli/cp-pass.c
tests_cli_cp_pass_LDADD = libcapplan_cli.a libcapplan.a $(CP_LIBS)
TESTS += tests/cli/cli.bats
EXTRA_DIST += tests/cli/cli.bats
TESTS += tests/cli/plan.bats
EXTRA_DIST += tests/cli/plan.bats
