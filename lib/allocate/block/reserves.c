/* Operating reserves: power that can be delivered at once, in every step; downwards, that can be
 * left out at once, or taken. What is asked for is a part of the load and of what comes as it is
 * generated [the 3+5 rule of GE Energy, Western Wind and Solar Integration Study, NREL 2010], and
 * upwards the loss of any one contract or unit, with the reserve that is lost with it [Johnston et
 * al., Switch 2.0, SoftwareX 2019: project and unit contingencies]. Who holds it has it above what
 * he delivers, or down from there to his least load, on-line where commitment is decided, within
 * the ramp of the time in which it is called, and of storage with the energy or the room for it.
 */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include "allocate/block/seasonal.h"
#include "allocate/block/store.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <string.h>

/* ---- places ---------------------------------------------------------------------------------- */

static bool among(const char *const *list, size_t n, const char *word) {
    for (size_t i = 0; word && i < n; i++)
        if (!strcmp(list[i], word))
            return true;
    return false;
}

bool cp_allocate_reserve_is_for(const struct cp_program *m, size_t k, size_t bus) {
    const struct cp_policy_reserve *r = &m->plan->policy.reserve[k];
    bool is = !r->nsite && !r->nnode;
    is |= among(r->nodes, r->nnode, m->energy.bus[bus].node);
    for (size_t s = 0; s < m->plan->nsite; s++)
        is |= m->energy.site_bus[s] == bus && among(r->sites, r->nsite, m->plan->site[s].name);
    return is;
}

/* Add `value` for every MW that contract e delivers in slice h to the places of reserve k. */
static void add_output_there(struct cp_program *m, size_t r, size_t k, const struct cp_supply *u,
                             size_t h, double value) {
    for (size_t i = 0; i < m->energy.buses[u->e].n; i++) {
        size_t b = m->energy.buses[u->e].bus[i];
        if (cp_allocate_reserve_is_for(m, k, b))
            cp_allocate_coef(m, r, *dispatch_at(m, u->e, b, u->t) + h, value);
    }
}

enum way { UP, DOWN };

/* Whether contract e holds some of reserve k, which is of that way. */
static bool holds(struct cp_program *m, size_t k, const struct cp_supply *u, enum way way) {
    return m->plan->policy.reserve[k].down == (way == DOWN) && *held_at(m, k, u->e, u->t) != NONE;
}

/* Add `value` for every MW that contract e holds of any reserve of a way in slice h. */
static void add_held(struct cp_program *m, size_t r, const struct cp_supply *u, enum way way,
                     size_t h, double value) {
    for (size_t k = 0; k < m->plan->policy.nreserve; k++)
        if (holds(m, k, u, way))
            cp_allocate_coef(m, r, *held_at(m, k, u->e, u->t) + h, value);
}

/* ---- who holds it ---------------------------------------------------------------------------- */

/* Add `value` for every MW that can run: what is on-line, or all that stands. */
static void add_running(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                        double value) {
    if (*online_at(m, u->e, u->t) != NONE)
        cp_allocate_coef(m, r, *online_at(m, u->e, u->t) + h, value);
    else
        cp_allocate_add_capacity(m, r, &m->energy.capacity[u->e], u->t, value);
}

static void add_charge(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                       double value) {
    for (size_t i = 0; contract_type(m, u->e)->stores && i < m->energy.buses[u->e].n; i++)
        cp_allocate_coef(m, r, *charge_at(m, u->e, m->energy.buses[u->e].bus[i], u->t) + h, value);
}

/* Delivered and held <= what could be delivered; charging can stop, and so can a sale. */
static void add_headroom(struct cp_program *m, const struct cp_supply *u) {
    bool sells = contract_type(m, u->e)->sells;
    size_t r = cp_allocate_rows(m, tagged(ROW_HEADROOM, u->e, NONE, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        add_held(m, r + h, u, UP, h, 1);
        cp_allocate_add_output(m, r + h, u->e, u->t, h, sells ? -1 : 1);
        add_charge(m, r + h, u, h, -1);
        if (!sells)
            add_running(m, r + h, u, h, -cp_allocate_available(u, h));
    }
}

/* Held <= what is delivered above the least load; storage stops delivering, and charges with all
 * that it can; a sale takes all that it can. */
static void add_footroom(struct cp_program *m, const struct cp_supply *u) {
    bool sells = contract_type(m, u->e)->sells, stores = contract_type(m, u->e)->stores;
    size_t r = cp_allocate_rows(m, tagged(ROW_FOOTROOM, u->e, NONE, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        double can = cp_allocate_available(u, h);
        add_held(m, r + h, u, DOWN, h, 1);
        cp_allocate_add_output(m, r + h, u->e, u->t, h, sells ? 1 : -1);
        add_charge(m, r + h, u, h, 1);
        if (sells)
            add_running(m, r + h, u, h, -can);
        else if (stores)
            cp_allocate_add_charger(m, r + h, u, h, -1);
        else if (*online_at(m, u->e, u->t) != NONE && u->c->generator.least_load > 0)
            add_running(m, r + h, u, h, can * u->c->generator.least_load);
    }
}

/* Of one reserve no more than a plant rises or falls by within its time. */
static void add_response(struct cp_program *m, size_t k, const struct cp_supply *u) {
    double most = u->c->generator.ramp * m->plan->policy.reserve[k].within;
    if (!(contract_type(m, u->e)->built && most < 1)) /* NaN: any */
        return;
    size_t r = cp_allocate_rows(m, tagged(ROW_RESPONSE, u->e, k, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        cp_allocate_coef(m, r + h, *held_at(m, k, u->e, u->t) + h, 1);
        add_running(m, r + h, u, h, -most);
    }
}

/* Add what storage e holds at all its buses at the end of slice h to row r; `start`: at its start.
 * Of a seasonal one that is the least of all days, or the most. */
static void add_stored(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                       bool start, bool most) {
    size_t g = cp_slices_group(u->slice, h);
    bool seasonal = u->c->storage.seasonal;
    for (size_t i = 0; i < m->energy.buses[u->e].n; i++) {
        size_t b = m->energy.buses[u->e].bus[i], soc = *soc_at(m, u->e, b, u->t);
        if (!start)
            cp_allocate_coef(m, r, soc + h, 1);
        else if (!seasonal || h > u->slice->first[g])
            cp_allocate_coef(m, r, soc + step_before(u->slice, g, h), 1);
    }
    if (seasonal)
        cp_allocate_add_carried(m, r, u, h, start, most);
}

/* Add `value` for every MWh of what is held to row r; returns the longest duration. */
static double add_held_energy(struct cp_program *m, size_t r, const struct cp_supply *u,
                              enum way way, size_t h, double value) {
    double longest = 0;
    for (size_t k = 0; k < m->plan->policy.nreserve; k++)
        if (holds(m, k, u, way)) {
            double duration = m->plan->policy.reserve[k].duration;
            cp_allocate_coef(m, r, *held_at(m, k, u->e, u->t) + h, value * duration);
            longest = fmax(longest, duration);
        }
    return longest;
}

/* Called for its duration at the start of a step, or so that it ends with it: that energy and what
 * is delivered beside it in the step are there, without what is not charged meanwhile. */
static void add_energy(struct cp_program *m, const struct cp_supply *u) {
    for (size_t start = 0; start < 2; start++) {
        size_t r = cp_allocate_rows(m, tagged(ROW_STORED, u->e, start, u->t, 0), 0, CP_LP_INF);
        for (size_t h = 0; h < u->slice->n; h++) {
            add_stored(m, r + h, u, h, start, false);
            double longest = add_held_energy(m, r + h, u, UP, h, -1);
            double beside = fmin(longest, u->slice->length[cp_slices_group(u->slice, h)]);
            if (start)
                cp_allocate_add_output(m, r + h, u->e, u->t, h, -beside);
            add_charge(m, r + h, u, h, beside * (start ? 1 : 1 - u->c->storage.efficiency));
        }
    }
}

/* The same downwards: beside what is stored there is room for what is charged when called, with
 * what is charged anyway, without what is not delivered meanwhile. */
static void add_room(struct cp_program *m, const struct cp_supply *u) {
    double each, efficiency = u->c->storage.efficiency;
    const struct cp_capacity *volume = cp_allocate_volume(m, u, &each);
    for (size_t start = 0; start < 2; start++) {
        size_t r = cp_allocate_rows(m, tagged(ROW_ROOM, u->e, start, u->t, 0), -CP_LP_INF, 0);
        for (size_t h = 0; h < u->slice->n; h++) {
            add_stored(m, r + h, u, h, start, true);
            double longest = add_held_energy(m, r + h, u, DOWN, h, efficiency);
            double beside = fmin(longest, u->slice->length[cp_slices_group(u->slice, h)]);
            if (start)
                add_charge(m, r + h, u, h, efficiency * beside);
            cp_allocate_add_output(m, r + h, u->e, u->t, h,
                                   beside * (start ? -efficiency : 1 - efficiency));
            cp_allocate_add_capacity(m, r + h, volume, u->t, -each);
        }
    }
}

static void add_holder(struct cp_program *m, size_t e, size_t t) {
    const struct cp_policy *policy = &m->plan->policy;
    struct cp_supply u = cp_allocate_supply(m, e, t);
    bool any[2] = {false, false};
    for (size_t k = 0; *contract_row_at(m, e, t) != NONE && k < policy->nreserve; k++)
        if (among(policy->reserve[k].contracts, policy->reserve[k].ncontract, u.c->name)) {
            *held_at(m, k, e, t) = cp_allocate_cols(m, tagged(COL_HELD, e, k, t, 0), 0, CP_LP_INF);
            add_response(m, k, &u);
            any[policy->reserve[k].down] = true;
        }
    if (any[UP])
        add_headroom(m, &u);
    if (any[DOWN])
        add_footroom(m, &u);
    if (any[UP] && contract_type(m, e)->stores)
        add_energy(m, &u);
    if (any[DOWN] && contract_type(m, e)->stores)
        add_room(m, &u);
}

/* ---- what is asked for ----------------------------------------------------------------------- */

/* A part of the load that is served at a bus. */
static void ask_for_load(struct cp_program *m, size_t first, size_t b, size_t t, double part,
                         double *fixed) {
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        fixed[h] += part * cp_allocate_fixed_load(m, b, t, h);
        for (size_t s = 0; s < m->plan->nsite; s++)
            if (m->energy.site_bus[s] == b)
                cp_allocate_coef(m, first + h, *power_at(m, s, t) + h, -part);
        if (*shed_at(m, b, t) != NONE)
            cp_allocate_coef(m, first + h, *shed_at(m, b, t) + h, part);
    }
}

/* It comes as it is generated. */
static bool varies(const struct cp_program *m, const struct cp_supply *u) {
    return contract_type(m, u->e)->curtails ||
           (u->varies && (u->factor || u->c->output.factor < 1));
}

/* A unit as long as any of what it is one of is delivered or held. */
static void risk_unit(struct cp_program *m, size_t k, const struct cp_supply *u, size_t loss) {
    size_t risk = cp_allocate_cols(m, tagged(COL_AT_RISK, u->e, k, u->t, 0), 0, 1);
    size_t runs = cp_allocate_rows(m, tagged(ROW_AT_RISK, u->e, k, u->t, 0), -CP_LP_INF, 0);
    size_t most = cp_allocate_rows(m, tagged(ROW_LOSS, u->e, k, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; !m->ended && h < u->slice->n; h++) {
        if (m->integer)
            cp_lp_set_integer(m->lp, risk + h);
        add_output_there(m, runs + h, k, u, h, 1);
        add_held(m, runs + h, u, UP, h, 1);
        cp_allocate_coef(m, runs + h, risk + h, -u->c->power);
        cp_allocate_coef(m, most + h, risk + h, u->c->asset.unit);
        cp_allocate_coef(m, most + h, loss + h, -1);
    }
}

/* What is delivered by any one of the contracts, and what it holds that is lost with it. */
static size_t add_losses(struct cp_program *m, size_t k, size_t t) {
    const struct cp_policy_reserve *reserve = &m->plan->policy.reserve[k];
    size_t loss = cp_allocate_cols(m, tagged(COL_LOSS, k, NONE, t, 0), 0, CP_LP_INF);
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        if (*contract_row_at(m, e, t) == NONE ||
            !among(reserve->lost, reserve->nlost, m->plan->energy.contract[e].name))
            continue;
        struct cp_supply u = cp_allocate_supply(m, e, t);
        if (u.c->asset.unit > 0) {
            risk_unit(m, k, &u, loss);
            continue;
        }
        size_t r = cp_allocate_rows(m, tagged(ROW_LOSS, e, k, t, 0), -CP_LP_INF, 0);
        for (size_t h = 0; h < u.slice->n; h++) {
            add_output_there(m, r + h, k, &u, h, 1);
            if (*held_at(m, k, e, t) != NONE)
                cp_allocate_coef(m, r + h, *held_at(m, k, e, t) + h, 1);
            cp_allocate_coef(m, r + h, loss + h, -1);
        }
    }
    return loss;
}

static void add_missing(struct cp_program *m, size_t k, size_t t, size_t first) {
    const struct cp_policy_reserve *reserve = &m->plan->policy.reserve[k];
    double price = cp_allocate_path(m, &reserve->price, t, 0);
    if (!reserve->price.n)
        return;
    size_t x = *missing_at(m, k, t) =
        cp_allocate_cols(m, tagged(COL_MISSING, k, NONE, t, 0), 0, CP_LP_INF);
    for (size_t h = 0; h < m->time.slice[t]->n; h++) {
        cp_allocate_coef(m, first + h, x + h, 1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x + h,
                                             .kind = COST_RESERVE,
                                             .name = reserve->name,
                                             .amount = slice_hours(m, t, h) * price});
    }
}

/* Held and missing >= what is asked for. */
static void ask(struct cp_program *m, uint8_t kind, size_t k, size_t t) {
    const struct cp_policy_reserve *reserve = &m->plan->policy.reserve[k];
    size_t n = m->time.slice[t]->n;
    size_t first = *reserve_row_at(m, k, t) =
        cp_allocate_rows(m, tagged(kind, k, NONE, t, 0), 0, CP_LP_INF);
    size_t loss = reserve->nlost ? add_losses(m, k, t) : NONE;
    double *fixed = cp_arena_calloc(&m->arena, n, sizeof *fixed);
    double of_load = cp_allocate_path(m, &reserve->load, t, 0),
           of_variable = cp_allocate_path(m, &reserve->variable, t, 0);
    need(m, fixed);
    for (size_t b = 0; !m->ended && b < m->energy.nbus; b++)
        if (of_load > 0 && cp_allocate_reserve_is_for(m, k, b))
            ask_for_load(m, first, b, t, of_load, fixed);
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        struct cp_supply u = cp_allocate_supply(m, e, t);
        for (size_t h = 0; *contract_row_at(m, e, t) != NONE && h < n; h++) {
            if (*held_at(m, k, e, t) != NONE)
                cp_allocate_coef(m, first + h, *held_at(m, k, e, t) + h, 1);
            if (varies(m, &u))
                add_output_there(m, first + h, k, &u, h, -of_variable);
        }
    }
    for (size_t h = 0; !m->ended && h < n; h++) {
        if (loss != NONE)
            cp_allocate_coef(m, first + h, loss + h, -1);
        cp_lp_set_row_bounds(m->lp, first + h,
                             fixed[h] + cp_allocate_path(m, &reserve->power, t, 0), CP_LP_INF);
    }
    add_missing(m, k, t, first);
}

void cp_allocate_limit_reserves(struct cp_program *m, uint8_t kind) {
    size_t n = m->plan->policy.nreserve;
    m->reserves.held = cp_allocate_indices(m, n * m->plan->energy.ncontract * m->T);
    m->reserves.missing = cp_allocate_indices(m, n * m->T);
    m->reserves.row = cp_allocate_indices(m, n * m->T);
    for (size_t e = 0; n && cp_allocate_going(m) && e < m->plan->energy.ncontract; e++)
        for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
            add_holder(m, e, t);
    for (size_t k = 0; k < n; k++)
        for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
            ask(m, kind, k, t);
}
