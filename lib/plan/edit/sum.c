/* What is written as a number, times or plus another. */
#include "plan/edit/edit.h"
#include <math.h>
#include <string.h>

/* Infinite where it becomes too large. */
static double to_15_digits(double x) {
    char text[CP_NUMBER_SIZE];
    size_t used, len = (size_t)snprintf(text, sizeof text, "%.15g", x);
    return cp_number_parse(text, len, &x, &used) == 0 ? x : (double)INFINITY;
}

/* As cp_unit_factor, with the path before its finding. */
static int factor_between(const struct cp_plan_sum *s, const char *from, const char *to,
                          double *factor) {
    struct cp_error why;
    why.n = why.dropped = 0;
    if (cp_unit_factor(from, to, factor, s->pos, &why) == 0)
        return 0;
    if (why.at[0].code != CP_EINPUT)
        return cp_fail(s->err, why.at[0].code, "%s", why.at[0].msg);
    return cp_fail_at(s->err, CP_EINPUT, s->pos, "%.120s: %.300s", s->path, why.at[0].msg);
}

int cp_plan_sum(const struct cp_plan_sum *s, const char *number, const char *amount,
                const char **out) {
    double x, by, factor = 1;
    size_t used, by_used;
    if (cp_number_parse(number, strlen(number), &x, &used) != 0)
        return CP_PLAN_NO_NUMBER;
    if (cp_number_parse(amount, strlen(amount), &by, &by_used) != 0)
        return CP_PLAN_NO_AMOUNT;
    const char *unit = number + used, *by_unit = amount + by_used;
    unit += strspn(unit, " ");
    by_unit += strspn(by_unit, " ");
    if (*by_unit && s->sign == '*')
        return CP_PLAN_NO_FACTOR;
    int rc = *by_unit ? factor_between(s, by_unit, unit, &factor) : 0;
    if (rc)
        return rc;
    x = to_15_digits(s->sign == '*' ? x * by : x + by * factor);
    if (!isfinite(x))
        return CP_PLAN_TOO_LARGE;
    char text[CP_NUMBER_SIZE];
    cp_number_format(text, x);
    *out = cp_arena_printf(s->arena, "%s%s%s", text, *unit ? " " : "", unit);
    return *out ? 0 : cp_fail_nomem(s->err);
}
