plandir = $(pkgincludedir)/plan
plan_HEADERS = lib/plan/plan.h
libcapplan_a_SOURCES += lib/plan/bind.c lib/plan/document.c lib/plan/include.c lib/plan/internal.h \
	lib/plan/node.c lib/plan/override.c lib/plan/plan.c lib/plan/profile.c lib/plan/scalar.c lib/plan/schema.c \
	lib/plan/schema_debt.c lib/plan/schema_demand.c lib/plan/schema_energy.c lib/plan/schema_finance.c \
	lib/plan/schema_general.c lib/plan/schema_network.c lib/plan/schema_scenario.c lib/plan/schema_site.c \
	lib/plan/schema_supply.c lib/plan/show.c lib/plan/sources.c lib/plan/value.c
libcapplan_a_SOURCES += lib/plan/values.c
