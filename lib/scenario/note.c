/* Whom to tell. */
#include "scenario/internal.h"

void cp_scenario_note(const struct cp_scenario_set *s, const char *fmt, ...) {
    struct cp_str text = {0};
    va_list ap;
    if (!s->opt.note)
        return;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    if (!text.oom)
        s->opt.note(s->opt.note_ctx, text.s);
    cp_str_release(&text);
}
