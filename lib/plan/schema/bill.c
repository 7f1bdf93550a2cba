/* Keys of `items:` and of the parts that phases, contracts, SKUs and items are made of. */
#include "plan/document/document.h"
#include "plan/schema/delivery.h"
#include <math.h>
#include <string.h>

#define OF struct cp_part
#define PART_ROWS                                                                                  \
    {AT "quantity",        CP_IN(CP_T_NUMBER, quantity), .unit = "1",                              \
     .default_text = NULL, .flags = CP_F_POSITIVE,       .meaning = QUANTITY},                     \
    {                                                                                              \
        AT "before", CP_IN(CP_T_NUMBER, before),                                                   \
            .unit = "year", .max = 50, .default_text = "0 weeks",                                  \
            .meaning = "time that it has to be there before " PARENT                               \
    }
#define PART_SCHEMA(rows)                                                                          \
    {                                                                                              \
        CP_ROWS(rows), .name = CP_AT(item), .pos = CP_AT(pos), .section = "items",                 \
                       .plain = "quantity"                                                         \
    }

#define AT "sites/NAME/phases/NAME/parts/ITEM/"
#define QUANTITY "units of the item for the whole phase"
#define PARENT "the phase is ready, to install and test it"
static const struct cp_field phase_part[] = {PART_ROWS};
const struct cp_schema cp_plan_schema_phase_part = PART_SCHEMA(phase_part);
#undef AT
#undef QUANTITY
#undef PARENT

#define AT "contracts/NAME/parts/ITEM/"
#define QUANTITY "units of the item for the whole plant or connection"
#define PARENT "it delivers, to install and test it"
static const struct cp_field contract_part[] = {PART_ROWS};
const struct cp_schema cp_plan_schema_contract_part = PART_SCHEMA(contract_part);
#undef AT
#undef QUANTITY
#undef PARENT

#define AT "items/NAME/parts/ITEM/"
#define QUANTITY "units of that item for one of this"
#define PARENT "its maker begins with this one"
static const struct cp_field item_part[] = {PART_ROWS};
static const struct cp_schema item_part_schema = PART_SCHEMA(item_part);
#undef AT
#undef QUANTITY
#undef PARENT
#undef OF

#define AT "items/NAME/offers/NAME/capacity/PERIOD/"
#define OF struct cp_window
static const struct cp_field window[] = {
    {AT "value", CP_IN(CP_T_NUMBER, units), .unit = "1", .default_text = NULL,
     .meaning = "units delivered in that period at most"},
};
static const struct cp_schema window_schema = {CP_ROWS(window), .period = CP_AT(period),
                                               .any_period = true, .plain = "value"};
#undef AT
#undef OF

#define AT "items/NAME/offers/NAME/lead_quantiles/N/"
#define OF struct cp_lead_quantile
static const struct cp_field quantile[] = {CP_LEAD_QUANTILE_ROWS};
static const struct cp_schema quantile_schema = {CP_ROWS(quantile)};
#undef AT
#undef OF

/* ---- offers, of SKUs too -------------------------------------------------------------------- */

#define AT "items/NAME/offers/NAME/"
#define OF struct cp_item_offer
static const struct cp_field offer[] = {
    {AT "supplier", CP_IN(CP_T_NAME, supplier), .default_text = NULL, .section = "suppliers",
     .meaning = "who offers it"},
    CP_LEAD_ROWS("median lead time, from the order, with all parts there, to the delivery"),
    {AT "price", CP_IN(CP_T_NUMBER, price), .unit = "USD", .default_text = "",
     .meaning = "of one unit; an award among several offers wants it"},
    {AT "fixed", CP_IN(CP_T_NUMBER, fixed), .unit = "USD", .default_text = "0 USD",
     .meaning = "cost of an award, when anything is bought"},
    {AT "quantity", CP_IN(CP_T_NUMBER, quantity), .unit = "1", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT | CP_F_POSITIVE, .meaning = "units in all"},
    {AT "minimum", CP_IN(CP_T_NUMBER, minimum), .unit = "1", .default_text = "0",
     .meaning = "units, when bought at all"},
    {AT "multiple", CP_IN(CP_T_NUMBER, multiple), .unit = "1", .default_text = "0",
     .meaning = "what is bought is a multiple of it; 0: any number"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = "",
     .meaning = "first day of delivery; as the lead time lets it when absent"},
    {AT "capacity", CP_IN(CP_T_TABLE, window), CP_N(nwindow), .default_text = "",
     .of = &window_schema,
     .meaning = "units delivered at most, by period, evenly; any number when "
                "absent"},
    {AT "order_from", CP_IN(CP_T_DATE, order.from), .default_text = "",
     .meaning = "first day an order can be, or was, placed; the plan's start when absent"},
    {AT "order_by", CP_IN(CP_T_DATE, order.by), .default_text = "", .flags = CP_F_END,
     .meaning = "last day an order can be placed; any day when absent"},
};

static void check_offer(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_item_offer *o = base;
    cp_plan_check_lead(b, node, &o->lead);
    cp_plan_check_capacity(b, node, o->window, o->nwindow);
    const struct cp_plan_node *n = cp_plan_node_child(node, "order_by");
    if (n && o->order.by <= o->order.from)
        cp_plan_fail(b, n->pos, "order_by is before order_from");
    n = cp_plan_node_child(node, "minimum");
    if (n && o->minimum > o->quantity)
        cp_plan_fail(b, n->pos, "minimum: more than the quantity");
}
static const struct cp_schema offer_schema = {CP_ROWS(offer), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_offer};
#undef AT
#undef OF

#define AT "items/NAME/"
#define OF struct cp_item
static const struct cp_field item[] = {
    {AT "offers", CP_IN(CP_T_TABLE, offer), CP_N(noffer), .default_text = "", .of = &offer_schema,
     .meaning = "of it, by name"},
    {AT "parts", CP_IN(CP_T_TABLE, part), CP_N(npart), .default_text = "", .of = &item_part_schema,
     .meaning = "what its makers make it of: its own bill of materials, by item"},
    {AT "stock", CP_IN(CP_T_NUMBER, stock), .unit = "1", .default_text = "0",
     .meaning = "units at hand when the plan starts"},
    {AT "service_level", CP_IN(CP_T_NUMBER, service_level), .unit = "1", .default_text = "",
     .max = 0.999999, .flags = CP_F_POSITIVE,
     .meaning = "share of lead times that is waited for; as the command is told when absent"},
};
static void check_item(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_item *i = base;
    bool rack = cp_plan_node_child(cp_plan_node_child(b->plan->root, "skus"), i->name);
    if (rack && (i->noffer || i->stock > 0))
        cp_plan_fail(b, node->key_pos, "a SKU is offered by suppliers, and has parts alone here");
    else if (!rack && !i->noffer && !(i->stock > 0))
        cp_plan_fail(b, node->key_pos, "nobody offers it and none is in stock");
}
const struct cp_schema cp_plan_schema_item = {CP_ROWS(item), .name = CP_AT(name), .pos = CP_AT(pos),
                                              .check = check_item};

static size_t find(const struct cp_plan *p, const char *name) {
    size_t i = 0;
    while (i < p->supply.nitem && (!name || strcmp(p->supply.item[i].name, name) != 0))
        i++;
    return i;
}

/* The first part of an item that is itself not told to be sound; nitem: there is none. */
static size_t unsound_part(const struct cp_plan *p, size_t i, const bool *sound) {
    size_t n = p->supply.nitem, part = n;
    for (size_t k = 0; part == n && k < p->supply.item[i].npart; k++) {
        part = find(p, p->supply.item[i].part[k].item);
        part = part < n && sound[part] ? n : part;
    }
    return part;
}

/* An item is sound when all its parts are; in a circle none ever is. */
void cp_plan_check_items(struct cp_binder *b, const struct cp_plan *p) {
    size_t n = p->supply.nitem, left = n;
    bool *sound = cp_arena_calloc(b->arena, n + 1, sizeof *sound), more = true;
    if (!sound) {
        cp_plan_fail_nomem(b);
        return;
    }
    while (more) {
        more = false;
        for (size_t i = 0; i < n; i++)
            if (!sound[i] && unsound_part(p, i, sound) == n) {
                sound[i] = more = true;
                left--;
            }
    }
    size_t i = 0;
    while (i < n && sound[i])
        i++;
    for (size_t step = 0; left && step < n; step++) /* from one above a circle into it */
        i = unsound_part(p, i, sound);
    if (left)
        cp_plan_fail(b, p->supply.item[i].pos, "items/%.80s: is made of itself by its parts",
                     p->supply.item[i].name);
}
