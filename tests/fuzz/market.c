/* Any bytes as a venue's file: markets whose prices are probabilities, or findings; what is read
 * gives facts. */
#include "odds/odds.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_price(double x) {
    return isnan(x) || (x >= 0 && x <= 1);
}

/* In what was read every market has a name, and no price is beyond what one can be. */
static void check(const struct cp_odds_markets *all) {
    for (size_t i = 0; i < all->n; i++) {
        const struct cp_odds_market *m = &all->market[i];
        if (!m->venue || !m->event || !m->name || !is_price(m->quote.bid) ||
            !is_price(m->quote.ask) || !is_price(m->quote.last) || !is_price(m->quote.said))
            abort();
    }
}

static void make_facts(const struct cp_odds_markets *all, struct cp_error *err) {
    struct cp_odds_options opt = CP_ODDS_OPTIONS_INIT;
    struct cp_odds *odds = NULL;
    struct cp_facts *facts = cp_facts_new();
    opt.as_of = 496704; /* 2026-08-31: else what is open hangs on the clock */
    int rc = facts ? cp_odds_new(all, NULL, &opt, &odds, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_odds_facts(odds, facts, err);
    if ((rc != 0) != (err->n > 0))
        abort();
    cp_odds_free(odds);
    cp_facts_free(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct cp_error *err = calloc(1, sizeof *err);
    struct cp_odds_markets all = {0};
    /* fmemopen has no empty streams */
    FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : fopen("/dev/null", "r");
    if (!err || !in)
        abort();
    int rc = cp_odds_read(&all, in, "fuzz.json", NULL, err);
    if ((rc != 0) != (err->n > 0) || (rc != 0 && all.n > 0))
        abort();
    check(&all);
    if (rc == 0)
        make_facts(&all, err);
    fclose(in);
    cp_odds_release(&all);
    free(err);
    return 0;
}
