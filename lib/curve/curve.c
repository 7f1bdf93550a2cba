/* A forward curve by days and hours. */
#include "curve/internal.h"
#include <math.h>
#include <string.h>

static int count_hours(struct cp_curve *c, struct cp_arena *arena, struct cp_error *err) {
    for (size_t k = 0; k < 2; k++) {
        c->hours[k] = cp_arena_calloc(arena, c->nday + 1, sizeof(double));
        c->price[k] = cp_arena_calloc(arena, c->nday + 1, sizeof(double));
        if (!c->hours[k] || !c->price[k])
            return cp_fail_nomem(err);
    }
    for (size_t d = 0; d < c->nday; d++) {
        int32_t day = c->first + (int32_t)d;
        int64_t end = cp_curve_day_start(&c->calendar, day + 1);
        for (int64_t h = cp_curve_day_start(&c->calendar, day); h < end; h++)
            c->hours[cp_curve_is_peak(&c->calendar, h) ? CP_CURVE_PEAK : CP_CURVE_OFFPEAK][d]++;
    }
    return 0;
}

static bool has_peak(const struct cp_curve *c) {
    for (size_t i = 0; i < c->nquote; i++)
        if (c->quote[i].hours != CP_CURVE_BASE)
            return true;
    return false;
}

static void make_steps(struct cp_curve *c) {
    for (size_t p = 0; p < c->npiece; p++)
        for (int32_t d = c->piece[p].from; d < c->piece[p].until; d++)
            for (size_t k = 0; k < 2; k++)
                c->price[k][d - c->first] = c->piece[p].price[k];
}

/* Of one kind of hour or, where quotes tell none apart, of all at once. */
static int make_smooth(struct cp_curve *c, struct cp_arena *arena, struct cp_error *err) {
    bool peak = has_peak(c);
    double *all = cp_arena_calloc(arena, c->nday + 1, sizeof *all);
    int rc = all ? 0 : CP_ENOMEM;
    for (size_t d = 0; rc == 0 && d < c->nday; d++)
        all[d] = c->hours[0][d] + c->hours[1][d];
    for (size_t k = 0; rc == 0 && k < (peak ? 2 : 1); k++) {
        const struct cp_curve_smooth s = {.npiece = c->npiece,
                                          .first = k,
                                          .piece = c->piece,
                                          .weight = peak ? c->hours[k] : all,
                                          .level_end = !c->of->free_end};
        rc = cp_curve_smooth(&s, c->price[k]);
    }
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(err);
    if (rc)
        return cp_fail_at(err, rc, c->quote[0].pos, "no smooth curve goes through the quotes");
    if (!peak && c->nday)
        memcpy(c->price[1], c->price[0], c->nday * sizeof(double));
    return 0;
}

static int check_floor(const struct cp_curve *c, struct cp_error *err) {
    for (size_t d = 0; d < c->nday; d++) {
        double least = fmin(c->price[0][d], c->price[1][d]);
        char day[CP_PERIOD_SIZE];
        if (!(least < c->of->floor))
            continue;
        cp_period_format(day, (struct cp_period){CP_DAY, c->first + (int32_t)d});
        return cp_fail_at(err, CP_EINPUT, c->of->pos,
                          "curves/%.80s: %.6g %s on %s is below its floor of %.6g; 'shape: steps', "
                          "or a lower floor",
                          c->of->name, least, c->of->unit.price, day, c->of->floor);
    }
    return 0;
}

enum { MONTHS = 12, TYPES = 2, HOURS = 24, CELLS = MONTHS * TYPES * HOURS };

/* Place of an hour in the table of shapes: its month, whether it is of a week-end, its hour. */
static size_t cell_of(int64_t hour) {
    int64_t day = hour / 24 - (hour % 24 < 0);
    size_t month = (size_t)((cp_period_at(CP_MONTH, hour).index % 12 + 12) % 12);
    bool weekend = ((day + 3) % 7 + 7) % 7 >= 5;
    return (month * TYPES + weekend) * HOURS + (size_t)(hour - 24 * day);
}

/* Mean of the profile by month, kind of day and hour: where it has no such day of those of the
 * month, or of the quarter. */
static int make_table(struct cp_curve *c, const struct cp_profile *p, struct cp_arena *arena,
                      struct cp_error *err) {
    double *sum = cp_calloc(2 * CELLS, sizeof *sum), *n = sum ? sum + CELLS : NULL;
    c->table = cp_arena_calloc(arena, CELLS, sizeof *c->table);
    if (!sum || !c->table) {
        free(sum);
        return cp_fail_nomem(err);
    }
    for (size_t h = 0; h < HOURS * p->nday; h++) {
        size_t cell = cell_of(24 * (int64_t)p->day[h / HOURS] + (int64_t)(h % HOURS));
        sum[cell] += p->value[h];
        n[cell]++;
    }
    for (size_t i = 0; i < CELLS; i++) {
        size_t month = i / (TYPES * HOURS), hour = i % HOURS;
        double x = sum[i], of = n[i];
        for (size_t wide = 1; of == 0 && wide <= 3; wide += 2)
            for (size_t k = 0; k < TYPES * wide; k++) {
                size_t from = (month - month % wide) * TYPES * HOURS;
                x += sum[from + k * HOURS + hour];
                of += n[from + k * HOURS + hour];
            }
        c->table[i] = x / of;
    }
    free(sum);
    return 0;
}

static size_t kind_of(const struct cp_curve *c, int64_t hour) {
    return cp_curve_is_peak(&c->calendar, hour) ? CP_CURVE_PEAK : CP_CURVE_OFFPEAK;
}

/* Hours of a kind within a piece are those of the profile in proportion, so scaled that their mean
 * stays. */
static int scale_shape(struct cp_curve *c, struct cp_arena *arena, struct cp_error *err) {
    for (size_t k = 0; k < 2; k++)
        if (!(c->shape[k] = cp_arena_calloc(arena, c->npiece + 1, sizeof(double))))
            return cp_fail_nomem(err);
    for (size_t p = 0; p < c->npiece; p++) {
        double plain[2] = {0}, shaped[2] = {0};
        int64_t end = cp_curve_day_start(&c->calendar, c->piece[p].until);
        for (int64_t h = cp_curve_day_start(&c->calendar, c->piece[p].from); h < end; h++) {
            size_t k = kind_of(c, h), d = (size_t)(cp_curve_day_of(&c->calendar, h) - c->first);
            double g = c->table[cell_of(h)];
            plain[k] += c->price[k][d];
            shaped[k] += c->price[k][d] * g;
            if (!(g >= 0))
                return cp_fail_at(err, CP_EINPUT, c->of->pos,
                                  "curves/%.80s: profile '%.80s' has an hour below 0 or without a "
                                  "value, and is no shape",
                                  c->of->name, c->of->profile);
        }
        for (size_t k = 0; k < 2; k++)
            c->shape[k][p] = plain[k] / shaped[k];
    }
    return 0;
}

int cp_curve_make(const struct cp_plan *plan, const struct cp_market_curve *of, int64_t as_of,
                  struct cp_arena *arena, struct cp_curve *out, struct cp_error *err) {
    *out = (struct cp_curve){.of = of};
    int rc = cp_curve_calendar(of, arena, &out->calendar, err);
    if (rc == 0)
        rc = cp_curve_quotes_read(plan, of, as_of, arena, &out->quote, &out->nquote, &out->past,
                                  err);
    if (rc || out->nquote == 0)
        return rc;
    int32_t last = out->quote[0].until;
    out->first = out->quote[0].from;
    for (size_t i = 1; i < out->nquote; i++) {
        out->first = out->quote[i].from < out->first ? out->quote[i].from : out->first;
        last = out->quote[i].until > last ? out->quote[i].until : last;
    }
    out->nday = (size_t)(last - out->first);
    rc = count_hours(out, arena, err);
    if (rc)
        return rc;
    const struct cp_curve_weights w = {out->first, out->nday, {out->hours[0], out->hours[1]}};
    rc = cp_curve_bootstrap(out->quote, out->nquote, &w, arena, &out->piece, &out->npiece, err);
    if (rc)
        return rc;
    if (of->smooth)
        rc = make_smooth(out, arena, err);
    else
        make_steps(out);
    if (rc == 0 && of->model.kind != CP_MODEL_NORMAL)
        rc = check_floor(out, err);
    const struct cp_profile *profile = of->profile ? cp_plan_profile(plan, of->profile) : NULL;
    if (rc == 0 && profile && profile->nday) {
        rc = make_table(out, profile, arena, err);
        if (rc == 0)
            rc = scale_shape(out, arena, err);
    }
    return rc;
}

static size_t piece_of(const struct cp_curve *c, int32_t day) {
    size_t low = 0, high = c->npiece;
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        *(c->piece[mid].from <= day ? &low : &high) = mid;
    }
    return low;
}

double cp_curve_hour(const struct cp_curve *c, int64_t hour) {
    int32_t day = cp_curve_day_of(&c->calendar, hour);
    if (day < c->first || (size_t)(day - c->first) >= c->nday)
        return NAN;
    size_t k = kind_of(c, hour);
    double price = c->price[k][day - c->first];
    return c->table ? price * c->table[cell_of(hour)] * c->shape[k][piece_of(c, day)] : price;
}

/* Whole days without a shape need no look at their hours. */
double cp_curve_mean(const struct cp_curve *c, int64_t from, int64_t until) {
    double sum = 0;
    int64_t h = from;
    while (h < until) {
        int32_t day = cp_curve_day_of(&c->calendar, h);
        int64_t start = cp_curve_day_start(&c->calendar, day);
        int64_t end = cp_curve_day_start(&c->calendar, day + 1);
        bool whole = h == start && end <= until && !c->table && day >= c->first &&
                     (size_t)(day - c->first) < c->nday;
        size_t d = whole ? (size_t)(day - c->first) : 0;
        for (size_t k = 0; whole && k < 2; k++)
            sum += c->hours[k][d] > 0 ? c->hours[k][d] * c->price[k][d] : 0;
        for (int64_t i = h; !whole && i < end && i < until; i++)
            sum += cp_curve_hour(c, i);
        h = end < until ? end : until;
    }
    return until > from ? sum / (double)(until - from) : NAN;
}
