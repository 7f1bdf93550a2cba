/* Two plants for a load of 100 MW: who runs, what an hour costs, and what one more MWh would. */
#include <capplan/lp.h>

int main(void) {
    static struct cp_error err;
    struct cp_lp_options options = {.engine = "auto"};
    struct cp_lp_solution s = {0};
    struct cp_lp *m = cp_lp_new();
    if (!m)
        return 1;
    size_t cheap = cp_lp_add_col(m, 20, 0, 60), dear = cp_lp_add_col(m, 50, 0, CP_LP_INF);
    size_t load = cp_lp_add_row(m, 100, CP_LP_INF);
    cp_lp_add_coef(m, load, cheap, 1);
    cp_lp_add_coef(m, load, dear, 1);
    if (cp_lp_finish(m, &err) == 0 && cp_lp_solve(m, &options, &s, &err) == 0 && s.x)
        printf("%s: %g and %g MW, %g USD, %g USD/MWh\n", cp_lp_status_name(s.status), s.x[cheap],
               s.x[dear], s.objective, s.dual[load]);
    cp_lp_solution_release(&s);
    cp_lp_free(m);
    return err.n > 0;
}
