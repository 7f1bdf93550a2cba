#include "lp/model/log.h"
#include <stdarg.h>
#include <stdio.h>

void cp_lp_say(const struct cp_lp_options *opt, const char *fmt, ...) {
    char line[160];
    va_list ap;
    if (!opt->log)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    opt->log(opt->log_ctx, line);
}
