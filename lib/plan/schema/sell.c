/* Keys of `market:`, `isolation:`, `models:`, `lists:` and `teams:`, compute that is sold. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define OF struct cp_sale_sku
#define AT "market/NAME/skus/SKU/"
static const struct cp_field sku[] = {
    {AT "basis", CP_IN(CP_T_NUMBER, basis), .unit = "1", .default_text = "1", .max = 1000,
     .flags = CP_F_POSITIVE,
     .meaning = "what an hour of it costs for one of the curve; without a curve, of its rental"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/GPU/h", .default_text = "",
     .meaning = "reference price of its hour, in place of curve and rental"},
    {AT "depth", CP_IN(CP_T_PATH, depth), .unit = "GPU", .default_text = "",
     .meaning = "wanted at the reference price; the product's when absent"},
};
static const struct cp_schema sku_schema = {CP_ROWS(sku), .name = CP_AT(sku), .pos = CP_AT(pos),
                                            .section = "skus", .plain = "basis"};
#undef AT
#undef OF

#define SALE_WORD(constant, word) word,
static const char *const kinds[] = {CP_SALE_KINDS(SALE_WORD) NULL};

#define OF struct cp_sale_product
#define AT "market/NAME/logit/"
static const struct cp_field logit[] = {
    {AT "a", CP_IN(CP_T_NUMBER, response.a), .unit = "1", .default_text = NULL, .min = -1000,
     .max = 1000, .flags = CP_F_SIGNED, .meaning = "of the share e^(a-bp)/(1+e^(a-bp)) that buys"},
    {AT "b", CP_IN(CP_T_NUMBER, response.b), .unit = "GPU.h/USD", .default_text = NULL, .max = 1000,
     .flags = CP_F_POSITIVE, .meaning = "how the share falls with the price"},
};
static const struct cp_schema logit_schema = {CP_ROWS(logit)};
#undef AT
#define AT "market/NAME/power/"
static const struct cp_field power[] = {
    {AT "price", CP_IN(CP_T_NUMBER, power.price), .unit = "USD/MW/year", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "of facility power, as 150 USD/kW/month"},
    {AT "depth", CP_IN(CP_T_NUMBER, power.depth), .unit = "MW", .default_text = NULL,
     .meaning = "that is wanted at that price"},
};
static const struct cp_schema power_schema = {CP_ROWS(power)};
#undef AT

static void fail_key(struct cp_binder *b, const struct cp_plan_node *node, const char *key,
                     const char *why) {
    const struct cp_plan_node *n = cp_plan_node_child(node, key);
    cp_plan_fail(b, n ? n->key_pos : node->key_pos, "%s", why);
}

/* One way of answering a price, and one of having a price. */
static void check_product(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_sale_product *p = base;
    bool elastic = isfinite(p->response.elasticity), linear = isfinite(p->response.slope);
    const struct cp_plan_node *discount = cp_plan_node_child(node, "discount");
    if (elastic + linear + isfinite(p->response.b) > 1)
        cp_plan_fail(b, node->key_pos, "one of elasticity, slope and logit decides");
    if (elastic && p->response.elasticity >= -1)
        fail_key(b, node, "elasticity", "an elasticity is below -1: else no price is best");
    if (discount && cp_plan_node_child(node, "premium"))
        cp_plan_fail(b, discount->key_pos, "one of premium and discount decides");
    bool powered = p->kind == CP_SALE_HALLS || p->kind == CP_SALE_QUEUE;
    if (powered != isfinite(p->power.price))
        fail_key(b, node, "power",
                 powered ? "halls and places in a queue want 'power', their price and depth"
                         : "'power' is of halls and queue");
    if (powered && p->nsku)
        fail_key(b, node, "skus", "halls and places in a queue are of no SKU");
    if (!powered && !p->nsku)
        cp_plan_want(b, node, "skus", "of which hours are sold");
    for (size_t i = 0; i < p->nsku && !powered; i++)
        if (!p->depth.n && !p->sku[i].depth.n)
            cp_plan_fail(b, p->sku[i].pos, "nothing says how many are wanted: give it a depth");
    if ((p->kind == CP_SALE_RESERVED || p->kind == CP_SALE_WHOLE_SITE) && !(p->term > 0))
        cp_plan_want(b, node, "term", "what is reserved is so for a time");
    if (isfinite(p->fee) && !(p->lot > 0))
        cp_plan_want(b, node, "lot", "a fee is for GPUs that are sold together");
}

#define AT "market/NAME/"
static const struct cp_field product[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, kind), .choice = kinds, .default_text = "spot",
     .meaning = "spot, on-demand, reserved, whole-site; halls and queue, by power"},
    {AT "skus", CP_IN(CP_T_TABLE, sku), CP_N(nsku), .default_text = "", .of = &sku_schema,
     .meaning = "whose hours are sold, and at which basis to the curve, as {GB300: 2.1}"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "where; everywhere, and on what is rented, when absent"},
    {AT "curve", CP_IN(CP_T_NAME, curve), .default_text = "", .section = "curves",
     .meaning = "of the reference price; the rental of each SKU when absent"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/GPU/h", .default_text = "",
     .meaning = "reference price, in place of a curve"},
    {AT "premium", CP_IN(CP_T_NUMBER, premium), .unit = "1", .default_text = "0", .min = -1,
     .max = 100, .flags = CP_F_SIGNED, .meaning = "on the reference price"},
    {AT "discount", CP_IN(CP_T_NUMBER, discount), .unit = "1", .default_text = "0", .max = 1,
     .meaning = "from the reference price"},
    {AT "depth", CP_IN(CP_T_PATH, depth), .unit = "GPU", .default_text = "",
     .meaning = "wanted at the reference price, of each SKU; with a logit, that would ever be"},
    {AT "elasticity", CP_IN(CP_T_NUMBER, response.elasticity), .unit = "1", .default_text = "",
     .min = -1000, .max = 0, .flags = CP_F_SIGNED,
     .meaning = "of what is wanted to the price, below -1"},
    {AT "matched", CP_IN(CP_T_NUMBER, matched), .unit = "1", .default_text = "", .min = -1000,
     .max = 0, .flags = CP_F_SIGNED,
     .meaning = "elasticity of the whole market, which is left where rivals match a price"},
    {AT "slope", CP_IN(CP_T_NUMBER, response.slope), .unit = "GPU2.h/USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "GPUs fewer that are wanted for each USD/GPU/h more"},
    {AT "logit", CP_T_MAP, 0, .default_text = "", .of = &logit_schema,
     .meaning = "share of the depth that buys at a price"},
    {AT "power", CP_T_MAP, 0, .default_text = "", .of = &power_schema,
     .meaning = "price and depth of halls and of places in a queue"},
    {AT "sd", CP_IN(CP_T_NUMBER, sd), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "standard deviation of what is wanted in a period, for protection levels"},
    {AT "term", CP_IN(CP_T_NUMBER, term), .unit = "year", .default_text = "0 years", .max = 100,
     .meaning = "for which it is sold; by the hour when 0"},
    {AT "notice", CP_IN(CP_T_NUMBER, notice), .unit = "year", .default_text = "", .max = 100,
     .meaning = "at which the buyer may leave; not before the term ends when absent"},
    {AT "recall", CP_IN(CP_T_NUMBER, recall), .unit = "year", .default_text = "", .max = 100,
     .meaning = "at which the seller may"},
    {AT "minimum", CP_IN(CP_T_NUMBER, minimum), .unit = "1", .default_text = "0", .max = 1,
     .meaning = "part of the hours held that is paid in any case"},
    {AT "utilisation", CP_IN(CP_T_NUMBER, utilisation), .unit = "1", .default_text = "100 %",
     .max = 1, .flags = CP_F_POSITIVE, .meaning = "part of the hours held that is paid"},
    {AT "commission", CP_IN(CP_T_NUMBER, commission), .unit = "1", .default_text = "0", .max = .99,
     .meaning = "of the venue, part of the price"},
    {AT "lot", CP_IN(CP_T_NUMBER, lot), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "GPUs that are sold together, as a rack of 72 or a site"},
    {AT "fee", CP_IN(CP_T_NUMBER, fee), .unit = "USD/year", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "for a lot, in place of a price, as 1.25 bn USD/month"},
    {AT "isolated", CP_IN(CP_T_BOOLEAN, isolated), .default_text = "false",
     .meaning = "whole racks are the buyer's alone; see isolation"},
};
const struct cp_schema cp_plan_schema_product = {CP_ROWS(product), .name = CP_AT(name),
                                                 .pos = CP_AT(pos), .check = check_product};
#undef AT
#undef OF

#define OF struct cp_plan
#define IN money.market.selling.isolation
#define AT "isolation/"
static const struct cp_field isolation[] = {
    {AT "rack", CP_IN(CP_T_NUMBER, IN.rack), .unit = "GPU", .default_text = "0 GPU",
     .meaning = "GPUs of a rack, the least that is a buyer's alone"},
    {AT "group", CP_IN(CP_T_NUMBER, IN.group), .unit = "GPU", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "at work of one buyer; the product's lot when absent"},
    {AT "setup", CP_IN(CP_T_NUMBER, IN.setup), .unit = "year", .default_text = "0 years",
     .meaning = "without work at the start of a term"},
    {AT "overhead", CP_IN(CP_T_NUMBER, IN.overhead), .unit = "1", .default_text = "0", .max = 10,
     .meaning = "part of the GPUs for management and fences"},
    {AT "price", CP_IN(CP_T_NUMBER, IN.price), .unit = "1", .default_text = "0", .max = 10,
     .meaning = "part of the price that buyers pay for it"},
    {AT "audit", CP_IN(CP_T_NUMBER, IN.audit), .unit = "USD/year", .default_text = "0 USD/year",
     .meaning = "of a buyer's own auditors"},
    {AT "spare_risk", CP_IN(CP_T_NUMBER, IN.spare_risk), .unit = "1", .default_text = "", .max = .5,
     .flags = CP_F_POSITIVE,
     .meaning = "that more of its group are down than it has spares; no spares when absent"},
};
const struct cp_schema cp_plan_schema_isolation = {CP_ROWS(isolation)};
#undef AT
#undef IN
#undef OF

#define OF struct cp_hosted_model
#define AT "models/NAME/price/"
static const struct cp_field token[] = {
    {AT "in", CP_IN(CP_T_NUMBER, price.in), .unit = "USD/Mtoken", .default_text = NULL,
     .meaning = "of input that stands in no cache"},
    {AT "hit", CP_IN(CP_T_NUMBER, price.hit), .unit = "USD/Mtoken", .default_text = "",
     .meaning = "of input that stands in one; as the other when absent"},
    {AT "out", CP_IN(CP_T_NUMBER, price.out), .unit = "USD/Mtoken", .default_text = NULL,
     .meaning = "of output"},
};
static const struct cp_schema token_schema = {CP_ROWS(token)};
#undef AT

static void check_model(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_hosted_model *m = base;
    if (isnan(m->price.hit))
        m->price.hit = m->price.in;
    if (m->research_sunk + m->research_ahead > 0 && !(m->volume > 0))
        cp_plan_want(b, node, "volume", "research is spread over the tokens that are sold");
}

#define AT "models/NAME/"
static const struct cp_field model[] = {
    {AT "sku", CP_IN(CP_T_NAME, sku), .default_text = NULL, .section = "skus",
     .meaning = "that it runs on"},
    {AT "input", CP_IN(CP_T_NUMBER, input), .unit = "token/s", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "read by a GPU that does nothing else, cached ones too"},
    {AT "output", CP_IN(CP_T_NUMBER, output), .unit = "token/s", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "written by a GPU that does nothing else"},
    {AT "hit", CP_IN(CP_T_NUMBER, hit), .unit = "1", .default_text = "0", .max = 1,
     .meaning = "part of the input that stands in a cache"},
    {AT "input_share", CP_IN(CP_T_NUMBER, input_share), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "part of all tokens that is input"},
    {AT "utilisation", CP_IN(CP_T_NUMBER, utilisation), .unit = "1", .default_text = "100 %",
     .max = 1, .flags = CP_F_POSITIVE, .meaning = "part of the hours in which GPUs are at work"},
    {AT "price", CP_T_MAP, 0, .default_text = NULL, .of = &token_schema, .meaning = "of tokens"},
    {AT "research_sunk", CP_IN(CP_T_NUMBER, research_sunk), .unit = "USD", .default_text = "0 USD",
     .meaning = "spent on it, its compute too"},
    {AT "research_ahead", CP_IN(CP_T_NUMBER, research_ahead), .unit = "USD",
     .default_text = "0 USD", .meaning = "that is still to come, as its successor's"},
    {AT "volume", CP_IN(CP_T_NUMBER, volume), .unit = "token/year", .default_text = "0 token/year",
     .meaning = "sold, over which research is spread"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .default_text = "1 year", .max = 100,
     .flags = CP_F_POSITIVE, .meaning = "for which it is sold"},
};
const struct cp_schema cp_plan_schema_model = {CP_ROWS(model), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_model};
#undef AT
#undef OF

#define OF struct cp_rival_price
#define AT "lists/NAME/"
static const struct cp_field rival[] = {
    {AT "provider", CP_IN(CP_T_TEXT, provider), .default_text = NULL, .meaning = "who asks it"},
    {AT "sku", CP_IN(CP_T_NAME, sku), .default_text = NULL, .section = "skus",
     .meaning = "of which it is an hour"},
    {AT "product", CP_IN(CP_T_CHOICE, product), .choice = kinds, .default_text = "on-demand",
     .meaning = "as a product's kind: like is compared with like"},
    {AT "price", CP_IN(CP_T_NUMBER, price), .unit = "USD/GPU/h", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "that is listed"},
    {AT "term", CP_IN(CP_T_NUMBER, term), .unit = "year", .default_text = "0 years", .max = 100,
     .meaning = "for which it is"},
};
const struct cp_schema cp_plan_schema_rival = {CP_ROWS(rival), .name = CP_AT(name),
                                               .pos = CP_AT(pos)};
#undef AT
#undef OF

#define OF struct cp_sale_team
#define AT "teams/NAME/"
static const struct cp_field team[] = {
    {AT "workloads", CP_IN(CP_T_NAMES, workloads), CP_N(nworkload), .default_text = NULL,
     .section = "workloads", .meaning = "that it answers for"},
    {AT "budget", CP_IN(CP_T_PATH, budget), .unit = "USD", .default_text = "",
     .meaning = "that its hours may cost, a calendar year"},
};
const struct cp_schema cp_plan_schema_team = {CP_ROWS(team), .name = CP_AT(name), .pos = CP_AT(pos),
                                              .plain = "workloads"};
#undef AT
#undef OF

/* A workload is one team's. */
void cp_plan_check_selling(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_selling *s = &plan->money.market.selling;
    for (size_t i = 0; i < s->nteam; i++)
        for (size_t k = 0; k < s->team[i].nworkload; k++)
            for (size_t j = 0; j < i; j++)
                for (size_t l = 0; l < s->team[j].nworkload; l++)
                    if (strcmp(s->team[i].workloads[k], s->team[j].workloads[l]) == 0)
                        cp_plan_fail(b, s->team[i].pos,
                                     "teams/%.80s: '%.80s' is of team '%.80s' already",
                                     s->team[i].name, s->team[i].workloads[k], s->team[j].name);
}
