/* Keys of one value, or a list of them, to struct members: dates, words, names, files. */
#include "plan/bind/bind.h"
#include "plan/document/document.h"
#include <math.h>
#include <string.h>

static void bind_date(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                      int64_t *out) {
    struct cp_period p;
    if (!cp_plan_want_scalar(b, n))
        return;
    if (cp_period_parse(n->text, strlen(n->text), &p) != 0)
        cp_plan_fail(b, n->pos, "'%.60s' is not a date, like 2027-03-14, 2027-03, 2027-Q1 or 2027",
                     n->text);
    else
        *out = f->flags & CP_F_END ? cp_period_end(p) : cp_period_start(p);
}

static void bind_period(struct cp_binder *b, const struct cp_plan_node *n, struct cp_period *out) {
    if (cp_plan_want_scalar(b, n) && cp_period_parse(n->text, strlen(n->text), out) != 0)
        cp_plan_fail(b, n->pos, "'%.60s' is not a period, like 2027-Q1, 2027-03 or 2027", n->text);
}

static void bind_boolean(struct cp_binder *b, const struct cp_plan_node *n, bool *out) {
    if (!cp_plan_want_scalar(b, n))
        return;
    if (strcmp(n->text, "yes") == 0 || strcmp(n->text, "true") == 0)
        *out = true;
    else if (strcmp(n->text, "no") == 0 || strcmp(n->text, "false") == 0)
        *out = false;
    else
        cp_plan_fail(b, n->pos, "'%.60s' is not yes or no", n->text);
}

static void bind_count(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                       size_t *out) {
    double x;
    const struct cp_field row = {.path = f->path, .unit = "1", .min = f->min, .max = f->max};
    if (!cp_plan_bind_number(b, &row, n, &x))
        return;
    if (x != floor(x))
        cp_plan_fail(b, n->pos, "'%.60s' is not a whole number", n->text);
    else
        *out = (size_t)x;
}

static void bind_choice(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        char *at) {
    if (!cp_plan_want_scalar(b, n))
        return;
    int i = 0;
    while (f->choice[i] && strcmp(f->choice[i], n->text) != 0)
        i++;
    if (!f->choice[i]) {
        struct cp_str all = {0};
        for (int k = 0; i <= 20 && k < i; k++)
            cp_str_addf(&all, "%s%s", k == 0 ? "" : k + 1 < i ? ", " : " or ", f->choice[k]);
        const char *near = cp_nearest(n->text, f->choice, (size_t)i);
        cp_plan_fail(b, n->pos, "'%.60s' is not one of %s%s%s%s", n->text,
                     all.s ? all.s : "the words that capplan-plan(5) lists",
                     near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
        cp_str_release(&all);
    } else if (f->type == CP_T_CHOICE) {
        memcpy(at, &i, sizeof i);
    } else if (f->type == CP_T_CHOICE_BOOL) {
        *(bool *)at = i == 1;
    } else {
        *(const char **)at = f->choice[i];
    }
}

/* Where it is none, what is bound after it is held against USD. */
static void bind_currency(struct cp_binder *b, const struct cp_plan_node *n, const char **out) {
    *out = "USD";
    if (!cp_plan_want_scalar(b, n))
        return;
    if (cp_currency(n->text))
        *out = cp_currency(n->text);
    else
        cp_plan_fail_currency(b, n->pos, n->text);
}

/* A number whose unit stands in the struct; told of that already when it is none. */
static void bind_own_number(struct cp_binder *b, const struct cp_field *f,
                            const struct cp_plan_node *n, char *base) {
    struct cp_field row = *f;
    if (f->own_unit)
        row.unit = *(const char **)cp_plan_member(base, f->own_unit);
    if (row.unit)
        cp_plan_bind_number(b, &row, n, (double *)(base + f->offset));
}

/* "USD/GPU/h" is of GPU.h. */
static void bind_price_unit(struct cp_binder *b, const struct cp_plan_node *n,
                            struct cp_price_unit *out) {
    const char *currency = b->plan->money.currency;
    size_t len = strlen(currency);
    struct cp_error unknown = {0};
    double factor;
    if (!cp_plan_want_scalar(b, n))
        return;
    if (cp_unit_factor(n->text, n->text, &factor, n->pos, &unknown) != 0) {
        cp_plan_fail(b, n->pos, "%s", unknown.at[0].msg);
        return;
    }
    if (strncmp(n->text, currency, len) != 0 || n->text[len] != '/') {
        cp_plan_fail(b, n->pos, "'%.60s' is no price in the plan's currency, as %s/MWh", n->text,
                     currency);
        return;
    }
    char *quantity = cp_arena_strdup(b->arena, n->text + len + 1);
    for (char *s = quantity; s && *s; s++)
        *s = *s == '/' ? '.' : *s;
    const char *table = cp_arena_printf(b->arena, "USD%s", n->text + len);
    char *yearly = quantity ? cp_arena_printf(b->arena, "%s/year", quantity) : NULL;
    if (yearly && table)
        *out = (struct cp_price_unit){n->text, table, quantity, yearly};
    else
        cp_plan_fail_nomem(b);
}

static bool is_new(struct cp_binder *b, const struct cp_plan_node *n, const char *const *names,
                   size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], n->text) == 0) {
            cp_plan_fail(b, n->pos, "'%.80s' stands twice in the list", n->text);
            return false;
        }
    }
    return true;
}

/* A list, or one value for a list of one. */
static void bind_values(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                        char *base) {
    const struct cp_plan_node *first = n->kind == CP_LIST ? n->child : n;
    size_t count = 0, i = 0;
    if (n->kind == CP_MAP) {
        cp_plan_fail(b, n->pos, "is a mapping; wanted a list");
        return;
    }
    for (const struct cp_plan_node *c = first; c; c = n->kind == CP_LIST ? c->next : NULL)
        count++;
    bool names = f->type == CP_T_NAMES;
    void *all = cp_arena_calloc(b->arena, count, names ? sizeof(char *) : sizeof(double));
    if (!all) {
        cp_plan_fail_nomem(b);
        return;
    }
    for (const struct cp_plan_node *c = first; c; c = n->kind == CP_LIST ? c->next : NULL) {
        if (!names && cp_plan_bind_number(b, f, c, (double *)all + i))
            i++;
        else if (names && cp_plan_want_scalar(b, c) &&
                 (!f->section || cp_plan_want_name(b, f->section, c, c->text)) &&
                 is_new(b, c, all, i))
            ((const char **)all)[i++] = c->text;
    }
    *(void **)(base + f->offset) = all;
    *(size_t *)(base + f->count) = i;
}

/* A plan by days or hours wants each of them. */
static bool has_dates(struct cp_binder *b, const struct cp_plan_node *n,
                      const struct cp_profile *p) {
    const struct cp_horizon *h = &b->plan->horizon;
    for (size_t t = 0; !p->nstep && t < h->n; t++) {
        int64_t start = cp_period_start(cp_plan_period(b->plan, t));
        char text[CP_PERIOD_SIZE];
        if (cp_plan_profile_day(p, (int32_t)(start / 24)) != SIZE_MAX)
            continue;
        cp_period_format(text, cp_period_at(CP_DAY, start));
        cp_plan_fail(b, n->pos, "profile '%.80s' has no %s, nor that day of another year", p->name,
                     text);
        return false;
    }
    return true;
}

/* A profile must measure what the key wants, and speak for every quarter of the year. */
static bool profile_fits(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n) {
    const struct cp_profile *p = cp_plan_profile(b->plan, n->text);
    unsigned seen = 0;
    if (!p)
        return true; /* its file has findings of its own */
    if (strcmp(p->unit, f->unit) != 0) {
        cp_plan_fail(b, n->pos, "profile '%.80s' is in %s; wanted %s", p->name, p->unit, f->unit);
        return false;
    }
    if (b->plan->horizon.n && b->plan->horizon.from.freq > CP_MONTH)
        return has_dates(b, n, p);
    for (size_t i = 0; i < p->nday; i++)
        seen |= 1U << ((unsigned)cp_period_at(CP_QUARTER, 24 * (int64_t)p->day[i]).index & 3U);
    for (unsigned q = 0; !p->nstep && q < 4; q++) {
        struct cp_period example = {CP_QUARTER, 4 * 500 + (int32_t)q}; /* any year will do */
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, example);
        if (seen & 1U << ((unsigned)example.index & 3U))
            continue;
        cp_plan_fail(b, n->pos, "profile '%.80s' has no day in %s of a year", p->name, text + 5);
        return false;
    }
    return true;
}

static void bind_name(struct cp_binder *b, const struct cp_field *f, const struct cp_plan_node *n,
                      char *base) {
    struct cp_field row = *f;
    if (f->own_unit)
        row.unit = *(const char **)cp_plan_member(base, f->own_unit);
    if (!cp_plan_want_scalar(b, n) || !cp_plan_want_name(b, f->section, n, n->text))
        return;
    if (strcmp(f->section, "profiles") != 0 || (row.unit && profile_fits(b, &row, n)))
        *(const char **)(base + f->offset) = n->text;
}

static void bind_file(struct cp_binder *b, const struct cp_plan_node *n, const char **out) {
    if (!cp_plan_want_scalar(b, n))
        return;
    const char *from = n->pos.file == cp_plan_override_file ? cp_plan_file(b->plan) : n->pos.file;
    const char *file = cp_plan_node_resolve(b->arena, from, n->text);
    const char *trouble = file ? cp_plan_document_trouble(file) : NULL;
    if (!file)
        cp_plan_fail_nomem(b);
    else if (trouble)
        cp_plan_fail(b, n->pos, "cannot open '%.200s': %s", file, trouble);
    else
        *out = file;
}

void cp_plan_bind_scalar(struct cp_binder *b, const struct cp_field *f,
                         const struct cp_plan_node *n, char *base) {
    char *at = base + f->offset;
    switch (f->type) {
    case CP_T_NUMBER:
        bind_own_number(b, f, n, base);
        break;
    case CP_T_COUNT:
        bind_count(b, f, n, (size_t *)at);
        break;
    case CP_T_TEXT:
        if (cp_plan_want_scalar(b, n))
            *(const char **)at = n->text;
        break;
    case CP_T_FILE:
        bind_file(b, n, (const char **)at);
        break;
    case CP_T_DATE:
        bind_date(b, f, n, (int64_t *)at);
        break;
    case CP_T_PERIOD:
        bind_period(b, n, (struct cp_period *)at);
        break;
    case CP_T_BOOLEAN:
        bind_boolean(b, n, (bool *)at);
        break;
    case CP_T_CHOICE:
    case CP_T_CHOICE_BOOL:
    case CP_T_CHOICE_TEXT:
        bind_choice(b, f, n, at);
        break;
    case CP_T_CURRENCY:
        bind_currency(b, n, (const char **)at);
        break;
    case CP_T_PRICE_UNIT:
        bind_price_unit(b, n, (struct cp_price_unit *)at);
        break;
    case CP_T_NAME:
        bind_name(b, f, n, base);
        break;
    case CP_T_NAMES:
    case CP_T_NUMBERS:
        bind_values(b, f, n, base);
        break;
    default:
        break; /* include and profiles were seen to before */
    }
}
