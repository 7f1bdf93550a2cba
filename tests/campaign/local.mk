# Campaigns: what takes too long for `make check`, each a target that fails when something is wrong. Their
# figures stand in doc/reliability.md.
campaigns = allocations calls kills limits memcheck pipelines places
EXTRA_DIST += tests/campaign/campaign.bash tests/campaign/fail.c
EXTRA_DIST += tests/campaign/allocations tests/campaign/calls tests/campaign/kills tests/campaign/limits
EXTRA_DIST += tests/campaign/memcheck tests/campaign/pipelines tests/campaign/places

tests/campaign/fail.so: tests/campaign/fail.c
	$(MKDIR_P) tests/campaign
	$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -O2 -shared -fPIC -o $@ $(srcdir)/tests/campaign/fail.c
CLEANFILES += tests/campaign/fail.so

# COMMANDS='cp-plan cp-report': of these alone.
COMMANDS =
.PHONY: campaigns $(campaigns:%=campaign-%) campaign-fuzz
campaigns: $(campaigns:%=campaign-%) campaign-fuzz check-long
$(campaigns:%=campaign-%): all tests/campaign/fail.so
	@$(AM_TESTS_ENVIRONMENT) bash $(srcdir)/tests/campaign/$(@:campaign-%=%) $(COMMANDS)

# A million inputs for every parser, from the corpora on.
campaign-fuzz:
	$(MAKE) fuzz FUZZ_LIMIT=-runs=1000000
