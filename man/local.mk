dist_man_MANS += man/capplan.1
dist_man_MANS += man/capplan.7
dist_man_MANS += man/capplan-cron.7
dist_man_MANS += man/capplan-questions.7
dist_man_MANS += man/capplan-recipes.7
dist_man_MANS += man/capplan-tutorial.7
dist_man_MANS += man/cp-allocate.1
dist_man_MANS += man/cp-solve.1
dist_man_MANS += man/cp-report.1
dist_man_MANS += man/cp-supplier.1
dist_man_MANS += man/cp-store.1
dist_man_MANS += man/cp-watch.1
dist_man_MANS += man/cp-market.1
dist_man_MANS += man/cp-scenario.1
dist_man_MANS += man/cp-sell.1
dist_man_MANS += man/cp-forecast.1
dist_man_MANS += man/capplan-facts.5
dist_man_MANS += man/cp-plan.1
dist_man_MANS += man/capplan-plan.5

# After a change of lib/facts/registry.c or kind.c.
update-measures: tests/cli/measures$(EXEEXT)
	for part in measures kinds; do \
	    tests/cli/measures$(EXEEXT) $$part >measures.tmp && \
	    $(SED) -i -e '/^\.\\" '$$part':/,/^\.\\" end of '$$part'/{/^\.\\"/!d}' \
		-e '/^\.\\" '$$part':/r measures.tmp' $(srcdir)/man/capplan-facts.5 || exit 1; \
	done
	rm -f measures.tmp
.PHONY: update-measures

# After a change of a table of keys in lib/plan/schema/*.c.
update-keys: tools/cp-plan$(EXEEXT) tools/cp-import$(EXEEXT)
	tools/cp-plan$(EXEEXT) keys | $(AWK) -f $(srcdir)/man/keys.awk - $(srcdir)/man/capplan-plan.5 >keys.tmp
	cat keys.tmp >$(srcdir)/man/capplan-plan.5
	tools/cp-import$(EXEEXT) --keys | $(AWK) -f $(srcdir)/man/keys.awk - $(srcdir)/man/cp-import.1 >keys.tmp
	cat keys.tmp >$(srcdir)/man/cp-import.1
	rm -f keys.tmp
.PHONY: update-keys
EXTRA_DIST += man/keys.awk
dist_man_MANS += man/cp-finance.1
dist_man_MANS += man/cp-hedge.1
dist_man_MANS += man/cp-import.1

# The manual as HTML, in html/ of the build folder.
html-local:
	$(SHELL) $(srcdir)/man/html html
EXTRA_DIST += man/html man/manual.css
