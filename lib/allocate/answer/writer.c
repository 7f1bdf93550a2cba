/* Facts of an answer, one after another. */
#include "allocate/answer/answer.h"
#include <math.h>

/* Below this part of a thing's own size, the tolerance of an answer, a number is noise, and not
 * written. */
static const double noise = 1e-8;

void cp_allocate_put(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                     double value) {
    if (w->rc)
        return;
    f.measure = measure;
    f.value = value;
    if (!f.dim[CP_SCENARIO])
        f.dim[CP_SCENARIO] = w->m->scenario_name;
    if (t != NONE)
        f.dim[CP_PERIOD] = w->m->time.text[t];
    w->rc = cp_facts_put(w->facts, &f, w->m->err);
}

bool cp_allocate_reports(const struct cp_writer *w, size_t c, struct cp_fact *f) {
    uint8_t decided = w->m->decided ? w->m->decided[c] : RECOURSE;
    f->dim[CP_SCENARIO] = decided == RECOURSE ? NULL : "-";
    return decided != FIRST_STAGE_REPORTED;
}

void cp_allocate_put_some(struct cp_writer *w, const char *measure, struct cp_fact f, size_t t,
                          double value, double scale) {
    if (fabs(value) > noise * (1 + scale))
        cp_allocate_put(w, measure, f, t, value);
}

/* Whoever decides on the latest build, and so knows the others, reports it. */
void cp_allocate_put_capacity(struct cp_writer *w, const struct cp_capacity *s, struct cp_fact f,
                              size_t t, const char *standing, const char *built) {
    const struct cp_vintage *last = NULL;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            last = &s->v[i];
    if (last && cp_allocate_reports(w, last->col, &f))
        cp_allocate_put(w, standing, f, t, cp_allocate_capacity_in(s, w->s->x, t));
    for (size_t i = 0; built && i < s->n; i++)
        if (w->m->col_tags.tag[s->v[i].col].t == t && cp_allocate_reports(w, s->v[i].col, &f))
            cp_allocate_put_some(w, built, f, t, w->s->x[s->v[i].col], 1);
}

struct cp_fact cp_allocate_in_slice(struct cp_writer *w, struct cp_fact f, size_t t, size_t h) {
    cp_slices_name(w->m->time.slice[t], h, w->slice);
    f.dim[CP_SLICE] = w->slice;
    return f;
}
