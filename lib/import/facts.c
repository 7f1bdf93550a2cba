/* What was read as facts: series after series, each by time; what is missing or not whole is told.
 */
#include "import/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key {
    int64_t at;
    uint32_t head;
};

/* What is told of gaps and of periods that are not whole. */
struct tally {
    size_t gaps, missing; /* runs of missing periods, and how many periods */
    size_t partial, of;   /* longer periods that are not whole, and all */
    size_t left_out;      /* days that are not whole */
    char first_out[CP_PERIOD_SIZE];
    struct cp_period worst;
    size_t worst_has, worst_wants;
    char first[CP_PERIOD_SIZE]; /* gap */
};

enum { MOST_FILLED = 10000000 }; /* values of one series that gaps are made of */

struct writer {
    const struct cp_import *im;
    struct cp_str text;
    struct cp_str *told;
    struct cp_error *err;
    struct key *key; /* of all series, one after another */
    size_t *from;    /* of each series, and the end */
    double *value;   /* room for those of one period or key */
    size_t room;
    struct tally tally;
    int rc;
};

/* ---- order --------------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b) {
    const struct key *x = a, *y = b;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at)
                          : (x->head > y->head) - (x->head < y->head);
}

static int sort_keys(struct writer *w) {
    const struct cp_import *im = w->im;
    const struct cp_import_points *p = &im->points;
    w->key = cp_calloc(p->n + 1, sizeof *w->key);
    w->from = cp_calloc(im->nseries + 2, sizeof *w->from);
    if (!w->key || !w->from)
        return cp_fail_nomem(w->err);
    for (size_t i = 0; i < p->n; i++)
        w->from[p->at[i].series + 2] += p->at[i].head;
    for (size_t s = 2; s < im->nseries + 2; s++)
        w->from[s] += w->from[s - 1];
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].head)
            w->key[w->from[p->at[i].series + 1]++] = (struct key){p->at[i].at, (uint32_t)i};
    for (size_t s = 0; s < im->nseries; s++) {
        bool sorted = true;
        for (size_t i = w->from[s] + 1; i < w->from[s + 1] && sorted; i++)
            sorted = w->key[i - 1].at <= w->key[i].at;
        if (!sorted)
            qsort(w->key + w->from[s], w->from[s + 1] - w->from[s], sizeof *w->key, by_time);
    }
    return 0;
}

/* ---- values --------------------------------------------------------------------------------- */

static bool make_room(struct writer *w, size_t n) {
    if (n <= w->room)
        return true;
    double *more = cp_realloc(w->value, n + n / 2, sizeof *more);
    if (!more)
        return false;
    w->value = more;
    w->room = n + n / 2;
    return true;
}

/* The values of a key into w->value from `n` on, in order of arrival; how many. */
static size_t add_values(struct writer *w, uint32_t head, size_t n) {
    const struct cp_import_point *p = w->im->points.at;
    size_t count = 1;
    for (uint32_t i = p[head].next; i != CP_IMPORT_NONE; i = p[i].next)
        count++;
    if (!make_room(w, n + count)) {
        w->rc = cp_fail_nomem(w->err);
        return 0;
    }
    w->value[n] = p[head].value;
    size_t k = n + count;
    for (uint32_t i = p[head].next; i != CP_IMPORT_NONE; i = p[i].next)
        w->value[--k] = p[i].value; /* a chain has the newest first */
    return count;
}

/* One value of a key, by `duplicates`. */
static double value_of(struct writer *w, uint32_t head, size_t n) {
    size_t count = add_values(w, head, n);
    if (!count)
        return NAN;
    return count == 1 ? w->value[n]
                      : cp_import_reduce(w->im->map->map.duplicates, w->value + n, count);
}

static void write_fact(struct writer *w, const struct cp_import_series *s, const char *period,
                       double value) {
    char number[CP_NUMBER_SIZE];
    if (*period) {
        cp_str_add(&w->text, period);
        cp_str_addc(&w->text, '\t');
    }
    cp_str_add(&w->text, s->dims);
    cp_str_add(&w->text, s->measure);
    cp_str_addc(&w->text, '\t');
    cp_str_addn(&w->text, number, cp_number_format(number, value * s->factor));
    cp_str_addc(&w->text, '\t');
    cp_str_add(&w->text, s->unit);
    cp_str_addc(&w->text, '\n');
}

/* ---- gaps ------------------------------------------------------------------------------------ */

static void note_gap(struct writer *w, const struct cp_import_series *s, int64_t from,
                     int64_t until) {
    const struct cp_import_clock *c = &w->im->clock;
    bool fill = w->im->map->map.gaps == CP_GAPS_NA && w->im->map->map.to == CP_TO_SAME;
    char label[CP_PERIOD_SIZE];
    if (from >= until)
        return;
    cp_import_label(c, from, label);
    if (!w->tally.gaps++)
        memcpy(w->tally.first, label, sizeof label);
    if (!fill && c->step > 1 && !c->t->workdays)
        w->tally.missing += (size_t)((until - from) / c->step);
    else
        for (; from < until && w->rc == 0; from = cp_import_next(c, from)) {
            if (++w->tally.missing > MOST_FILLED)
                w->rc = cp_fail(w->err, CP_EINPUT, "%s: more than %d values are missing from %s on",
                                s->measure, MOST_FILLED, w->tally.first);
            cp_import_label(c, from, label);
            if (fill)
                write_fact(w, s, label, NAN);
        }
}

/* ---- periods -----------------------------------------------------------------------------------
 */

static void write_same(struct writer *w, const struct cp_import_series *s, size_t from,
                       size_t until) {
    const struct cp_import_clock *c = &w->im->clock;
    bool timed = c->t->column != NULL;
    char label[CP_PERIOD_SIZE] = "";
    for (size_t i = from; i < until && w->rc == 0; i++) {
        if (timed && i > from && c->step)
            note_gap(w, s, cp_import_next(c, w->key[i - 1].at), w->key[i].at);
        if (timed)
            cp_import_label(c, w->key[i].at, label);
        write_fact(w, s, label, value_of(w, w->key[i].head, 0));
    }
}

static int too_little(struct writer *w, const struct cp_import_series *s, struct cp_period p,
                      size_t has, size_t wants, uint32_t head) {
    const struct cp_import_point *q = &w->im->points.at[head];
    char label[CP_PERIOD_SIZE];
    cp_period_format(label, p);
    return cp_fail_at(w->err, CP_EINPUT, (struct cp_pos){w->im->file[q->file], q->line, q->col},
                      "%s of %s: %zu of %zu values are there, less than the %g %% that 'cover' of "
                      "the map wants",
                      s->measure, label, has, wants, 100 * w->im->map->map.cover);
}

static void note_cover(struct writer *w, const struct cp_import_series *s, struct cp_period p,
                       size_t has, uint32_t head) {
    struct tally *t = &w->tally;
    size_t wants = cp_import_expected(&w->im->clock, p);
    t->of++;
    if (has >= wants)
        return;
    if (!t->partial++ ||
        (double)has / (double)wants < (double)t->worst_has / (double)t->worst_wants) {
        t->worst = p;
        t->worst_has = has;
        t->worst_wants = wants;
    }
    if ((double)has < w->im->map->map.cover * (double)wants)
        w->rc = too_little(w, s, p, has, wants, head);
}

/* The keys of days that have all of their values move up, and where they end is returned. */
static size_t keep_whole_days(struct writer *w, size_t from, size_t until) {
    const struct cp_import_clock *c = &w->im->clock;
    size_t kept = from;
    for (size_t i = from, end; i < until && w->rc == 0; i = end) {
        struct cp_period day = cp_import_period(c, w->key[i].at, CP_DAY);
        size_t has = 0;
        for (end = i; end < until && w->rc == 0; end++) {
            if (cp_import_period(c, w->key[end].at, CP_DAY).index != day.index)
                break;
            has += isnan(value_of(w, w->key[end].head, 0)) ? 0 : 1;
        }
        if (has < cp_import_expected(c, day)) {
            if (!w->tally.left_out++)
                cp_period_format(w->tally.first_out, day);
            continue;
        }
        memmove(w->key + kept, w->key + i, (end - i) * sizeof *w->key);
        kept += end - i;
    }
    return kept;
}

static enum cp_freq target(const struct cp_import *im) {
    static const enum cp_freq of[] = {
        [CP_TO_SAME] = CP_MINUTE, [CP_TO_HOUR] = CP_HOUR,       [CP_TO_DAY] = CP_DAY,
        [CP_TO_MONTH] = CP_MONTH, [CP_TO_QUARTER] = CP_QUARTER, [CP_TO_YEAR] = CP_YEAR};
    return of[im->map->map.to];
}

static void write_longer(struct writer *w, const struct cp_import_series *s, size_t from,
                         size_t until) {
    const struct cp_import_clock *c = &w->im->clock;
    enum cp_freq freq = target(w->im);
    for (size_t i = from, end; i < until && w->rc != CP_ENOMEM; i = end) {
        struct cp_period p = cp_import_period(c, w->key[i].at, freq);
        size_t n = 0, has = 0;
        char label[CP_PERIOD_SIZE];
        for (end = i; end < until && w->rc != CP_ENOMEM; end++) {
            struct cp_period q = cp_import_period(c, w->key[end].at, freq);
            if (q.index != p.index)
                break;
            if (end > from && c->step)
                note_gap(w, s, cp_import_next(c, w->key[end - 1].at), w->key[end].at);
            if (c->step == 0) { /* each value for itself, many at one instant */
                n += add_values(w, w->key[end].head, n);
                continue;
            }
            double x = value_of(w, w->key[end].head, n);
            if (w->rc == CP_ENOMEM)
                return;
            w->value[n++] = x;
            has += isnan(x) ? 0 : 1;
        }
        if (w->rc == CP_ENOMEM)
            return;
        note_cover(w, s, p, c->step ? has : n, w->key[i].head);
        cp_period_format(label, p);
        write_fact(w, s, label, cp_import_reduce(s->how, w->value, n));
    }
}

/* ---- all of it
 * ----------------------------------------------------------------------------------- */

static void tell_series(struct writer *w, const struct cp_import_series *s) {
    struct tally *t = &w->tally;
    char label[CP_PERIOD_SIZE];
    struct cp_str name = {0};
    if (!t->gaps && !t->partial && !t->left_out)
        return;
    for (const char *d = s->dims; *d; d += strcspn(d, "\t") + 1)
        if (strncmp(d, "-\t", 2) != 0)
            cp_str_addf(&name, " %.*s", (int)strcspn(d, "\t"), d);
    cp_str_addf(w->told, "%s%s:", s->measure, name.s ? name.s : "");
    if (t->left_out)
        cp_str_addf(w->told, " %zu day%s left out, not whole, the first %s%s", t->left_out,
                    t->left_out == 1 ? " is" : "s are", t->first_out,
                    t->gaps || t->partial ? ";" : "");
    if (t->gaps)
        cp_str_addf(w->told, " %zu value%s missing in %zu gap%s, the first at %s", t->missing,
                    t->missing == 1 ? " is" : "s are", t->gaps, t->gaps == 1 ? "" : "s", t->first);
    if (t->partial) {
        cp_period_format(label, t->worst);
        cp_str_addf(w->told, "%s %zu of %zu periods %s not whole, %s has %zu of %zu values",
                    t->gaps ? ";" : "", t->partial, t->of, t->partial == 1 ? "is" : "are", label,
                    t->worst_has, t->worst_wants);
    }
    cp_str_addc(w->told, '\n');
    if (t->gaps && w->im->map->map.gaps == CP_GAPS_ERROR)
        w->rc = cp_fail(w->err, CP_EINPUT,
                        "%s%.200s: %zu values are missing in %zu gaps, the first at %s, and 'gaps' "
                        "of the map is error",
                        s->measure, name.s ? name.s : "", t->missing, t->gaps, t->first);
    cp_str_release(&name);
}

static void write_header(struct writer *w) {
    const struct cp_import *im = w->im;
    if (im->clock.t->column)
        cp_str_add(&w->text, "period\t");
    for (size_t d = 0; d < im->dims.n; d++) {
        cp_str_add(&w->text, im->dims.text[d]);
        cp_str_addc(&w->text, '\t');
    }
    cp_str_add(&w->text, "measure\tvalue\tunit\n");
}

static void write_all(struct writer *w) {
    const struct cp_import *im = w->im;
    enum { TOLD_MOST = 20 };
    size_t told = 0, untold = 0;
    write_header(w);
    for (size_t s = 0; s < im->nseries && w->rc != CP_ENOMEM; s++) {
        size_t from = w->from[s], until = w->from[s + 1];
        size_t before = w->told->len;
        w->tally = (struct tally){0};
        if (im->map->map.whole_days)
            until = keep_whole_days(w, from, until);
        if (im->map->map.to == CP_TO_SAME)
            write_same(w, &im->series[s], from, until);
        else
            write_longer(w, &im->series[s], from, until);
        if (told < TOLD_MOST || im->map->map.gaps == CP_GAPS_ERROR)
            tell_series(w, &im->series[s]);
        else
            untold += w->tally.gaps || w->tally.partial || w->tally.left_out;
        told += w->told->len > before;
    }
    if (untold)
        cp_str_addf(w->told, "and %zu more series with gaps or periods that are not whole\n",
                    untold);
    if (im->nmissing)
        cp_str_addf(w->told, "%zu value%s NA in the file%s\n", im->nmissing,
                    im->nmissing == 1 ? " is" : "s are", im->nfile == 1 ? "" : "s");
}

static int read_back(struct writer *w, struct cp_facts *facts) {
    FILE *in = fmemopen(w->text.s, w->text.len, "r");
    if (!in)
        return cp_fail_nomem(w->err);
    int rc = cp_facts_read(facts, in, "<imported>", w->err);
    fclose(in);
    return rc;
}

int cp_import_facts(struct cp_import *im, struct cp_facts *facts, struct cp_str *told,
                    struct cp_error *err) {
    struct writer w = {.im = im, .told = told, .err = err};
    w.rc = sort_keys(&w);
    if (w.rc == 0)
        write_all(&w);
    free(w.key);
    free(w.from);
    free(w.value);
    if (w.rc == 0 && (w.text.oom || told->oom))
        w.rc = cp_fail_nomem(err);
    if (w.rc == 0)
        w.rc = read_back(&w, facts);
    cp_str_release(&w.text);
    return w.rc;
}
