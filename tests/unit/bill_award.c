/* Awards over the tiers of bills of materials at random: what they cost is the least of all ways to
 * keep the dates of the schedule, by trying all of them. */
#include "num/num.h"
#include "supplier/supplier.h"
#include "tap.h"
#include <unistd.h>

enum { HALLS = 2, OFFERS = 3, SUPPLIERS = 3, MASKS = 1 << SUPPLIERS, SPLITS = 40 };
enum { RACK, CORE, CHILLER, ITEMS }; /* a rack has cores */

struct offer {
    int supplier, lead, price, fixed, minimum, multiple, quantity; /* weeks; units */
};

struct small {
    int nhall, units[HALLS], chillers, cores, before, core_before, ready[HALLS]; /* days */
    int noffer[ITEMS], qualification[SUPPLIERS];
    struct offer offer[ITEMS][OFFERS];
    int promised[HALLS]; /* days, of the schedule */
};

/* ---- drawing and writing ----------------------------------------------------------------------
 */

static int draw(struct cp_random *r, int low, int high) {
    return low + (int)(cp_num_random_bits(r) % (uint64_t)(high - low + 1));
}

static int maybe(struct cp_random *r, int low, int high) {
    return draw(r, 0, 2) == 0 ? draw(r, low, high) : 0;
}

static void draw_plan(struct cp_random *r, struct small *s) {
    s->nhall = draw(r, 1, HALLS);
    s->chillers = draw(r, 1, 4);
    s->cores = draw(r, 1, 2);
    s->before = draw(r, 0, 3);
    s->core_before = draw(r, 0, 2);
    for (int h = 0; h < s->nhall; h++) {
        s->units[h] = draw(r, 1, 3);
        s->ready[h] = draw(r, 70, 400);
    }
    for (int q = 0; q < SUPPLIERS; q++)
        s->qualification[q] = maybe(r, 1, 9);
    for (int i = 0; i < ITEMS; i++) {
        s->noffer[i] = draw(r, 1, i == CORE ? 2 : OFFERS);
        for (int k = 0; k < s->noffer[i]; k++)
            s->offer[i][k] = (struct offer){.supplier = draw(r, 0, SUPPLIERS - 1),
                                            .lead = draw(r, 2, 30),
                                            .price = draw(r, 1, 12),
                                            .fixed = maybe(r, 1, 12),
                                            .minimum = maybe(r, 2, 5),
                                            .multiple = maybe(r, 2, 4),
                                            .quantity = draw(r, 0, 3) ? 99 : draw(r, 5, 9)};
    }
}

static const char *const name[ITEMS] = {"rack", "core", "chiller"};

static void day(char out[CP_PERIOD_SIZE], int days) {
    int64_t start = cp_period_start((struct cp_period){CP_YEAR, 2026});
    cp_period_format(out, cp_period_at(CP_DAY, start + 24 * (int64_t)days));
}

static void write_plan(FILE *out, const struct small *s) {
    char ready[CP_PERIOD_SIZE];
    fputs("horizon: {from: 2026-Q1, to: 2029-Q4}\nsites: {here: {pue: 1.2, phases: {", out);
    for (int h = 0; h < s->nhall; h++) {
        day(ready, s->ready[h]);
        fprintf(out,
                "%sh%d: {power: 1 MW, ready: %s, capex: 1 USD, parts: {rack: {quantity: %d, "
                "before: %d weeks}%s",
                h ? ", " : "", h, ready, s->units[h], s->before, h ? "" : ", chiller: ");
        fprintf(out, h ? "}}" : "%d}}", s->chillers);
    }
    fputs("}}}\nsuppliers: {", out);
    for (int q = 0; q < SUPPLIERS; q++)
        fprintf(out, "%ss%d: {qualification: %d USD}", q ? ", " : "", q, s->qualification[q]);
    fputs("}\nitems:\n", out);
    for (int i = 0; i < ITEMS; i++) {
        fprintf(out, "  %s: {", name[i]);
        if (i == RACK)
            fprintf(out, "parts: {core: {quantity: %d, before: %d weeks}}, ", s->cores,
                    s->core_before);
        fputs("offers: {", out);
        for (int k = 0; k < s->noffer[i]; k++) {
            const struct offer *o = &s->offer[i][k];
            fprintf(out,
                    "%s%s%d: {supplier: s%d, lead: %d weeks, price: %d USD, fixed: %d USD, "
                    "minimum: %d, multiple: %d, quantity: %d}",
                    k ? ", " : "", name[i], k, o->supplier, o->lead, o->price, o->fixed, o->minimum,
                    o->multiple, o->quantity);
        }
        fputs("}}\n", out);
    }
}

/* ---- by trying all ----------------------------------------------------------------------------
 */

struct splits {
    int n, part[SPLITS][OFFERS];
};

static void split(struct splits *s, int units, int offers) {
    s->n = 0;
    for (int a = 0; a <= units; a++)
        for (int b = 0; a + b <= units; b++) {
            int c = units - a - b;
            if ((offers < 3 && c) || (offers < 2 && b))
                continue;
            int *part = s->part[s->n++];
            part[0] = a, part[1] = b, part[2] = c;
        }
}

/* The fewest units that an offer sells of which so many are needed; -1: it does not. */
static int sold(const struct offer *o, int units) {
    if (units == 0)
        return 0;
    int n = units > o->minimum ? units : o->minimum;
    while (o->multiple && n % o->multiple)
        n++;
    return n <= o->quantity ? n : -1;
}

/* What it costs to sell those, into *mask who does; -1: they cannot be had. */
static int cost_of(const struct small *s, int item, const int units[OFFERS], int extra[OFFERS],
                   int *mask) {
    int cost = 0;
    for (int k = 0; k < s->noffer[item]; k++) {
        const struct offer *o = &s->offer[item][k];
        int n = sold(o, units[k]);
        if (n < 0)
            return -1;
        extra[k] = n - units[k];
        cost += n * o->price + (n ? o->fixed : 0);
        *mask |= n ? 1 << o->supplier : 0;
    }
    return cost;
}

static int slowest(const struct small *s, int item, const int part[OFFERS]) {
    int weeks = 0;
    for (int k = 0; k < s->noffer[item]; k++)
        weeks = part[k] && s->offer[item][k].lead > weeks ? s->offer[item][k].lead : weeks;
    return weeks;
}

static bool in_time(const struct small *s, int h, const int rack[OFFERS], const int core[OFFERS]) {
    int weeks = slowest(s, CORE, core) + s->core_before + slowest(s, RACK, rack) + s->before;
    return 7 * weeks <= s->promised[h];
}

static void keep(int *best, int mask, int cost) {
    if (best[mask] < 0 || cost < best[mask])
        best[mask] = cost;
}

/* Cores for all racks that are sold, those that nobody needs too. */
static void try_cores(const struct small *s, const int rack[OFFERS], const int core[OFFERS],
                      int *best) {
    int extra[OFFERS] = {0}, none[OFFERS], mask = 0, over = 0;
    int cost = cost_of(s, RACK, rack, extra, &mask);
    if (cost < 0)
        return;
    for (int k = 0; k < s->noffer[RACK]; k++)
        over += extra[k] * s->cores;
    for (int a = 0; a <= over; a++) {
        int with[OFFERS] = {core[0] + a, core[1], 0}, who = mask;
        if (s->noffer[CORE] > 1)
            with[1] += over - a;
        else if (a < over)
            continue;
        int more = cost_of(s, CORE, with, none, &who);
        if (more >= 0)
            keep(best, who, cost + more);
    }
}

/* All ways to have the racks of hall h and those after it. */
static void try_racks(const struct small *s, int h, const int rack[OFFERS], const int core[OFFERS],
                      int *best) {
    struct splits racks, cores;
    if (h == s->nhall) {
        try_cores(s, rack, core, best);
        return;
    }
    split(&racks, s->units[h], s->noffer[RACK]);
    split(&cores, s->units[h] * s->cores, s->noffer[CORE]);
    for (int i = 0; i < racks.n; i++)
        for (int j = 0; j < cores.n; j++) {
            int r[OFFERS], c[OFFERS];
            for (int k = 0; k < OFFERS; k++) {
                r[k] = rack[k] + racks.part[i][k];
                c[k] = core[k] + cores.part[j][k];
            }
            if (in_time(s, h, racks.part[i], cores.part[j]))
                try_racks(s, h + 1, r, c, best);
        }
}

/* The least cost; -1: no way keeps the dates. */
static int least(const struct small *s) {
    int best[MASKS], chillers[MASKS], cost = -1, none[OFFERS] = {0};
    struct splits all;
    for (int m = 0; m < MASKS; m++)
        best[m] = chillers[m] = -1;
    try_racks(s, 0, none, none, best);
    split(&all, s->chillers, s->noffer[CHILLER]);
    for (int i = 0; i < all.n; i++) {
        int mask = 0, extra[OFFERS];
        int one = cost_of(s, CHILLER, all.part[i], extra, &mask);
        if (one >= 0 && 7 * slowest(s, CHILLER, all.part[i]) <= s->promised[0])
            keep(chillers, mask, one);
    }
    for (int a = 0; a < MASKS; a++)
        for (int b = 0; b < MASKS; b++) {
            int sum = best[a] + chillers[b];
            for (int q = 0; q < SUPPLIERS; q++)
                sum += (a | b) >> q & 1 ? s->qualification[q] : 0;
            if (best[a] >= 0 && chillers[b] >= 0 && (cost < 0 || sum < cost))
                cost = sum;
        }
    return cost;
}

/* ---- by the room -------------------------------------------------------------------------------
 */

/* The days on which halls are ready; false: not all ever are. */
static bool read_dates(const struct cp_facts *f, int ready[HALLS], int nhall) {
    int64_t origin = cp_period_start((struct cp_period){CP_YEAR, 2026});
    int found = 0;
    for (size_t i = 0; i < cp_facts_count(f); i++) {
        struct cp_period p;
        const char *text = cp_facts_dim(f, i, CP_PERIOD);
        if (strcmp(cp_facts_measure(f, i), "energisation") != 0 ||
            cp_period_parse(text, strlen(text), &p) != 0)
            continue;
        ready[cp_facts_dim(f, i, CP_PHASE)[1] - '0'] = (int)((cp_period_start(p) - origin) / 24);
        found++;
    }
    return found == nhall;
}

static double sum(const struct cp_facts *f, const char *measure) {
    double all = 0;
    for (size_t i = 0; i < cp_facts_count(f); i++)
        if (strcmp(cp_facts_measure(f, i), measure) == 0)
            all += cp_facts_value(f, i);
    return all;
}

/* Whether what is bought of every offer is in its lots, and comes to what its parts are for. */
static bool is_sound(const struct cp_facts *f, const struct small *s) {
    int bought[ITEMS] = {0};
    for (size_t i = 0; i < cp_facts_count(f); i++) {
        const char *offer = cp_facts_dim(f, i, CP_OFFER);
        if (strcmp(cp_facts_measure(f, i), "item_order") != 0)
            continue;
        int item = 0, n = (int)lround(cp_facts_value(f, i));
        while (strcmp(cp_facts_dim(f, i, CP_ITEM), name[item]) != 0)
            item++;
        if (fabs(cp_facts_value(f, i) - n) > 1e-6 ||
            (n && sold(&s->offer[item][offer[strlen(offer) - 1] - '0'], n) != n))
            return false;
        bought[item] += n;
    }
    int racks = s->units[0] + (s->nhall > 1 ? s->units[1] : 0);
    return bought[RACK] >= racks && bought[CORE] >= bought[RACK] * s->cores &&
           bought[CHILLER] >= s->chillers;
}

struct tally {
    int awarded, none, dearer, cheaper, late, unsound;
};

static void compare(struct small *s, const struct cp_plan *plan, struct tally *n) {
    struct cp_error err = {0};
    struct cp_supplier_options curve = {.service_level = 0.5};
    struct cp_award_options award = {.service_level = 0.5, .gap = 1e-9};
    struct cp_facts *before = cp_facts_new(), *after = cp_facts_new();
    bool complete;
    int ready[HALLS];
    int rc = cp_supplier_run(plan, &curve, before, &err);
    if (rc == 0 && read_dates(before, s->promised, s->nhall)) {
        rc = cp_supplier_award(plan, &award, after, &complete, &err);
        double got = complete ? sum(after, "item_cost") : -1;
        int want = least(s);
        n->awarded += got >= 0;
        n->none += got < 0;
        n->dearer += want >= 0 && (got < 0 || got > want + 1e-7 * want);
        n->cheaper += got >= 0 && (want < 0 || got < want - 1e-7 * want);
        read_dates(after, ready, s->nhall);
        for (int h = 0; h < s->nhall; h++)
            n->late += ready[h] > s->promised[h];
        n->unsound += got >= 0 && !is_sound(after, s);
        if ((got < 0) != (want < 0) || fabs(got - want) > 1e-7 * (1 + want)) {
            printf("# got %.9g want %d:\n", got, want);
            write_plan(stdout, s);
        }
    }
    n->late += rc != 0;
    cp_facts_free(before);
    cp_facts_free(after);
}

int main(void) {
    unsigned plans = tap_draws(300, 3000);
    struct tally n = {0};
    for (unsigned i = 0; i < plans; i++) {
        char path[] = "/tmp/capplan-award-XXXXXX";
        struct cp_random r = cp_num_random_stream(21, i, 0);
        struct cp_error err = {0};
        struct cp_plan *plan = NULL;
        struct small s = {0};
        draw_plan(&r, &s);
        int fd = mkstemp(path);
        FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
        if (out) {
            write_plan(out, &s);
            fclose(out);
        }
        int rc = cp_plan_load(path, NULL, 0, &plan, &err);
        unlink(path);
        if (rc && !ok_rc(rc, &err, "the plan"))
            break;
        compare(&s, plan, &n);
        cp_plan_free(plan);
    }
    printf("# %d awards, %d without\n", n.awarded, n.none);
    ok(n.awarded > (int)plans / 2, "most plans have an award");
    ok(n.dearer == 0, "none is dearer than the cheapest way to keep the dates");
    ok(n.cheaper == 0, "and none cheaper than any");
    ok(n.late == 0, "the dates of the schedule are kept");
    ok(n.unsound == 0, "what is bought is whole lots, and parts for all of it");
    return done();
}
