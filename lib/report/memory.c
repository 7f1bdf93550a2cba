/* Memory of the report: what cannot be had is noted. */
#include "report/internal.h"

void *cp_report_reserve(struct cp_report *r, size_t n, size_t size) {
    void *p = cp_arena_calloc(&r->arena, n, size);
    r->oom |= !p;
    return p;
}

const char *cp_report_kept(struct cp_report *r, const char *text) {
    r->oom |= !text;
    return text ? text : "";
}
