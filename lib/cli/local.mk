libcapplan_cli_a_SOURCES += lib/cli/arguments.c lib/cli/cli.h lib/cli/input.c lib/cli/internal.h lib/cli/main.c \
	lib/cli/options.c lib/cli/output.c lib/cli/plan.c
