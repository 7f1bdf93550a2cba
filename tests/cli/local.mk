# TESTS += tests/cli/NAME.bats, and EXTRA_DIST
