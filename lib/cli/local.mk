libcapplan_cli_a_SOURCES += lib/cli/arguments.c
libcapplan_cli_a_SOURCES += lib/cli/cli.h
libcapplan_cli_a_SOURCES += lib/cli/input.c
libcapplan_cli_a_SOURCES += lib/cli/internal.h
libcapplan_cli_a_SOURCES += lib/cli/main.c
libcapplan_cli_a_SOURCES += lib/cli/options.c
libcapplan_cli_a_SOURCES += lib/cli/output.c
libcapplan_cli_a_SOURCES += lib/cli/plan.c
