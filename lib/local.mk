# libcapplan: every room but cli, which only our own commands use. Each room lists its files.
lib_LIBRARIES += libcapplan.a
noinst_LIBRARIES += libcapplan_cli.a
libcapplan_a_SOURCES =
libcapplan_cli_a_SOURCES =
include lib/base/local.mk
include lib/facts/local.mk
include lib/plan/local.mk
include lib/num/local.mk
include lib/lp/local.mk
include lib/forecast/local.mk
include lib/supplier/local.mk
include lib/allocate/local.mk
include lib/finance/local.mk
include lib/report/local.mk
include lib/cli/local.mk
