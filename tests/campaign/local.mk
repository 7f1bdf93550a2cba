# What takes too long for `make check`: each a target that fails when something is wrong. What they have
# found is in doc/reliability.md. LIMIT=3: a short one; COMMANDS='cp-plan cp-report': of these alone.
campaigns = allocations calls kills limits memcheck options pipelines places
EXTRA_DIST += $(campaigns:%=tests/campaign/%) tests/campaign/campaign.bash tests/campaign/fail.c

tests/campaign/fail.so: tests/campaign/fail.c
	@$(MKDIR_P) tests/campaign
	$(AM_V_CC)$(CC) -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -O2 -fexceptions -shared -fPIC -o $@ \
	    $(srcdir)/tests/campaign/fail.c
CLEANFILES += tests/campaign/fail.so

.PHONY: campaigns $(campaigns:%=campaign-%) campaign-fuzz campaign-mutations
campaigns: $(campaigns:%=campaign-%) campaign-mutations campaign-fuzz
$(campaigns:%=campaign-%): all tests/campaign/fail.so
	@$(AM_TESTS_ENVIRONMENT) bash $(srcdir)/tests/campaign/$(@:campaign-%=%) $(COMMANDS)

# A million inputs for every parser, from the corpora on: by libFuzzer, and mutated at random.
campaign-fuzz:
	$(MAKE) fuzz FUZZ_LIMIT=-runs=1000000
campaign-mutations: $(fuzz_targets)
	@for target in $(fuzz_targets); do \
	    set -- $(srcdir)/tests/fuzz/corpus/`basename $$target`/*; \
	    each=`expr $${LIMIT:-1000000} / $$# + 1`; \
	    ./$$target --mutate $$each "$$@" >mutations.log || { echo "$$target: it failed on what is kept as crash"; exit 1; }; \
	    echo "`basename $$target`: `expr $$each \* $$#` inputs"; \
	done; rm -f mutations.log
