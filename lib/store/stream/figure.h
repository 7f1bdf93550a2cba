/* The figures of a headline. */
#ifndef CAPPLAN_STORE_FIGURE_H
#define CAPPLAN_STORE_FIGURE_H

#include "store/stream/stream.h"

/* Append one, unless its value is NaN. CP_ENOMEM also where its name or scenario is NULL. */
int cp_store_headline_add(struct cp_store_headline *h, struct cp_arena *arena,
                          struct cp_store_figure figure, struct cp_error *err);

/* figure.c: those of one scenario. */
int cp_store_add_figures(const struct cp_facts *facts, const char *scenario, struct cp_arena *arena,
                         struct cp_store_headline *h, struct cp_error *err);

/* cell.c: a number, with its sign where that is asked for. The text is NULL: no memory. */
struct cp_page_cell cp_store_cell(struct cp_arena *a, double x, int digits, bool sign);

/* bridge.c: what each kind of cost adds to cost_discounted, as figures of their own that sum to it.
 */
int cp_store_add_kinds(const struct cp_facts *facts, const struct cp_plan *plan,
                       struct cp_arena *arena, struct cp_store_headline *h, struct cp_error *err);

#endif
