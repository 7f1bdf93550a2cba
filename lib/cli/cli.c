#include "cli/cli.h"
void cp_cli_note(const struct cp_cli *cli, const char *fmt, ...) {
    (void)cli, (void)fmt;
}
