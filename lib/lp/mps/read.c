/* The MPS reader. Free form is tried first; a file that fails as free and passes as fixed is
 * fixed. Every line is checked, so that several findings come in one go. */
#include "lp/mps/mps.h"
#include "lp/model/model.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum section { NONE, SENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS, END, SKIP };

static const double infinite = 1e30;

struct mps_row {
    char type;
    size_t index; /* in the model; SIZE_MAX: the objective */
    double rhs, range;
    unsigned rhs_line, range_line;
    uint32_t seen_col; /* last column with an entry here, plus 1, and its line */
    unsigned seen_line;
};

struct mps_col {
    unsigned line, lower_line, upper_line, bound_col;
    double lower, upper;
};

struct reader {
    struct cp_lp *m;
    const char *file;
    struct cp_error *err;
    int rc;
    enum section section;
    struct cp_names names; /* of all rows, the objective too */
    struct mps_row *row;
    size_t row_cap;
    struct mps_col *col;
    size_t col_cap;
    bool integer, has_objective, has_columns, ended;
    struct mps_field set[BOUNDS + 1]; /* the one set of each section */
};

__attribute__((format(printf, 4, 5))) static void bad(struct reader *r, unsigned line, unsigned col,
                                                      const char *fmt, ...) {
    char msg[480];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    r->rc = cp_fail_at(r->err, CP_EINPUT,
                       (struct cp_pos){.file = r->file, .line = line, .col = col}, "%s", msg);
}

static void no_memory(struct reader *r) {
    if (r->rc != CP_ENOMEM)
        r->rc = cp_fail_nomem(r->err);
}

static bool is(const struct mps_field *f, const char *word) {
    return f->len == strlen(word) && memcmp(f->s, word, f->len) == 0;
}

/* For "%.*s": a field's text, cut to what a message bears. */
#define TEXT(f) (int)((f)->len < 255 ? (f)->len : 255), (f)->s

static bool good_name(struct reader *r, unsigned line, const struct mps_field *f) {
    if (f->len < CP_LP_NAME_SIZE)
        return true;
    bad(r, line, f->col, "a name of %zu characters; 255 is the most", f->len);
    return false;
}

static bool number(struct reader *r, unsigned line, const struct mps_field *f, double *x) {
    size_t used = 0;
    if (cp_number_parse(f->s, f->len, x, &used) == 0 && used == f->len)
        return true;
    bad(r, line, f->col, "'%.*s' is not a number", TEXT(f));
    return false;
}

/* A bound: 1e30 and more, and the word, mean infinity. */
static bool bound_number(struct reader *r, unsigned line, const struct mps_field *f, double *x) {
    static const char *const words[] = {"inf",      "+inf",      "-inf",
                                        "infinity", "+infinity", "-infinity"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (f->len == strlen(words[k]) && strncasecmp(f->s, words[k], f->len) == 0) {
            *x = f->s[0] == '-' ? -CP_LP_INF : CP_LP_INF;
            return true;
        }
    if (!number(r, line, f, x))
        return false;
    if (fabs(*x) >= infinite)
        *x = *x > 0 ? CP_LP_INF : -CP_LP_INF;
    return true;
}

static uint32_t find(const struct cp_names *t, const struct mps_field *f) {
    char name[CP_LP_NAME_SIZE];
    if (f->len >= sizeof name || memchr(f->s, '\0', f->len))
        return CP_NAME_NONE;
    memcpy(name, f->s, f->len);
    name[f->len] = '\0';
    return cp_names_find(t, name);
}

static uint32_t find_or_say(struct reader *r, unsigned line, const struct cp_names *t,
                            const char *what, const struct mps_field *f) {
    uint32_t id = find(t, f);
    if (id != CP_NAME_NONE)
        return id;
    char name[CP_LP_NAME_SIZE];
    snprintf(name, sizeof name, "%.*s", TEXT(f));
    const char *near = t->n < 20000 ? cp_nearest(name, t->text, t->n) : NULL;
    if (near)
        bad(r, line, f->col, "unknown %s '%s' (did you mean '%s'?)", what, name, near);
    else
        bad(r, line, f->col, "unknown %s '%s'", what, name);
    return CP_NAME_NONE;
}

/* ---- ROWS -------------------------------------------------------------------------------- */

static void read_row(struct reader *r, const struct mps_line *l) {
    const struct mps_field *type = &l->field[0], *name = &l->field[1];
    if (l->n != 2) {
        bad(r, l->line, type->col, "a row needs a type and a name, not %zu fields", l->n);
        return;
    }
    if (type->len != 1 || !strchr("NLGE", type->s[0])) {
        bad(r, l->line, type->col, "unknown row type '%.*s': N, L, G or E", TEXT(type));
        return;
    }
    if (!good_name(r, l->line, name))
        return;
    if (find(&r->names, name) != CP_NAME_NONE) {
        bad(r, l->line, name->col, "row '%.*s' is there already", TEXT(name));
        return;
    }
    struct mps_row row = {.type = type->s[0], .index = SIZE_MAX};
    if (row.type != 'N' || r->has_objective) {
        row.index = cp_lp_add_row(r->m, -CP_LP_INF, CP_LP_INF);
        if (cp_names_add(&r->m->row_name, name->s, name->len) != row.index)
            no_memory(r);
    } else {
        r->has_objective = true;
    }
    if (!cp_grow(&r->row, &r->row_cap, r->names.n, sizeof *r->row)) {
        no_memory(r);
        return;
    }
    r->row[r->names.n] = row;
    if (cp_names_add(&r->names, name->s, name->len) == CP_NAME_NONE)
        no_memory(r);
}

/* ---- COLUMNS ----------------------------------------------------------------------------- */

static bool read_marker(struct reader *r, const struct mps_line *l) {
    if (l->n < 3 || !is(&l->field[1], "'MARKER'"))
        return false;
    const struct mps_field *what = &l->field[l->n < MPS_FIELDS ? l->n - 1 : 2];
    if (what->s[0] != '\'') /* an entry of a row of that name */
        return false;
    if (is(what, "'INTORG'"))
        r->integer = true;
    else if (is(what, "'INTEND'"))
        r->integer = false;
    else
        bad(r, l->line, what->col, "unknown marker %.*s: 'INTORG' or 'INTEND'", TEXT(what));
    return true;
}

/* The column that a line of COLUMNS is about: the last one, or a new one. */
static bool current_column(struct reader *r, const struct mps_line *l, size_t *col) {
    const struct mps_field *name = &l->field[0];
    struct cp_lp *m = r->m;
    if (!good_name(r, l->line, name))
        return false;
    size_t last = m->ncol - 1;
    if (m->ncol && m->col_name.length[last] == name->len &&
        memcmp(m->col_name.text[last], name->s, name->len) == 0) {
        *col = last;
        return true;
    }
    uint32_t old = find(&m->col_name, name);
    if (old != CP_NAME_NONE) {
        bad(r, l->line, name->col, "column '%.*s' goes on here after others; it began on line %u",
            TEXT(name), r->col[old].line);
        return false;
    }
    *col = cp_lp_add_col(m, 0, 0, CP_LP_INF);
    if (*col == SIZE_MAX || !cp_grow(&r->col, &r->col_cap, *col, sizeof *r->col) ||
        cp_names_add(&m->col_name, name->s, name->len) == CP_NAME_NONE) {
        no_memory(r);
        return false;
    }
    r->col[*col] = (struct mps_col){.line = l->line, .upper = CP_LP_INF};
    if (r->integer)
        cp_lp_set_integer(m, *col);
    return true;
}

static void read_entry(struct reader *r, unsigned line, size_t col, const struct mps_field *name,
                       const struct mps_field *text) {
    double value;
    uint32_t id = find_or_say(r, line, &r->names, "row", name);
    if (!number(r, line, text, &value) || id == CP_NAME_NONE)
        return;
    struct mps_row *row = &r->row[id];
    if (row->seen_col == col + 1) {
        bad(r, line, name->col, "row '%.*s' has an entry in column '%s' already, on line %u",
            TEXT(name), r->m->col_name.text[col], row->seen_line);
        return;
    }
    row->seen_col = (uint32_t)col + 1;
    row->seen_line = line;
    if (row->index == SIZE_MAX)
        cp_lp_set_cost(r->m, col, value);
    else
        cp_lp_add_coef(r->m, row->index, col, value);
}

static void read_column(struct reader *r, const struct mps_line *l) {
    size_t col;
    if (read_marker(r, l))
        return;
    if (l->n != 3 && l->n != 5) {
        bad(r, l->line, l->field[0].col,
            "a column's line needs a column and one or two pairs of row and value, not %zu fields",
            l->n);
        return;
    }
    if (!current_column(r, l, &col))
        return;
    for (size_t k = 1; k < l->n; k += 2)
        read_entry(r, l->line, col, &l->field[k], &l->field[k + 1]);
}

/* ---- RHS, RANGES ------------------------------------------------------------------------- */

/* Only one set of right-hand sides, ranges or bounds can be meant. */
static bool same_set(struct reader *r, unsigned line, const struct mps_field *name) {
    struct mps_field *set = &r->set[r->section];
    if (!set->s)
        *set = *name;
    if (set->len == name->len && memcmp(set->s, name->s, set->len) == 0)
        return true;
    bad(r, line, name->col, "a second set '%.*s' after '%.*s': only one is supported", TEXT(name),
        TEXT(set));
    return false;
}

static void read_side(struct reader *r, unsigned line, const struct mps_field *name,
                      const struct mps_field *text) {
    double value;
    bool ranges = r->section == RANGES;
    uint32_t id = find_or_say(r, line, &r->names, "row", name);
    if (!bound_number(r, line, text, &value) || id == CP_NAME_NONE)
        return;
    struct mps_row *row = &r->row[id];
    unsigned *seen = ranges ? &row->range_line : &row->rhs_line;
    if (*seen)
        bad(r, line, name->col, "row '%.*s' has a %s already, on line %u", TEXT(name),
            ranges ? "range" : "right-hand side", *seen);
    else if (ranges && row->type == 'N')
        bad(r, line, name->col, "row '%.*s' is free (N): it cannot have a range", TEXT(name));
    else if (row->type == 'N' && isinf(value))
        bad(r, line, text->col, "the constant of the objective must be finite");
    *seen = line;
    *(ranges ? &row->range : &row->rhs) = value;
}

static void read_sides(struct reader *r, const struct mps_line *l) {
    if (l->n < 2 || l->n > 5) {
        bad(r, l->line, l->field[0].col,
            "needs a set and one or two pairs of row and value, not %zu fields", l->n);
        return;
    }
    size_t first = l->n % 2;
    if (first && !same_set(r, l->line, &l->field[0]))
        return;
    for (size_t k = first; k + 1 < l->n; k += 2)
        read_side(r, l->line, &l->field[k], &l->field[k + 1]);
}

/* ---- BOUNDS ------------------------------------------------------------------------------ */

static const struct bound_kind {
    const char *name;
    bool lower, upper, value, integer;
} bound_kinds[] = {
    {"UP", false, true, true, false},  {"LO", true, false, true, false},
    {"FX", true, true, true, false},   {"FR", true, true, false, false},
    {"MI", true, false, false, false}, {"PL", false, true, false, false},
    {"BV", true, true, false, true},   {"LI", true, false, true, true},
    {"UI", false, true, true, true},
};

static const struct bound_kind *bound_kind(struct reader *r, const struct mps_line *l) {
    const struct mps_field *f = &l->field[0];
    for (size_t k = 0; k < sizeof bound_kinds / sizeof *bound_kinds; k++)
        if (is(f, bound_kinds[k].name))
            return &bound_kinds[k];
    if (is(f, "SC") || is(f, "SI"))
        bad(r, l->line, f->col,
            "a semi-continuous column (%.*s) is not supported: use a binary column and two rows",
            TEXT(f));
    else
        bad(r, l->line, f->col,
            "unknown kind of bound '%.*s': UP, LO, FX, FR, MI, PL, BV, LI or UI", TEXT(f));
    return NULL;
}

/* Fields of a bound: kind, set (may be left out), column, value (where there is one). */
static bool bound_fields(struct reader *r, const struct mps_line *l, const struct bound_kind *kind,
                         size_t *at_col) {
    size_t full = kind->value ? 4 : 3;
    if (l->n == full || (l->n == 4 && !kind->value))
        *at_col = 2;
    else if (l->n == full - 1)
        *at_col = 1;
    else {
        bad(r, l->line, l->field[0].col, "a bound %s needs a set, a column%s, not %zu fields",
            kind->name, kind->value ? " and a value" : "", l->n);
        return false;
    }
    /* "FR x 0": a value where none is needed, and no set */
    if (!kind->value && l->n == 3 && find(&r->m->col_name, &l->field[2]) == CP_NAME_NONE &&
        find(&r->m->col_name, &l->field[1]) != CP_NAME_NONE)
        *at_col = 1;
    return *at_col == 1 || same_set(r, l->line, &l->field[1]);
}

static bool once(struct reader *r, const struct mps_line *l, const char *side, unsigned *seen,
                 size_t at_col) {
    const struct mps_field *f = &l->field[at_col];
    if (*seen && *seen != l->line) {
        bad(r, l->line, f->col, "column '%.*s' has %s bound already, on line %u", TEXT(f), side,
            *seen);
        return false;
    }
    *seen = l->line;
    return true;
}

static void read_bound(struct reader *r, const struct mps_line *l) {
    const struct bound_kind *kind = bound_kind(r, l);
    size_t at_col;
    double value = 0;
    if (!kind || !bound_fields(r, l, kind, &at_col))
        return;
    uint32_t id = find_or_say(r, l->line, &r->m->col_name, "column", &l->field[at_col]);
    if (kind->value && !bound_number(r, l->line, &l->field[at_col + 1], &value))
        return;
    if (id == CP_NAME_NONE)
        return;
    struct mps_col *col = &r->col[id];
    col->bound_col = l->field[at_col].col;
    if ((kind->lower && !once(r, l, "a lower", &col->lower_line, at_col)) ||
        (kind->upper && !once(r, l, "an upper", &col->upper_line, at_col)))
        return;
    bool binary = strcmp(kind->name, "BV") == 0;
    if (kind->lower)
        col->lower = kind->value ? value : binary ? 0 : -CP_LP_INF;
    if (kind->upper)
        col->upper = kind->value ? value : binary ? 1 : CP_LP_INF;
    if (kind->integer)
        cp_lp_set_integer(r->m, id);
}

/* ---- sections ---------------------------------------------------------------------------- */

static void read_sense(struct reader *r, const struct mps_line *l, const struct mps_field *f) {
    if (is(f, "MAX") || is(f, "MAXIMIZE") || is(f, "MAXIMISE"))
        r->m->maximise = true;
    else if (!is(f, "MIN") && !is(f, "MINIMIZE") && !is(f, "MINIMISE"))
        bad(r, l->line, f->col, "unknown sense '%.*s': MIN or MAX", TEXT(f));
}

static void start_section(struct reader *r, const struct mps_line *l) {
    static const struct {
        const char *name;
        enum section section;
    } sections[] = {{"NAME", NONE}, {"OBJSENSE", SENSE}, {"ROWS", ROWS},     {"COLUMNS", COLUMNS},
                    {"RHS", RHS},   {"RANGES", RANGES},  {"BOUNDS", BOUNDS}, {"ENDATA", END}};
    static const char *const known[] = {"NAME", "OBJSENSE", "ROWS",   "COLUMNS",
                                        "RHS",  "RANGES",   "BOUNDS", "ENDATA"};
    const struct mps_field *f = &l->field[0];
    for (size_t k = 0; k < sizeof sections / sizeof *sections; k++) {
        if (!is(f, sections[k].name))
            continue;
        r->section = sections[k].section;
        r->ended = r->section == END;
        if (r->section == SENSE && l->n > 1)
            read_sense(r, l, &l->field[1]);
        r->has_columns |= r->section == COLUMNS;
        if (r->section > COLUMNS && r->section != END && !r->has_columns)
            bad(r, l->line, f->col, "section %.*s before COLUMNS", TEXT(f));
        return;
    }
    char name[CP_LP_NAME_SIZE];
    snprintf(name, sizeof name, "%.*s", TEXT(f));
    const char *near = cp_nearest(name, known, sizeof known / sizeof *known);
    if (near)
        bad(r, l->line, f->col, "unknown section '%s' (did you mean '%s'?)", name, near);
    else
        bad(r, l->line, f->col, "section '%s' is not supported", name);
    r->section = SKIP;
}

static void read_line(struct reader *r, const struct mps_line *l) {
    switch (r->section) {
    case SENSE:
        read_sense(r, l, &l->field[0]);
        break;
    case ROWS:
        read_row(r, l);
        break;
    case COLUMNS:
        read_column(r, l);
        break;
    case RHS:
    case RANGES:
        read_sides(r, l);
        break;
    case BOUNDS:
        read_bound(r, l);
        break;
    case NONE:
        bad(r, l->line, l->field[0].col, "data before any section");
        r->section = SKIP;
        break;
    default:
        break;
    }
}

/* ---- closing ----------------------------------------------------------------------------- */

static void close_rows(struct reader *r) {
    for (size_t id = 0; id < r->names.n; id++) {
        const struct mps_row *row = &r->row[id];
        double lo = -CP_LP_INF, up = CP_LP_INF, range = fabs(row->range);
        if (row->index == SIZE_MAX) {
            cp_lp_set_constant(r->m, r->m->maximise ? row->rhs : 0 - row->rhs);
            continue;
        }
        if (row->type == 'N')
            continue;
        if (row->type == 'L' || row->type == 'E')
            up = row->rhs;
        if (row->type == 'G' || row->type == 'E')
            lo = row->rhs;
        if (row->range_line && (row->type == 'G' || (row->type == 'E' && row->range > 0)))
            up = lo + range;
        else if (row->range_line)
            lo = up - range;
        if (row->type == 'E' && isinf(row->rhs))
            bad(r, row->rhs_line, 1, "row '%s' cannot equal an infinite number", r->names.text[id]);
        cp_lp_set_row_bounds(r->m, row->index, lo <= -infinite ? -CP_LP_INF : lo,
                             up >= infinite ? CP_LP_INF : up);
    }
}

static void close_cols(struct reader *r) {
    for (size_t j = 0; j < r->m->ncol; j++) {
        struct mps_col *c = &r->col[j];
        unsigned line = c->upper_line > c->lower_line ? c->upper_line : c->lower_line;
        if (c->upper < 0 && !c->lower_line)
            c->lower = -CP_LP_INF;
        if (!(c->lower <= c->upper) || c->lower == CP_LP_INF || c->upper == -CP_LP_INF) {
            char lo[CP_NUMBER_SIZE], up[CP_NUMBER_SIZE];
            cp_number_format(lo, c->lower);
            cp_number_format(up, c->upper);
            bad(r, line, c->bound_col, "column '%s': bounds from %s to %s hold no number",
                r->m->col_name.text[j], lo, up);
        }
        cp_lp_set_col_bounds(r->m, j, c->lower, c->upper);
        if (r->m->maximise)
            cp_lp_set_cost(r->m, j, 0 - r->m->cost[j]);
    }
}

static int read_all(struct reader *r, struct mps_text *text) {
    struct mps_line l;
    r->m = cp_lp_new();
    if (!r->m)
        return cp_fail_nomem(r->err);
    while (r->rc != CP_ENOMEM && !r->ended && cp_lp_mps_next(text, &l)) {
        if (l.section)
            start_section(r, &l);
        else
            read_line(r, &l);
    }
    if (r->rc == CP_ENOMEM)
        return r->rc;
    if (!r->ended)
        bad(r, text->line, 1, "the file ends without ENDATA");
    else if (!r->has_objective && r->rc == 0)
        bad(r, text->line, 1, "no row of type N: there is no objective");
    close_rows(r);
    close_cols(r);
    return r->rc ? r->rc : cp_lp_finish(r->m, r->err);
}

static int read_as(struct cp_lp **out, const struct cp_str *text, bool fixed, const char *file,
                   struct cp_error *err) {
    struct mps_text t = {.s = text->s, .len = text->len, .fixed = fixed};
    struct reader r = {.file = file, .err = err};
    int rc = read_all(&r, &t);
    cp_names_release(&r.names);
    free(r.row);
    free(r.col);
    *out = rc ? NULL : r.m;
    if (rc)
        cp_lp_free(r.m);
    return rc;
}

int cp_lp_read_mps(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err) {
    struct cp_str text = {0};
    struct cp_error *tries = NULL;
    *out = NULL;
    int rc = cp_lp_mps_load(&text, in, file, err);
    if (rc)
        goto out;
    tries = cp_calloc(2, sizeof *tries);
    if (!tries) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    rc = read_as(out, &text, false, file, &tries[0]);
    if (rc == CP_EINPUT && read_as(out, &text, true, file, &tries[1]) == 0)
        rc = 0;
    for (size_t k = 0; rc && k < tries[0].n; k++) {
        const struct cp_finding *f = &tries[0].at[k];
        cp_fail_at(err, f->code, (struct cp_pos){.file = file, .line = f->line, .col = f->col},
                   "%s", f->msg);
    }
    if (rc)
        err->dropped += tries[0].dropped;
out:
    cp_str_release(&text);
    free(tries);
    return rc;
}
