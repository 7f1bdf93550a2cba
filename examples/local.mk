# The worked plan, and the small examples that the commands' owners add.
meta = examples/meta-compute
EXTRA_DIST += examples/README.md
EXTRA_DIST += examples/rfq/plan.yaml
EXTRA_DIST += $(meta)/plan.yaml
EXTRA_DIST += $(meta)/demand.yaml
EXTRA_DIST += $(meta)/sites.yaml
EXTRA_DIST += $(meta)/energy.yaml
EXTRA_DIST += $(meta)/supply.yaml
EXTRA_DIST += $(meta)/finance.yaml
EXTRA_DIST += $(meta)/desk.yaml
EXTRA_DIST += $(meta)/quotes.tsv
EXTRA_DIST += $(meta)/positions.tsv
EXTRA_DIST += $(meta)/instruments.tsv
EXTRA_DIST += $(meta)/watch.yaml
EXTRA_DIST += $(meta)/profiles.tsv
EXTRA_DIST += $(meta)/meta-ai-users.tsv
EXTRA_DIST += $(meta)/daily-people.tsv
EXTRA_DIST += $(meta)/variants/award
EXTRA_DIST += $(meta)/variants/backbone.yaml
EXTRA_DIST += $(meta)/variants/bids.yaml
EXTRA_DIST += $(meta)/variants/bust.yaml
EXTRA_DIST += $(meta)/variants/carbon-free.yaml
EXTRA_DIST += $(meta)/variants/demand-risk.yaml
EXTRA_DIST += $(meta)/variants/export-ban.yaml
EXTRA_DIST += $(meta)/variants/fair.yaml
EXTRA_DIST += $(meta)/variants/fleet.yaml
EXTRA_DIST += $(meta)/variants/late-power.yaml
EXTRA_DIST += $(meta)/variants/network.yaml
EXTRA_DIST += $(meta)/variants/own-power.yaml
EXTRA_DIST += $(meta)/variants/parts.yaml
EXTRA_DIST += $(meta)/variants/pledges.yaml
EXTRA_DIST += $(meta)/variants/price-spike.yaml
EXTRA_DIST += $(meta)/variants/site-loss.yaml
EXTRA_DIST += $(meta)/variants/sourcing.yaml
EXTRA_DIST += $(meta)/variants/sovereign.yaml
EXTRA_DIST += $(meta)/variants/whole.yaml
EXTRA_DIST += $(meta)/SOURCES.md
EXTRA_DIST += $(meta)/derive-profiles
EXTRA_DIST += $(meta)/reprice
EXTRA_DIST += examples/hall-parts/plan.yaml
EXTRA_DIST += examples/supply-curve/plan.yaml
EXTRA_DIST += examples/switch/copperplate0/plan.yaml
EXTRA_DIST += examples/switch/copperplate0/profiles.tsv
EXTRA_DIST += examples/switch/new_builds_only/plan.yaml
EXTRA_DIST += examples/switch/new_builds_only/profiles.tsv
EXTRA_DIST += examples/switch/3zone_toy/plan.yaml
EXTRA_DIST += examples/switch/3zone_toy/profiles.tsv
EXTRA_DIST += examples/switch/carbon_cap/plan.yaml
EXTRA_DIST += examples/switch/storage/plan.yaml
EXTRA_DIST += examples/switch/storage/profiles.tsv
EXTRA_DIST += examples/gas-price/README.md
EXTRA_DIST += examples/gas-price/henry-hub.tsv

.PHONY: demo
demo: all
	@P='$(srcdir)/$(meta)/plan.yaml' PATH='$(abs_top_builddir)/tools':"$$PATH" bash -o pipefail -c '\
	cp-forecast -p "$$P" | cp-supplier -p "$$P" | cp-allocate -q -p "$$P" --duals | \
	    cp-finance -q -p "$$P" | cp-report'
EXTRA_DIST += examples/solve/contracts.mps
EXTRA_DIST += examples/solve/short.mps
EXTRA_DIST += examples/hall-loan/plan.yaml
EXTRA_DIST += examples/hall-loan/cost.tsv
EXTRA_DIST += examples/hall-loan/flows.tsv
EXTRA_DIST += examples/hall-loan/repricing.tsv
EXTRA_DIST += examples/vendor/plan.yaml
EXTRA_DIST += examples/lands/plan.yaml
EXTRA_DIST += examples/lands/profiles.tsv
EXTRA_DIST += examples/sam-single-owner/plan.yaml
EXTRA_DIST += examples/embed/facts.c
EXTRA_DIST += examples/embed/solve.c
EXTRA_DIST += $(meta)/events.yaml
EXTRA_DIST += $(meta)/market.yaml
EXTRA_DIST += $(meta)/futures.yaml
EXTRA_DIST += $(meta)/may-come.yaml
EXTRA_DIST += $(meta)/odds.tsv
EXTRA_DIST += examples/templates/contracts.csv
EXTRA_DIST += examples/templates/fleet.csv
EXTRA_DIST += examples/templates/offers.csv
EXTRA_DIST += examples/templates/orders.csv
EXTRA_DIST += examples/templates/sites.csv

# Beside the other documents, as the manual names them.
example_files = $(filter examples/%,$(EXTRA_DIST))
install-examples:
	for file in $(example_files); do \
	    from='$(srcdir)'/$$file to='$(DESTDIR)$(docdir)'/$$file; \
	    $(MKDIR_P) "$${to%/*}" || exit 1; \
	    if test -x "$$from"; then $(INSTALL_SCRIPT) "$$from" "$$to"; else $(INSTALL_DATA) "$$from" "$$to"; fi || exit 1; \
	done
uninstall-examples:
	for file in $(example_files); do rm -f '$(DESTDIR)$(docdir)'/$$file; done
	-find '$(DESTDIR)$(docdir)' -depth -type d -empty -exec rmdir {} +
