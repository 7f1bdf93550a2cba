/* Right-hand sides, ranges and bounds of an MPS file. */
#include "lp/mps/reader.h"
#include <math.h>
#include <string.h>

/* ---- RHS, RANGES ------------------------------------------------------------------------- */

static void read_side(struct cp_lp_mps_reader *r, unsigned line, const struct cp_lp_mps_field *name,
                      const struct cp_lp_mps_field *text) {
    double value;
    bool ranges = r->section == RANGES;
    uint32_t id = cp_lp_mps_look_up(r, line, &r->names, "row", name);
    if (!cp_lp_mps_bound_number(r, line, text, &value) || id == CP_NAME_NONE)
        return;
    struct cp_lp_mps_row *row = &r->row[id];
    unsigned *seen = ranges ? &row->range_line : &row->rhs_line;
    if (*seen)
        cp_lp_mps_bad(r, line, name->col, "row '%.*s' has a %s already, on line %u",
                      CP_LP_MPS_TEXT(name), ranges ? "range" : "right-hand side", *seen);
    else if (ranges && row->type == 'N')
        cp_lp_mps_bad(r, line, name->col, "row '%.*s' is free (N): it cannot have a range",
                      CP_LP_MPS_TEXT(name));
    else if (row->type == 'N' && isinf(value))
        cp_lp_mps_bad(r, line, text->col, "the constant of the objective must be finite");
    *seen = line;
    *(ranges ? &row->range : &row->rhs) = value;
}

void cp_lp_mps_read_sides(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    if (l->n < 2 || l->n > 5) {
        cp_lp_mps_bad(r, l->line, l->field[0].col,
                      "needs a set and one or two pairs of row and value, not %zu fields", l->n);
        return;
    }
    size_t first = l->n % 2;
    if (first && !cp_lp_mps_same_set(r, l->line, &l->field[0]))
        return;
    for (size_t k = first; k + 1 < l->n; k += 2)
        read_side(r, l->line, &l->field[k], &l->field[k + 1]);
}

/* ---- BOUNDS ------------------------------------------------------------------------------ */

static const struct bound_kind {
    const char *name;
    bool lower, upper, value, integer, semicontinuous;
} bound_kinds[] = {
    {"UP", false, true, true, false, false},  {"LO", true, false, true, false, false},
    {"FX", true, true, true, false, false},   {"FR", true, true, false, false, false},
    {"MI", true, false, false, false, false}, {"PL", false, true, false, false, false},
    {"BV", true, true, false, true, false},   {"LI", true, false, true, true, false},
    {"UI", false, true, true, true, false},   {"SC", false, true, true, false, true},
    {"SI", false, true, true, true, true},
};

static const struct bound_kind *bound_kind(struct cp_lp_mps_reader *r,
                                           const struct cp_lp_mps_line *l) {
    const struct cp_lp_mps_field *f = &l->field[0];
    for (size_t k = 0; k < sizeof bound_kinds / sizeof *bound_kinds; k++)
        if (cp_lp_mps_is(f, bound_kinds[k].name))
            return &bound_kinds[k];
    cp_lp_mps_bad(r, l->line, f->col,
                  "unknown kind of bound '%.*s': UP, LO, FX, FR, MI, PL, BV, LI, UI, SC or SI",
                  CP_LP_MPS_TEXT(f));
    return NULL;
}

/* Fields of a bound: kind, set (may be left out), column, value (where there is one). */
static bool bound_fields(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l,
                         const struct bound_kind *kind, size_t *at_col) {
    size_t full = kind->value ? 4 : 3;
    if (l->n == full || (l->n == 4 && !kind->value))
        *at_col = 2;
    else if (l->n == full - 1)
        *at_col = 1;
    else {
        cp_lp_mps_bad(r, l->line, l->field[0].col,
                      "a bound %s needs a set, a column%s, not %zu fields", kind->name,
                      kind->value ? " and a value" : "", l->n);
        return false;
    }
    /* "FR x 0": a value where none is needed, and no set */
    if (!kind->value && l->n == 3 &&
        cp_lp_mps_find(&r->m->names.col, &l->field[2]) == CP_NAME_NONE &&
        cp_lp_mps_find(&r->m->names.col, &l->field[1]) != CP_NAME_NONE)
        *at_col = 1;
    return *at_col == 1 || cp_lp_mps_same_set(r, l->line, &l->field[1]);
}

static bool once(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l, const char *side,
                 unsigned *seen, size_t at_col) {
    const struct cp_lp_mps_field *f = &l->field[at_col];
    if (*seen && *seen != l->line) {
        cp_lp_mps_bad(r, l->line, f->col, "column '%.*s' has %s bound already, on line %u",
                      CP_LP_MPS_TEXT(f), side, *seen);
        return false;
    }
    *seen = l->line;
    return true;
}

void cp_lp_mps_read_bound(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    const struct bound_kind *kind = bound_kind(r, l);
    size_t at_col;
    double value = 0;
    if (!kind || !bound_fields(r, l, kind, &at_col))
        return;
    uint32_t id = cp_lp_mps_look_up(r, l->line, &r->m->names.col, "column", &l->field[at_col]);
    if (kind->value && !cp_lp_mps_bound_number(r, l->line, &l->field[at_col + 1], &value))
        return;
    if (id == CP_NAME_NONE)
        return;
    struct cp_lp_mps_col *col = &r->col[id];
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
    col->semicontinuous |= kind->semicontinuous;
}
