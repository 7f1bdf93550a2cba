/* What is no error, told to whoever asked for it. */
#include "base/base.h"

void cp_tell(cp_teller *t, void *ctx, const char *fmt, ...) {
    struct cp_str text = {0};
    va_list ap;
    if (!t)
        return;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    if (!text.oom)
        t(ctx, text.s);
    cp_str_release(&text);
}
