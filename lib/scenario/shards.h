/* What is known of shards while they are read. */
#ifndef CAPPLAN_SCENARIO_SHARDS_H
#define CAPPLAN_SCENARIO_SHARDS_H

#include "scenario/merge.h"

/* Of a scenario of the list. */
struct cp_scenario_share {
    const char *file; /* NULL: it was not met yet */
    double probability, objective;
    bool solved, answered, financed; /* it has `solved`, that is no NA, and default_probability */
    size_t rows;
};

/* A number that each scenario may have, and where it stands first, by list and row. */
struct cp_scenario_figure {
    struct cp_fact as;
    bool mean; /* what is said of all is their mean; else P5, P50 and P95 */
    double *value;
    size_t scenario, row;
};
struct cp_scenario_figures {
    struct cp_names keys;
    struct cp_arena arena;
    struct cp_scenario_figure *at;
    size_t n, cap;
};

/* Parts of the file aside, each of one scenario, or SIZE_MAX: of none. */
struct cp_scenario_piece {
    size_t scenario, part;
};

struct cp_scenario_merged {
    const struct cp_scenario_shards *from;
    struct cp_names list;
    struct cp_scenario_share *share;
    struct cp_facts_groups *groups;
    struct cp_facts_aside *aside;
    struct cp_names common;  /* facts without a scenario, as the first file has them */
    const char *first, *now; /* that file, and the one that is read */
    const char *empty;       /* one without facts */
    size_t ncommon;          /* of the one that is read */
    struct cp_scenario_piece *piece;
    size_t npiece, cap;
    struct cp_scenario_figures figures;
    char currency[CP_UNIT_SIZE]; /* of their money; "": none was read */
    struct cp_str *notes;
};

/* list.c: which scenarios there are to be. */
int cp_scenario_merge_list(struct cp_scenario_merged *m, struct cp_error *err);

/* figures.c */
bool cp_scenario_is_mean(const struct cp_facts *t, size_t row);
int cp_scenario_figure(struct cp_scenario_merged *m, const struct cp_facts *t, size_t row,
                       size_t scenario, struct cp_error *err);
/* Facts of all together, at the end of the file aside. */
int cp_scenario_figures_put(struct cp_scenario_merged *m, struct cp_error *err);
void cp_scenario_figures_release(struct cp_scenario_figures *f);

#endif
