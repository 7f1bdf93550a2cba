/* The MPS reader. Free form is tried first; a file that fails as free and passes as fixed is
 * fixed. Every line is checked, so that several findings come in one go. */
#include "lp/model/semi.h"
#include "lp/mps/reader.h"
#include <math.h>
#include <stdlib.h>

/* ---- sections ---------------------------------------------------------------------------- */

static void read_word_of_sense(struct cp_lp_mps_reader *r, unsigned line,
                               const struct cp_lp_mps_field *f) {
    if (cp_lp_mps_is(f, "MAX") || cp_lp_mps_is(f, "MAXIMIZE") || cp_lp_mps_is(f, "MAXIMISE"))
        r->m->maximise = true;
    else if (!cp_lp_mps_is(f, "MIN") && !cp_lp_mps_is(f, "MINIMIZE") &&
             !cp_lp_mps_is(f, "MINIMISE"))
        cp_lp_mps_bad(r, line, f->col, "unknown sense '%.*s': MIN or MAX", CP_LP_MPS_TEXT(f));
}

static void read_sense(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    read_word_of_sense(r, l->line, &l->field[0]);
}

static void take_objective(struct cp_lp_mps_reader *r, unsigned line,
                           const struct cp_lp_mps_field *f) {
    if (r->objective.s)
        cp_lp_mps_bad(r, line, f->col, "a second objective '%.*s'", CP_LP_MPS_TEXT(f));
    r->objective = *f;
}

static void read_objective(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    take_objective(r, l->line, &l->field[0]);
}

static void read_stray(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    cp_lp_mps_bad(r, l->line, l->field[0].col, "data before any section");
    r->section = SKIP;
}

static void skip(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    (void)r, (void)l;
}

static const struct {
    const char *name;
    void (*read)(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l);
} sections[] = {
    [NONE] = {"NAME", read_stray},
    [SENSE] = {"OBJSENSE", read_sense},
    [OBJECTIVE] = {"OBJNAME", read_objective},
    [ROWS] = {"ROWS", cp_lp_mps_read_row},
    [COLUMNS] = {"COLUMNS", cp_lp_mps_read_column},
    [RHS] = {"RHS", cp_lp_mps_read_sides},
    [RANGES] = {"RANGES", cp_lp_mps_read_sides},
    [BOUNDS] = {"BOUNDS", cp_lp_mps_read_bound},
    [END] = {"ENDATA", skip},
    [SKIP] = {NULL, skip},
};

static const char *nearest_section(const struct cp_lp_mps_field *f, char name[CP_LP_NAME_SIZE]) {
    const char *known[SKIP];
    for (int k = NONE; k < SKIP; k++)
        known[k] = sections[k].name;
    snprintf(name, CP_LP_NAME_SIZE, "%.*s", CP_LP_MPS_TEXT(f));
    return cp_nearest(name, known, SKIP);
}

bool cp_lp_mps_is_another(const char *s, size_t len) {
    struct cp_lp_mps_text text = {.s = s, .len = len};
    struct cp_lp_mps_line l;
    char name[CP_LP_NAME_SIZE];
    while (cp_lp_mps_next(&text, &l))
        if (l.section)
            return !nearest_section(&l.field[0], name);
    return false;
}

static void unknown_section(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    const struct cp_lp_mps_field *f = &l->field[0];
    char name[CP_LP_NAME_SIZE];
    const char *near = nearest_section(f, name);
    if (!near && !r->begun) { /* whatever it is, it is not told line by line */
        const char *is;
        cp_sniff(r->text->s, r->text->len, &is);
        cp_lp_mps_bad(r, l->line, f->col, "no program in MPS or LP text: %s%s",
                      is ? "this is " : "", is ? is : "it begins with no section of one");
        r->ended = true;
    } else if (near)
        cp_lp_mps_bad(r, l->line, f->col, "unknown section '%s' (did you mean '%s'?)", name, near);
    else
        cp_lp_mps_bad(r, l->line, f->col, "section '%s' is not supported", name);
}

static void start_section(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    const struct cp_lp_mps_field *f = &l->field[0];
    r->section = NONE;
    while (r->section < SKIP && !cp_lp_mps_is(f, sections[r->section].name))
        r->section++;
    if (r->section == SKIP) {
        unknown_section(r, l);
        return;
    }
    r->begun = true;
    r->ended = r->section == END;
    if (r->section == SENSE && l->n > 1)
        read_word_of_sense(r, l->line, &l->field[1]);
    if (r->section == OBJECTIVE && l->n > 1)
        take_objective(r, l->line, &l->field[1]);
    r->has_columns |= r->section == COLUMNS;
    if (r->section > COLUMNS && r->section != END && !r->has_columns)
        cp_lp_mps_bad(r, l->line, f->col, "section %.*s before COLUMNS", CP_LP_MPS_TEXT(f));
}

/* ---- closing ----------------------------------------------------------------------------- */

static void close_rows(struct cp_lp_mps_reader *r) {
    for (size_t id = 0; id < r->names.n; id++) {
        const struct cp_lp_mps_row *row = &r->row[id];
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
            cp_lp_mps_bad(r, row->rhs_line, 1, "row '%s' cannot equal an infinite number",
                          r->names.text[id]);
        cp_lp_set_row_bounds(r->m, row->index, lo <= -CP_LP_MPS_INFINITE ? -CP_LP_INF : lo,
                             up >= CP_LP_MPS_INFINITE ? CP_LP_INF : up);
    }
}

static void close_cols(struct cp_lp_mps_reader *r) {
    for (size_t j = 0; j < r->m->ncol; j++) {
        struct cp_lp_mps_col *c = &r->col[j];
        unsigned line = c->upper_line > c->lower_line ? c->upper_line : c->lower_line;
        if (c->upper < 0 && !c->lower_line)
            c->lower = -CP_LP_INF;
        if (c->marked && !line) /* as readers have had it from the first that had markers */
            c->upper = 1;
        if (!(c->lower <= c->upper) || c->lower == CP_LP_INF || c->upper == -CP_LP_INF) {
            char lo[CP_NUMBER_SIZE], up[CP_NUMBER_SIZE];
            cp_number_format(lo, c->lower);
            cp_number_format(up, c->upper);
            cp_lp_mps_bad(r, line, c->bound_col, "column '%s': bounds from %s to %s hold no number",
                          r->m->names.col.text[j], lo, up);
        }
        cp_lp_set_col_bounds(r->m, j, c->lower, c->upper);
        if (r->m->maximise)
            cp_lp_set_cost(r->m, j, 0 - r->m->cost[j]);
    }
}

static void close_semicontinuous(struct cp_lp_mps_reader *r) {
    for (size_t j = 0, n = r->m->ncol; j < n && r->rc == 0; j++) {
        const struct cp_lp_mps_col *c = &r->col[j];
        const char *wrong = c->semicontinuous ? cp_lp_make_semicontinuous(r->m, j) : NULL;
        if (wrong)
            cp_lp_mps_bad(r, c->upper_line, c->bound_col, "column '%s' %s", r->m->names.col.text[j],
                          wrong);
    }
}

static int read_all(struct cp_lp_mps_reader *r, struct cp_lp_mps_text *text) {
    struct cp_lp_mps_line l;
    r->m = cp_lp_new();
    if (!r->m)
        return cp_fail_nomem(r->err);
    while (r->rc != CP_ENOMEM && !r->ended && cp_lp_mps_next(text, &l)) {
        if (l.section)
            start_section(r, &l);
        else
            sections[r->section].read(r, &l);
    }
    if (r->rc == CP_ENOMEM)
        return r->rc;
    if (!r->ended)
        cp_lp_mps_bad(r, text->line, 1, "the file ends without ENDATA");
    else if (r->objective.s && !r->has_objective && r->rc == 0)
        cp_lp_mps_bad(r, text->line, 1, "no row of type N is called '%.*s', as OBJNAME says",
                      CP_LP_MPS_TEXT(&r->objective));
    close_rows(r);
    close_cols(r);
    close_semicontinuous(r);
    return r->rc ? r->rc : cp_lp_finish(r->m, r->err);
}

static int read_as(struct cp_lp **out, const struct cp_str *text, bool fixed, const char *file,
                   struct cp_error *err) {
    struct cp_lp_mps_text t = {.s = text->s, .len = text->len, .fixed = fixed};
    struct cp_lp_mps_reader r = {.text = text, .file = file, .err = err};
    int rc = read_all(&r, &t);
    cp_names_release(&r.names);
    free(r.row);
    free(r.col);
    *out = rc ? NULL : r.m;
    if (rc)
        cp_lp_free(r.m);
    return rc;
}

int cp_lp_mps_read(struct cp_lp **out, const struct cp_str *text, const char *file,
                   struct cp_error *err) {
    struct cp_error *tries = cp_calloc(2, sizeof *tries);
    if (!tries)
        return cp_fail_nomem(err);
    int rc = read_as(out, text, false, file, &tries[0]);
    if (rc == CP_EINPUT && read_as(out, text, true, file, &tries[1]) == 0)
        rc = 0;
    for (size_t k = 0; rc && k < tries[0].n; k++) {
        const struct cp_finding *f = &tries[0].at[k];
        cp_fail_at(err, f->code, (struct cp_pos){.file = file, .line = f->line, .col = f->col},
                   "%s", f->msg);
    }
    if (rc)
        err->dropped += tries[0].dropped;
    free(tries);
    return rc;
}

int cp_lp_read_mps(struct cp_lp **out, FILE *in, const char *file, struct cp_error *err) {
    struct cp_str text = {0};
    *out = NULL;
    int rc = cp_lp_mps_load(&text, in, file, cp_lp_mps_is_another, err);
    if (rc == 0)
        rc = cp_lp_mps_read(out, &text, file, err);
    cp_str_release(&text);
    return rc;
}
