# One file a command, named after it. A new command: add it to `commands`, and its man page to
# man/local.mk.
command_libs = libcapplan_cli.a libcapplan.a $(CP_LIBS)

bin_PROGRAMS += tools/cp-plan
tools_cp_plan_SOURCES = tools/cp-plan.c
tools_cp_plan_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-allocate
tools_cp_allocate_SOURCES = tools/cp-allocate.c
tools_cp_allocate_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-report tools/cp-supplier
tools_cp_report_SOURCES = tools/cp-report.c
tools_cp_report_LDADD = $(command_libs)
tools_cp_supplier_SOURCES = tools/cp-supplier.c
tools_cp_supplier_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-solve
tools_cp_solve_SOURCES = tools/cp-solve.c
tools_cp_solve_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-forecast
tools_cp_forecast_SOURCES = tools/cp-forecast.c
tools_cp_forecast_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-finance
tools_cp_finance_SOURCES = tools/cp-finance.c
tools_cp_finance_LDADD = $(command_libs)
bin_PROGRAMS += tools/cp-store
tools_cp_store_SOURCES = tools/cp-store.c
tools_cp_store_LDADD = $(command_libs)
bin_PROGRAMS += tools/capplan
tools_capplan_SOURCES = tools/capplan.c
tools_capplan_LDADD = $(command_libs)
