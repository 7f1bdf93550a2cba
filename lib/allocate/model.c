/* The program's bookkeeping: columns and rows with tags, the ledger, names. */
#include "allocate/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const cost_kind_name[COST_KINDS] = {
    "capex-site",  "om-site", "gpu", "om-gpu", "rent",    "energy",  "capacity",
    "take-or-pay", "battery", "co2", "unmet",  "revenue", "salvage",
};

static void remember(struct model *m, struct tag **tags, size_t *n, size_t *cap, struct tag tag) {
    if (!cp_grow(tags, cap, *n, sizeof tag)) {
        m->oom = true;
        return;
    }
    (*tags)[(*n)++] = tag;
}

size_t col(struct model *m, struct tag tag, double lower, double upper) {
    remember(m, &m->coltag, &m->ncoltag, &m->capcoltag, tag);
    return cp_lp_add_col(m->lp, 0, lower, upper);
}

size_t row(struct model *m, struct tag tag, double lower, double upper) {
    remember(m, &m->rowtag, &m->nrowtag, &m->caprowtag, tag);
    return cp_lp_add_row(m->lp, lower, upper);
}

size_t cols_by_slice(struct model *m, struct tag tag, double lower, double upper) {
    size_t first = m->ncoltag;
    for (tag.h = 0; tag.h < m->slice[tag.t]->n; tag.h++)
        col(m, tag, lower, upper);
    return first;
}

size_t rows_by_slice(struct model *m, struct tag tag, double lower, double upper) {
    size_t first = m->nrowtag;
    for (tag.h = 0; tag.h < m->slice[tag.t]->n; tag.h++)
        row(m, tag, lower, upper);
    return first;
}

void coef(struct model *m, size_t r, size_t c, double value) {
    if (value != 0)
        cp_lp_add_coef(m->lp, r, c, value);
}

void charge(struct model *m, struct entry e) {
    if (e.amount == 0)
        return;
    if (!cp_grow(&m->ledger, &m->capledger, m->nledger, sizeof e)) {
        m->oom = true;
        return;
    }
    m->ledger[m->nledger++] = e;
    if (e.col != NONE)
        cp_lp_add_cost(m->lp, e.col, e.amount * m->df[e.t]);
}

bool is_central(const struct cp_facts *f, size_t r) {
    return !strcmp(cp_facts_dim(f, r, CP_QUANTILE), "-") &&
           !strcmp(cp_facts_dim(f, r, CP_SCENARIO), "-");
}

bool is_capex(const struct entry *e) {
    return e->kind == COST_SITE || e->kind == COST_GPU || e->kind == COST_BATTERY;
}

size_t *indices(struct model *m, size_t n) {
    size_t *p = cp_arena_calloc(&m->arena, n, sizeof *p);
    for (size_t i = 0; p && i < n; i++)
        p[i] = NONE;
    m->oom |= !p;
    return p;
}

bool in_force(const struct model *m, size_t t, int64_t from, int64_t to) {
    int64_t start = cp_period_start(m->period[t]), end = cp_period_end(m->period[t]);
    int64_t middle = start + (end - start) / 2;
    return middle >= from && middle < to;
}

double age_of(const struct model *m, size_t from, size_t t) {
    int64_t origin = m->plan->horizon.origin;
    return cp_period_mid(m->period[t], origin) - cp_period_mid(m->period[from], origin);
}

/* Ages are sums of parts of years and lives may be so many months: half a minute is rounding. */
bool serves(double age, double life) {
    return age < life - 1e-6;
}

struct span span_of(const struct model *m, struct cp_period p) {
    const struct cp_horizon *h = &m->plan->horizon;
    int64_t first = cp_period_at(h->from.freq, cp_period_start(p)).index - h->from.index;
    int64_t last = cp_period_at(h->from.freq, cp_period_end(p) - 1).index - h->from.index;
    if (last < 0 || first >= (int64_t)m->T)
        return (struct span){1, 0};
    return (struct span){first < 0 ? 0 : (size_t)first,
                         last >= (int64_t)m->T ? m->T - 1 : (size_t)last};
}

double slice_mean(const struct model *m, const double *x, size_t first, size_t t) {
    double mean = 0;
    for (size_t h = 0; first != NONE && h < m->slice[t]->n; h++)
        mean += m->slice[t]->weight[h] * x[first + h];
    return mean;
}

double unmet_in(const struct model *m, const double *x, size_t w, size_t t) {
    size_t c = m->unmet[w * m->T + t];
    bool flexible = m->plan->workload[w].kind == CP_FLEXIBLE;
    return flexible && c != NONE ? x[c] : slice_mean(m, x, c, t);
}

/* Words for the parts of a tag, by kind; each letter of `parts` takes a then b: w workload, p pool,
 * s site, f phase of site a, c contract, l lot, b batch, k cohort, o offer, u supplier,
 * y year. */
static const struct {
    const char *word, *parts;
} col_words[] = {
    [COL_BUILD] = {"build", "sf"},     [COL_HALLS] = {"halls", "s"},
    [COL_BUY] = {"buy", "l"},          [COL_INVENTORY] = {"inventory", "b"},
    [COL_INSTALL] = {"install", "k"},  [COL_STOCK] = {"stock", "k"},
    [COL_FLEET] = {"fleet", "p"},      [COL_RUN] = {"run", "wp"},
    [COL_UNMET] = {"unmet", "w"},      [COL_CONTRACT] = {"contract", "c"},
    [COL_FLOW] = {"flow", "cs"},       [COL_CHARGE] = {"charge", "cs"},
    [COL_CHARGED] = {"charged", "cs"}, [COL_SHORTFALL] = {"shortfall", "c"},
    [COL_HELD] = {"held", "wp"},       [COL_POWER] = {"power", "s"},
    [COL_LENT] = {"lent", "cs"},       [COL_STANDBY] = {"standby", "wp"},
};
static const struct {
    const char *word, *parts;
} row_words[] = {
    [ROW_DEMAND] = {"demand", "w"},
    [ROW_MIN_RATE] = {"min_rate", "w"},
    [ROW_HALLS] = {"halls", "s"},
    [ROW_PHASE] = {"phase", "sf"},
    [ROW_ROOM] = {"room", "s"},
    [ROW_LOAD] = {"load", "s"},
    [ROW_BALANCE] = {"balance", "s"},
    [ROW_LOT] = {"lot", "l"},
    [ROW_OFFER] = {"offer", "l"},
    [ROW_INVENTORY] = {"inventory", "b"},
    [ROW_SURVIVE] = {"survive", "k"},
    [ROW_FLEET] = {"fleet", "p"},
    [ROW_UNITS] = {"units", "p"},
    [ROW_HELD] = {"held", "wp"},
    [ROW_CONTRACT] = {"contract", "c"},
    [ROW_TAKE] = {"take", "c"},
    [ROW_CHARGED] = {"charged", "cs"},
    [ROW_VOLUME] = {"volume", "cs"},
    [ROW_CAPEX] = {"capex", "y"},
    [ROW_BUILD_RATE] = {"build_rate", "y"},
    [ROW_CO2] = {"co2", "y"},
    [ROW_CLEAN] = {"clean", "y"},
    [ROW_CLEAN_HOUR] = {"clean_hour", "s"},
    [ROW_SUPPLIER] = {"supplier", "u"},
    [ROW_COUNTRY] = {"country", "u"},
    [ROW_RESERVE] = {"reserve", "s"},
    [ROW_LENT] = {"lent", "c"},
    [ROW_STANDBY] = {"standby", "ws"},
    [ROW_STANDBY_UNITS] = {"standby_units", "ps"},
    [ROW_STANDBY_ROOM] = {"standby_room", "ss"},
    [ROW_BUDGET] = {"budget", ""},
};

static void add_part(const struct model *m, struct cp_str *out, char part, const struct tag *tag,
                     uint16_t i) {
    const struct cp_plan *plan = m->plan;
    const struct pool *pool;
    cp_str_addc(out, ' ');
    switch (part) {
    case 'w':
        cp_str_add(out, plan->workload[i].name);
        break;
    case 's':
        cp_str_add(out, plan->site[i].name);
        break;
    case 'f':
        cp_str_add(out, plan->site[tag->a].phase[i].name);
        break;
    case 'c':
        cp_str_add(out, plan->contract[i].name);
        break;
    case 'l':
        cp_str_addf(out, "%s %s", m->lot[i].offer, m->lot[i].step);
        break;
    case 'b':
        cp_str_addf(out, "%s %s", plan->sku[m->batch[i].g].name, m->text[m->batch[i].first]);
        break;
    case 'k':
        cp_str_addf(out, "%s %s %s", plan->site[m->cohort[i].s].name,
                    plan->sku[m->cohort[i].g].name, m->cohort[i].vintage);
        break;
    case 'u':
        cp_str_add(out, plan->supplier[i].name);
        break;
    case 'p':
        pool = &m->pool[i];
        cp_str_addf(out, "%s %s",
                    pool->s == NONE ? m->lot[pool->lot].offer : plan->site[pool->s].name,
                    plan->sku[pool->g].name);
        break;
    default:
        cp_str_addf(out, "%d", cp_period_year(m->period[0]) + i);
    }
}

void describe(const struct model *m, char kind, size_t index, char *buf, size_t size) {
    const struct tag *tag = kind == 'c' ? &m->coltag[index] : &m->rowtag[index];
    const char *parts = kind == 'c' ? col_words[tag->kind].parts : row_words[tag->kind].parts;
    struct cp_str out = {0};
    cp_str_add(&out, kind == 'c' ? col_words[tag->kind].word : row_words[tag->kind].word);
    for (size_t i = 0; parts[i]; i++) {
        uint16_t at = i ? tag->b : tag->a;
        if (at != NOT) /* a contract as a whole has no site */
            add_part(m, &out, parts[i], tag, at);
    }
    if (tag->t != NOT)
        cp_str_addf(&out, " %s", m->text[tag->t]);
    if (tag->h != NOT)
        cp_str_addf(&out, " h%02d", tag->h + 1);
    snprintf(buf, size, "%s", out.s && !out.oom ? out.s : "?");
    cp_str_release(&out);
}

/* Names without blanks, for MPS. */
void cp_allocate_namer(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    describe(ctx, kind, index, buf, CP_LP_NAME_SIZE);
    for (char *c = buf; *c; c++)
        if (*c == ' ')
            *c = ':';
}
