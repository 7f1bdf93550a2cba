libcapplan_cli_a_SOURCES += lib/cli/cli.c lib/cli/cli.h
