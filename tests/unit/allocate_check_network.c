/* The energy network: what comes to every node is what its sites and its load take. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

int check_find_places(struct check *c) {
    const struct cp_plan *plan = c->plan;
    if (plan->nsite + plan->energy.nnode > CHECK_PLACES)
        return CP_EINTERNAL;
    for (size_t s = 0; s < plan->nsite; s++)
        if (!plan->site[s].node)
            c->place[c->nplace++] =
                (struct check_place){.site = &plan->site[s], .name = plan->site[s].name};
    for (size_t i = 0; i < plan->energy.nnode; i++)
        c->place[c->nplace++] =
            (struct check_place){.node = &plan->energy.node[i], .name = plan->energy.node[i].name};
    return 0;
}

double check_at(const struct check *c, const struct check_place *p, struct cp_fact key) {
    key.dim[CP_SITE] = p->site ? p->name : "-";
    key.dim[CP_NODE] = p->node ? p->name : "-";
    return check_sum(c, &key);
}

double check_load(const struct check *c, const struct check_place *p, size_t t, size_t h) {
    char slice[CP_SLICE_SIZE];
    double mw = 0;
    cp_slices_name(check_slicing(c, t), h, slice);
    for (size_t s = 0; s < c->plan->nsite; s++) {
        const struct cp_site *site = &c->plan->site[s];
        if (site == p->site || (p->node && site->node && !strcmp(site->node, p->name)))
            mw += SUM(.measure = "power", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t],
                      .dim[CP_SLICE] = slice);
    }
    if (p->node && p->node->load.n)
        mw += cp_plan_path_at(&p->node->load, c->period[t], c->plan->horizon.origin) *
              (p->node->load_profile ? check_profile(c, p->node->load_profile, t, h) : 1);
    return mw;
}

static double shed_in(const struct check *c, const struct cp_node *n, size_t t, size_t h) {
    const struct cp_slicing *s = check_slicing(c, t);
    char slice[CP_SLICE_SIZE];
    cp_slices_name(s, h, slice);
    return SUM(.measure = "shed", .dim[CP_NODE] = n->name, .dim[CP_PERIOD] = c->text[t],
               .dim[CP_SLICE] = slice) /
           (s->weight[h] * c->hours[t]);
}

double check_served(const struct check *c, const struct check_place *p, size_t t, size_t h) {
    return check_load(c, p, t, h) - (p->node ? shed_in(c, p->node, t, h) : 0);
}

/* No more than its load, at its price. */
void check_shed(struct check *c, const struct cp_node *n, double money) {
    for (size_t t = 0; t < c->T; t++) {
        const struct cp_slicing *s = check_slicing(c, t);
        double mwh = 0, usd = SUM(.measure = "cost", .dim[CP_KIND] = "shed",
                                  .dim[CP_NODE] = n->name, .dim[CP_PERIOD] = c->text[t]);
        double price =
            n->shed.n ? cp_plan_path_at(&n->shed, c->period[t], c->plan->horizon.origin) : 0;
        for (size_t h = 0; h < s->n; h++) {
            double load = cp_plan_path_at(&n->load, c->period[t], c->plan->horizon.origin) *
                          (n->load_profile ? check_profile(c, n->load_profile, t, h) : 1);
            double mw = shed_in(c, n, t, h);
            check_at_most(c, mw, n->shed.n ? load : 0, 1, "load shed", n->name, t);
            check_not_negative(c, mw, 1, "load shed", n->name, t);
            mwh += mw * s->weight[h] * c->hours[t];
        }
        check_near(c, usd, mwh * price, 1e-3 * money, "price of load shed", n->name, t);
    }
}

static double stands_at(const struct check *c, const struct cp_power_line *l, size_t t) {
    return SUM(.measure = "line", .dim[CP_NAME] = l->name, .dim[CP_PERIOD] = c->text[t]);
}

static void check_balance(struct check *c, const struct check_place *p, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        struct cp_fact key = {
            .measure = "energy", .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice};
        double hours = s->weight[h] * c->hours[t], load = check_served(c, p, t, h);
        double mwh = check_at(c, p, key), lines = 0;
        for (size_t l = 0; l < c->plan->energy.nline; l++) {
            const struct cp_power_line *line = &c->plan->energy.line[l];
            bool end = !strcmp(line->to, p->name), start = !strcmp(line->from, p->name);
            const char *other = end ? line->from : line->to;
            if (!end && !start)
                continue;
            lines += stands_at(c, line, t) * line->efficiency * (end || !line->one_way);
            mwh += check_carried(c, line->name, p->name, t, slice) -
                   check_carried(c, line->name, other, t, slice) / line->efficiency;
        }
        check_near(c, mwh / hours, load, 1e-2, "power that comes to a node", p->name, t);
        if (p->node->peak.n)
            check_at_most(c, cp_plan_path_at(&p->node->peak, c->period[t], c->plan->horizon.origin),
                          lines, 1, "peak of a node", p->name, t);
    }
}

/* Flows of lines with a reactance add up to nothing between two places over whichever of them: here
 * two places at most, so that all of them have the same voltage. */
static void check_voltage(struct check *c, size_t t) {
    const struct cp_slicing *s = check_slicing(c, t);
    for (size_t h = 0; h < s->n; h++) {
        double first = NAN;
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        for (size_t i = 0; i < c->plan->energy.nline; i++) {
            const struct cp_power_line *l = &c->plan->energy.line[i];
            double mw = (check_carried(c, l->name, l->to, t, slice) -
                         check_carried(c, l->name, l->from, t, slice)) /
                        (l->efficiency * s->weight[h] * c->hours[t]);
            double voltage =
                mw * l->reactance * (strcmp(l->from, c->plan->energy.node[0].name) ? -1 : 1);
            if (isnan(l->reactance))
                continue;
            if (!isnan(first))
                check_near(c, voltage, first, 1, "voltage", l->name, t);
            first = voltage;
        }
    }
}

void check_network(struct check *c) {
    for (size_t t = 0; t < c->T; t++)
        check_voltage(c, t);
    for (size_t i = 0; i < c->nplace; i++)
        for (size_t t = 0; c->place[i].node && t < c->T; t++)
            check_balance(c, &c->place[i], t);
}
