/* What every step of the odds asks: how far ahead something is, and whom to tell. */
#include "odds/internal.h"

double cp_odds_years_to(const struct cp_odds *o, int64_t hour) {
    return hour > o->now ? cp_years_between(o->now, hour) : 0;
}

void cp_odds_note(const struct cp_odds *o, const char *fmt, ...) {
    struct cp_str text = {0};
    va_list ap;
    if (!o->opt.note)
        return;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    if (!text.oom)
        o->opt.note(o->opt.note_ctx, text.s);
    cp_str_release(&text);
}
