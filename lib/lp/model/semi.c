#include "lp/model/semi.h"
#include <math.h>
#include <string.h>

/* The name of a column, and what stands behind it. False: it is too long, or there already. */
static bool name_after(struct cp_lp *m, struct cp_names *names, size_t col, const char *what,
                       size_t index) {
    char name[CP_LP_NAME_SIZE];
    int len = snprintf(name, sizeof name, "%s.%s", m->names.col.text[col], what);
    if (len >= CP_LP_NAME_SIZE)
        return false;
    uint32_t id = cp_names_add(names, name, (size_t)len);
    m->oom |= id == CP_NAME_NONE;
    return id == CP_NAME_NONE || id == index;
}

const char *cp_lp_make_semicontinuous(struct cp_lp *m, size_t col) {
    double lo = m->lower[col], up = m->upper[col];
    if (lo <= 0 && up >= 0)
        return NULL; /* as any other column */
    if (lo > up)
        return "is semi-continuous: its lower bound is above its upper one";
    if (isinf(lo) || isinf(up))
        return "is semi-continuous: it needs a finite bound on either side";
    size_t on = cp_lp_add_col(m, 0, 0, 1);
    size_t most = cp_lp_add_row(m, -CP_LP_INF, 0), least = cp_lp_add_row(m, 0, CP_LP_INF);
    if (on == SIZE_MAX || most == SIZE_MAX || least == SIZE_MAX)
        return NULL;
    cp_lp_set_integer(m, on);
    cp_lp_set_col_bounds(m, col, fmin(lo, 0), fmax(up, 0));
    cp_lp_add_coef(m, most, col, 1);
    cp_lp_add_coef(m, most, on, 0 - up);
    cp_lp_add_coef(m, least, col, 1);
    cp_lp_add_coef(m, least, on, 0 - lo);
    if (!name_after(m, &m->names.col, col, "on", on) ||
        !name_after(m, &m->names.row, col, "up", most) ||
        !name_after(m, &m->names.row, col, "low", least))
        return "is semi-continuous: names for its binary column and rows (NAME.on, .up, .low) are "
               "taken or too long";
    return NULL;
}
