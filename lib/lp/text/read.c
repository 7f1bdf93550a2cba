/* The reader of CPLEX-LP text: sections of linear expressions, one word ahead. It ends at the first
 * finding: what follows a sign left out would be found wrong for no reason. */
#include "lp/model/model.h"
#include "lp/model/semi.h"
#include "lp/mps/mps.h"
#include "lp/text/scan.h"
#include "lp/text/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct cp_lp_text t;
    struct cp_lp *m;
    struct semicontinuous { /* a column, and where it is called so */
        size_t col;
        struct cp_lp_text_word at;
    } * semi;
    size_t nsemi, semi_cap;
    struct cp_lp_text_word *bound; /* of each column where its bounds were told last */
    size_t nbound, bound_cap;
};

#define QUOTED(w) (int)((w).len < 255 ? (w).len : 255), (w).s

/* ---- sections ---------------------------------------------------------------------------- */

static bool goes_on(const struct reader *r) {
    bool two;
    return !r->t.rc && cp_lp_text_heading(&r->t, &two) == NO_SECTION &&
           r->t.word.kind != CP_LP_TEXT_END;
}

/* ---- words ------------------------------------------------------------------------------- */

static void no_memory(struct reader *r) {
    if (r->t.rc != CP_ENOMEM)
        r->t.rc = cp_fail_nomem(r->t.err);
}

static bool good_name(struct reader *r) {
    if (r->t.word.kind != CP_LP_TEXT_NAME)
        cp_lp_text_bad(&r->t, "'%.*s' is not a name", QUOTED(r->t.word));
    else if (r->t.word.len >= CP_LP_NAME_SIZE)
        cp_lp_text_bad(&r->t, "a name of %zu characters; 255 is the most", r->t.word.len);
    return !r->t.rc;
}

/* The column of that name, made where it comes first; steps over it. SIZE_MAX: there is a finding.
 */
static size_t column(struct reader *r) {
    if (!good_name(r))
        return SIZE_MAX;
    uint32_t id = cp_names_add(&r->m->names.col, r->t.word.s, r->t.word.len);
    if (id == CP_NAME_NONE ||
        (id == r->m->ncol && cp_lp_add_col(r->m, 0, 0, CP_LP_INF) == SIZE_MAX)) {
        no_memory(r);
        return SIZE_MAX;
    }
    cp_lp_text_step(&r->t);
    return id;
}

static double signs(struct reader *r) {
    double sign = 1;
    for (; r->t.word.kind == CP_LP_TEXT_SIGN; cp_lp_text_step(&r->t))
        sign = r->t.word.sign == '-' ? -sign : sign;
    return sign;
}

static bool is_infinite(const struct cp_lp_text_word *w) {
    return cp_lp_text_is(w, "inf") || cp_lp_text_is(w, "infinity");
}

/* A side or a bound; 1e30 and more, and the word, mean infinity. */
static double number(struct reader *r) {
    double sign = signs(r), x = 0;
    if (is_infinite(&r->t.word))
        x = CP_LP_INF;
    else if (r->t.word.kind == CP_LP_TEXT_NUMBER)
        x = r->t.word.value >= 1e30 ? CP_LP_INF : r->t.word.value;
    else
        cp_lp_text_bad(&r->t, "'%.*s' is not a number", QUOTED(r->t.word));
    cp_lp_text_step(&r->t);
    return sign * x;
}

static bool starts_number(const struct reader *r) {
    const struct cp_lp_text_word *w = r->t.word.kind == CP_LP_TEXT_SIGN ? &r->t.next : &r->t.word;
    return w->kind == CP_LP_TEXT_NUMBER || is_infinite(w);
}

/* <, = or >. */
static char relation(struct reader *r) {
    char sign = r->t.word.sign;
    if (r->t.word.kind != CP_LP_TEXT_RELATION)
        cp_lp_text_bad(&r->t, "'%.*s' stands where <=, = or >= must", QUOTED(r->t.word));
    cp_lp_text_step(&r->t);
    return sign;
}

/* ---- expressions ------------------------------------------------------------------------- */

/* Does a side stand here before a row of its own, as `-2 <= y` on a new line after `1 <= x`? A
 * constant of the row before, as the format has rows on lines of their own, is followed by a side
 * and the line's end. */
static bool begins_row(struct reader *r) {
    const struct cp_lp_text before = r->t;
    bool begins = false;
    if (!r->t.word.leads || !starts_number(r))
        return false;
    number(r);
    if (r->t.word.kind == CP_LP_TEXT_RELATION) {
        cp_lp_text_step(&r->t);
        signs(r);
        if (r->t.word.kind == CP_LP_TEXT_NUMBER)
            cp_lp_text_step(&r->t);
        begins = r->t.word.kind == CP_LP_TEXT_NAME && !r->t.word.leads && !is_infinite(&r->t.word);
    }
    r->t = before;
    return begins;
}

/* Terms up to a relation, a heading, or a line that starts without a sign or with a side; `row`
 * SIZE_MAX: the objective. The sum of terms without a column is returned. */
static double expression(struct reader *r, size_t row) {
    double constant = 0;
    bool first = true;
    while (goes_on(r) && r->t.word.kind != CP_LP_TEXT_RELATION) {
        if (!first && r->t.word.kind != CP_LP_TEXT_SIGN) {
            if (r->t.word.leads)
                break;
            if (cp_lp_text_is_mark(&r->t.word, '[') || cp_lp_text_is_mark(&r->t.word, '^'))
                cp_lp_text_bad(&r->t, "quadratic terms are not supported");
            else
                cp_lp_text_bad(&r->t, "'%.*s' stands where + or - must", QUOTED(r->t.word));
            break;
        }
        if (!first && begins_row(r))
            break;
        first = false;
        double value = signs(r);
        if (cp_lp_text_is_mark(&r->t.word, '[')) {
            cp_lp_text_bad(&r->t, "quadratic terms are not supported");
            break;
        }
        bool given = r->t.word.kind == CP_LP_TEXT_NUMBER;
        if (given) {
            value *= r->t.word.value;
            cp_lp_text_step(&r->t);
        }
        bool named = r->t.word.kind == CP_LP_TEXT_NAME && goes_on(r);
        if (given && (!named || cp_lp_text_is_mark(&r->t.next, ':'))) {
            constant += value;
            continue;
        }
        size_t col = column(r);
        if (col == SIZE_MAX)
            break;
        if (row == SIZE_MAX)
            cp_lp_add_cost(r->m, col, value);
        else
            cp_lp_add_coef(r->m, row, col, value);
    }
    return constant;
}

/* `NAME :` before an expression, taken up; false: there is none. */
static bool label(struct reader *r, struct cp_lp_text_word *name) {
    if (!cp_lp_text_is_mark(&r->t.next, ':') || !good_name(r))
        return false;
    *name = r->t.word;
    cp_lp_text_step(&r->t);
    cp_lp_text_step(&r->t);
    return true;
}

static void read_objective(struct reader *r) {
    struct cp_lp_text_word name;
    label(r, &name);
    cp_lp_set_constant(r->m, expression(r, SIZE_MAX));
}

static void narrow(char sign, double side, double *lo, double *up) {
    if (sign != '<')
        *lo = side;
    if (sign != '>')
        *up = side;
}

/* Bounds that hold no number are told where they stand. */
static void check_sides(struct reader *r, const char *kind, const char *name,
                        const struct cp_lp_text_word *at, const double side[2]) {
    char a[CP_NUMBER_SIZE], b[CP_NUMBER_SIZE];
    if ((side[0] <= side[1] && side[0] < CP_LP_INF && side[1] > -CP_LP_INF) || r->t.rc)
        return;
    cp_number_format(a, side[0]);
    cp_number_format(b, side[1]);
    r->t.word = *at;
    cp_lp_text_bad(&r->t, "%s '%s': bounds from %s to %s hold no number", kind, name, a, b);
}

static char turned(char sign) {
    return sign == '<' ? '>' : sign == '>' ? '<' : '=';
}

/* What is not named is c and its number, as other readers have it. */
static void name_row(struct reader *r, const struct cp_lp_text_word *name, size_t row) {
    char own[32];
    snprintf(own, sizeof own, "c%zu", row + 1);
    uint32_t id = name->s ? cp_names_add(&r->m->names.row, name->s, name->len)
                          : cp_names_add(&r->m->names.row, own, strlen(own));
    if (id == CP_NAME_NONE || row == SIZE_MAX)
        no_memory(r);
    else if (id != row)
        cp_lp_text_bad(&r->t, "row '%s' is there already", r->m->names.row.text[id]);
}

/* [name:] [number relation] expression relation number */
static void read_row(struct reader *r) {
    struct cp_lp_text_word name = {0};
    double lo = -CP_LP_INF, up = CP_LP_INF;
    label(r, &name);
    size_t row = cp_lp_add_row(r->m, lo, up);
    name_row(r, &name, row);
    if (r->t.rc)
        return;
    bool second = false;
    double constant = 0;
    struct cp_lp_text_word at = r->t.word;
    if (starts_number(r)) {
        /* a side, or the first term's coefficient: its relation tells */
        struct cp_lp_text before = r->t;
        double side = number(r);
        second = r->t.word.kind == CP_LP_TEXT_RELATION;
        if (second)
            narrow(turned(relation(r)), side, &lo, &up);
        else
            r->t = before;
    }
    constant = expression(r, row);
    if (!second || r->t.word.kind == CP_LP_TEXT_RELATION) {
        char sign = relation(r);
        at = r->t.word;
        narrow(sign, number(r), &lo, &up);
        if (r->t.word.sign == '-' && r->t.next.kind == CP_LP_TEXT_RELATION)
            cp_lp_text_bad(&r->t, "indicator rows are not supported");
    }
    check_sides(r, "row", r->m->names.row.text[row], &at, (double[]){lo, up});
    lo -= constant;
    up -= constant;
    if ((isfinite(lo) && fabs(lo) >= 1e30) || (isfinite(up) && fabs(up) >= 1e30))
        cp_lp_text_bad(&r->t, "the side of the row before is 1e30 or more, which means infinity");
    cp_lp_set_row_bounds(r->m, row, lo, up);
}

static void read_rows(struct reader *r) {
    while (goes_on(r))
        read_row(r);
}

/* ---- bounds and integers ----------------------------------------------------------------- */

/* A later line may still make good what crosses here. */
static void told(struct reader *r, size_t col, const struct cp_lp_text_word *at) {
    for (; r->nbound <= col && cp_grow(&r->bound, &r->bound_cap, r->nbound, sizeof *r->bound);
         r->nbound++)
        r->bound[r->nbound] = (struct cp_lp_text_word){0};
    if (r->nbound > col)
        r->bound[col] = *at;
    else
        no_memory(r);
}

static void set_bound(struct reader *r, size_t col, char sign, double side,
                      const struct cp_lp_text_word *at) {
    double lo = r->m->lower[col], up = r->m->upper[col];
    narrow(sign, side, &lo, &up);
    cp_lp_set_col_bounds(r->m, col, lo, up);
    told(r, col, at);
}

static void check_bounds(struct reader *r) {
    for (size_t j = 0; j < r->nbound && !r->t.rc; j++) {
        const double side[] = {r->m->lower[j], r->m->upper[j]};
        check_sides(r, "column", r->m->names.col.text[j], &r->bound[j], side);
    }
}

/* number relation column [relation number], column relation number, or column free */
static void read_bounds(struct reader *r) {
    while (goes_on(r)) {
        bool first = starts_number(r), free = false;
        struct cp_lp_text_word at = r->t.word;
        double side = first ? number(r) : 0;
        char sign = first ? turned(relation(r)) : 0;
        size_t col = r->t.rc ? SIZE_MAX : column(r);
        if (col == SIZE_MAX)
            return;
        if (first)
            set_bound(r, col, sign, side, &at);
        else if ((free = cp_lp_text_is(&r->t.word, "free")))
            cp_lp_set_col_bounds(r->m, col, -CP_LP_INF, CP_LP_INF);
        if (free)
            cp_lp_text_step(&r->t);
        else if (!first || r->t.word.kind == CP_LP_TEXT_RELATION) {
            sign = relation(r);
            at = r->t.word;
            set_bound(r, col, sign, number(r), &at);
        }
    }
}

/* A binary column keeps bounds that leave it less than 0 and 1: so others write one that is fixed.
 */
static void read_integers(struct reader *r, bool binary) {
    while (goes_on(r)) {
        struct cp_lp_text_word at = r->t.word;
        size_t col = column(r);
        if (col == SIZE_MAX)
            return;
        cp_lp_set_integer(r->m, col);
        if (binary) {
            cp_lp_set_col_bounds(r->m, col, fmax(r->m->lower[col], 0), fmin(r->m->upper[col], 1));
            told(r, col, &at);
        }
    }
}

/* The heading may be Semi-continuous. Bounds may still follow: they are taken in the end. */
static void read_semicontinuous(struct reader *r) {
    if (r->t.word.kind == CP_LP_TEXT_SIGN && cp_lp_text_is(&r->t.next, "continuous")) {
        cp_lp_text_step(&r->t);
        cp_lp_text_step(&r->t);
    }
    while (goes_on(r)) {
        struct semicontinuous semi = {.at = r->t.word};
        semi.col = column(r);
        if (semi.col == SIZE_MAX)
            return;
        if (!cp_grow(&r->semi, &r->semi_cap, r->nsemi, sizeof *r->semi)) {
            no_memory(r);
            return;
        }
        r->semi[r->nsemi++] = semi;
    }
}

static void make_semicontinuous(struct reader *r) {
    for (size_t k = 0; k < r->nsemi && !r->t.rc; k++) {
        const char *wrong = cp_lp_make_semicontinuous(r->m, r->semi[k].col);
        r->t.word = r->semi[k].at;
        if (wrong)
            cp_lp_text_bad(&r->t, "column '%.*s' %s", QUOTED(r->t.word), wrong);
    }
}

/* ---- the whole --------------------------------------------------------------------------- */

static void read_section(struct reader *r, enum cp_lp_text_section s) {
    switch (s) {
    case MINIMUM:
    case MAXIMUM:
        r->m->maximise = s == MAXIMUM;
        read_objective(r);
        break;
    case ROWS:
        read_rows(r);
        break;
    case BOUNDS:
        read_bounds(r);
        break;
    case INTEGERS:
    case BINARIES:
        read_integers(r, s == BINARIES);
        break;
    case SEMICONTINUOUS:
        read_semicontinuous(r);
        break;
    default:
        break;
    }
}

static void read_sections(struct reader *r) {
    for (bool first = true; !r->t.rc; first = false) {
        bool two = false;
        struct cp_lp_text_word at = r->t.word;
        enum cp_lp_text_section s = cp_lp_text_heading(&r->t, &two);
        if (s == END && at.kind != CP_LP_TEXT_END)
            return;
        if (s == END)
            cp_lp_text_bad(&r->t, "the file ends without End");
        else if (s == REFUSED)
            cp_lp_text_bad(&r->t, "section '%.*s' is not supported", QUOTED(at));
        else if (s == NO_SECTION || first != (s == MINIMUM || s == MAXIMUM))
            cp_lp_text_bad(&r->t, "'%.*s' stands where %s must", QUOTED(at),
                           first ? "Minimize or Maximize" : "another section");
        if (r->t.rc)
            return;
        cp_lp_text_step(&r->t);
        if (two)
            cp_lp_text_step(&r->t);
        read_section(r, s);
    }
}

int cp_lp_text_read(struct cp_lp **out, const char *s, size_t len, const char *file,
                    struct cp_error *err) {
    struct reader r = {.m = cp_lp_new()};
    *out = NULL;
    if (!r.m)
        return cp_fail_nomem(err);
    cp_lp_text_open(&r.t, s, len, file, err);
    read_sections(&r);
    make_semicontinuous(&r);
    check_bounds(&r);
    if (r.t.rc == 0 && r.m->maximise) {
        for (size_t j = 0; j < r.m->ncol; j++)
            cp_lp_set_cost(r.m, j, 0 - r.m->cost[j]);
        cp_lp_set_constant(r.m, 0 - r.m->constant);
    }
    free(r.semi);
    free(r.bound);
    int rc = r.t.rc ? r.t.rc : cp_lp_finish(r.m, err);
    if (rc)
        cp_lp_free(r.m);
    else
        *out = r.m;
    return rc;
}

static bool is_another(const char *s, size_t len) {
    return !cp_lp_text_begins(s, len) && cp_lp_mps_is_another(s, len);
}

int cp_lp_read(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err) {
    struct cp_str text = {0};
    *out = NULL;
    int rc = cp_lp_mps_load(&text, in, file, is_another, err);
    if (rc == 0)
        rc = cp_lp_text_begins(text.s, text.len) ? cp_lp_text_read(out, text.s, text.len, file, err)
                                                 : cp_lp_mps_read(out, &text, file, err);
    cp_str_release(&text);
    return rc;
}
