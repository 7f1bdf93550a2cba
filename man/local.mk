dist_man_MANS += man/capplan.7
dist_man_MANS += man/cp-allocate.1
dist_man_MANS += man/cp-solve.1
dist_man_MANS += man/cp-report.1 man/cp-supplier.1
dist_man_MANS += man/cp-forecast.1
dist_man_MANS += man/capplan-facts.5

# After a change of lib/facts/registry.c.
update-measures: tests/cli/measures$(EXEEXT)
	tests/cli/measures$(EXEEXT) >measures.tmp
	$(SED) -i -e '/^\.\\" measures:/,/^\.\\" end of measures/{/^\.\\"/!d}' \
		-e '/^\.\\" measures:/r measures.tmp' $(srcdir)/man/capplan-facts.5
	rm -f measures.tmp
.PHONY: update-measures
