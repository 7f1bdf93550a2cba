/* Rows and columns of an MPS file: what the matrix consists of. */
#include "lp/mps/reader.h"
#include <ctype.h>
#include <string.h>

/* ---- ROWS -------------------------------------------------------------------------------- */

void cp_lp_mps_read_row(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    const struct cp_lp_mps_field *type = &l->field[0], *name = &l->field[1];
    if (l->n != 2) {
        cp_lp_mps_bad(r, l->line, type->col, "a row needs a type and a name, not %zu fields", l->n);
        return;
    }
    char letter = (char)toupper((unsigned char)type->s[0]);
    if (type->len != 1 || !strchr("NLGE", letter)) {
        cp_lp_mps_bad(r, l->line, type->col, "unknown row type '%.*s': N, L, G or E",
                      CP_LP_MPS_TEXT(type));
        return;
    }
    if (!cp_lp_mps_good_name(r, l->line, name))
        return;
    if (cp_lp_mps_find(&r->names, name) != CP_NAME_NONE) {
        cp_lp_mps_bad(r, l->line, name->col, "row '%.*s' is there already", CP_LP_MPS_TEXT(name));
        return;
    }
    struct cp_lp_mps_row row = {.type = letter, .index = SIZE_MAX};
    bool objective = !r->objective.s || (r->objective.len == name->len &&
                                         memcmp(r->objective.s, name->s, name->len) == 0);
    if (row.type != 'N' || r->has_objective || !objective) {
        row.index = cp_lp_add_row(r->m, -CP_LP_INF, CP_LP_INF);
        if (cp_names_add(&r->m->names.row, name->s, name->len) != row.index)
            cp_lp_mps_no_memory(r);
    } else {
        r->has_objective = true;
    }
    if (!cp_grow(&r->row, &r->row_cap, r->names.n, sizeof *r->row)) {
        cp_lp_mps_no_memory(r);
        return;
    }
    r->row[r->names.n] = row;
    if (cp_names_add(&r->names, name->s, name->len) == CP_NAME_NONE)
        cp_lp_mps_no_memory(r);
}

/* ---- COLUMNS ----------------------------------------------------------------------------- */

static bool read_marker(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    if (l->n < 3 || !cp_lp_mps_is(&l->field[1], "'MARKER'"))
        return false;
    const struct cp_lp_mps_field *what = &l->field[l->n < CP_LP_MPS_FIELDS ? l->n - 1 : 2];
    if (what->s[0] != '\'') /* an entry of a row of that name */
        return false;
    if (cp_lp_mps_is(what, "'INTORG'"))
        r->integer = true;
    else if (cp_lp_mps_is(what, "'INTEND'"))
        r->integer = false;
    else
        cp_lp_mps_bad(r, l->line, what->col, "unknown marker %.*s: 'INTORG' or 'INTEND'",
                      CP_LP_MPS_TEXT(what));
    return true;
}

/* The column that a line of COLUMNS is about: the last one, or a new one. */
static bool current_column(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l,
                           size_t *col) {
    const struct cp_lp_mps_field *name = &l->field[0];
    struct cp_lp *m = r->m;
    if (!cp_lp_mps_good_name(r, l->line, name))
        return false;
    size_t last = m->ncol - 1;
    if (m->ncol && m->names.col.length[last] == name->len &&
        memcmp(m->names.col.text[last], name->s, name->len) == 0) {
        *col = last;
        return true;
    }
    uint32_t old = cp_lp_mps_find(&m->names.col, name);
    if (old != CP_NAME_NONE) {
        cp_lp_mps_bad(r, l->line, name->col,
                      "column '%.*s' goes on here after others; it began on line %u",
                      CP_LP_MPS_TEXT(name), r->col[old].line);
        return false;
    }
    *col = cp_lp_add_col(m, 0, 0, CP_LP_INF);
    if (*col == SIZE_MAX || !cp_grow(&r->col, &r->col_cap, *col, sizeof *r->col) ||
        cp_names_add(&m->names.col, name->s, name->len) == CP_NAME_NONE) {
        cp_lp_mps_no_memory(r);
        return false;
    }
    r->col[*col] =
        (struct cp_lp_mps_col){.line = l->line, .upper = CP_LP_INF, .marked = r->integer};
    if (r->integer)
        cp_lp_set_integer(m, *col);
    return true;
}

static void read_entry(struct cp_lp_mps_reader *r, unsigned line, size_t col,
                       const struct cp_lp_mps_field *name, const struct cp_lp_mps_field *text) {
    double value;
    uint32_t id = cp_lp_mps_look_up(r, line, &r->names, "row", name);
    if (!cp_lp_mps_number(r, line, text, &value) || id == CP_NAME_NONE)
        return;
    struct cp_lp_mps_row *row = &r->row[id];
    if (row->seen_col == col + 1) {
        cp_lp_mps_bad(r, line, name->col,
                      "row '%.*s' has an entry in column '%s' already, on line %u",
                      CP_LP_MPS_TEXT(name), r->m->names.col.text[col], row->seen_line);
        return;
    }
    row->seen_col = (uint32_t)col + 1;
    row->seen_line = line;
    if (row->index == SIZE_MAX)
        cp_lp_set_cost(r->m, col, value);
    else
        cp_lp_add_coef(r->m, row->index, col, value);
}

void cp_lp_mps_read_column(struct cp_lp_mps_reader *r, const struct cp_lp_mps_line *l) {
    size_t col;
    if (read_marker(r, l))
        return;
    if (l->n != 3 && l->n != 5) {
        cp_lp_mps_bad(
            r, l->line, l->field[0].col,
            "a column's line needs a column and one or two pairs of row and value, not %zu fields",
            l->n);
        return;
    }
    if (!current_column(r, l, &col))
        return;
    for (size_t k = 1; k < l->n; k += 2)
        read_entry(r, l->line, col, &l->field[k], &l->field[k + 1]);
}
