/* A row of a table of positions or instruments, as it is read. */
#ifndef CAPPLAN_HEDGE_READING_H
#define CAPPLAN_HEDGE_READING_H

#include "hedge/trade.h"

/* Columns of both tables: constant, name, whether every table has it. A position has a name and a
 * book before them, an instrument its name and class; what it has behind them a position has not.
 */
#define SHARED_COLUMNS(X)                                                                          \
    X(COUNTERPARTY, "counterparty", false)                                                         \
    X(INSTRUMENT, "instrument", true)                                                              \
    X(CURVE, "curve", true)                                                                        \
    X(CURVE2, "curve2", false)                                                                     \
    X(FROM, "from", true)                                                                          \
    X(UNTIL, "until", true)                                                                        \
    X(UNIT, "unit", true)                                                                          \
    X(STRIKE, "strike", true)                                                                      \
    X(STRIKE2, "strike2", false)                                                                   \
    X(HEAT_RATE, "heat_rate", false)                                                               \
    X(PREMIUM, "premium", false)                                                                   \
    X(OPTION, "option", false)                                                                     \
    X(TRADE_DATE, "trade_date", false)                                                             \
    X(VENUE, "venue", false)                                                                       \
    X(HEDGES, "hedges", false)                                                                     \
    X(DESIGNATION, "designation", false)                                                           \
    X(RIGHTS, "rights", false)                                                                     \
    X(RIGHTS_LEAST, "rights_least", false)                                                         \
    X(DECIDE, "decide", false)                                                                     \
    X(FEE, "fee", false)                                                                           \
    X(LEAST_LOAD, "least_load", false)                                                             \
    X(START_COST, "start_cost", false)                                                             \
    X(START_FUEL, "start_fuel", false)                                                             \
    X(FUEL_ADDON, "fuel_addon", false)                                                             \
    X(MIN_UP, "min_up", false)                                                                     \
    X(MIN_DOWN, "min_down", false)
#define CONSTANT(constant, name, wanted) constant,
enum cp_hedge_column {
    NAME,
    BOOK,
    QUANTITY,
    SHARED_COLUMNS(CONSTANT) POSITION_COLUMNS,
    SPREAD = POSITION_COLUMNS,
    DEPTH,
    LOT,
    MARGIN,
    COLUMNS
};
#undef CONSTANT

struct cp_hedge_reader {
    struct cp_hedge *h;
    const struct cp_sheet_column *column;
    const struct cp_sheet_cell *row;
    struct cp_pos pos;
    size_t book; /* whose file it is; NONE: instruments */
    struct cp_hedge_trade *k;
    struct cp_hedge_terms terms; /* of k, where its instrument has some */
};

/* The place of a cell's word among n; NONE, with a finding, where there is none. */
size_t cp_hedge_row_choose(struct cp_hedge_reader *r, enum cp_hedge_column c,
                           const char *const *word, size_t n);
bool cp_hedge_row_want(struct cp_hedge_reader *r, enum cp_hedge_column c, const char *by);
/* A bare number is in `unit`, any other is converted; *out stays where the cell is empty. */
bool cp_hedge_row_number(struct cp_hedge_reader *r, enum cp_hedge_column c, const char *unit,
                         double *out);
bool cp_hedge_row_day(struct cp_hedge_reader *r, enum cp_hedge_column c, bool end, int64_t *out);
/* terms.c: what the holder may choose, into the arena; findings. CP_ENOMEM. */
int cp_hedge_terms_read(struct cp_hedge_reader *r);

#endif
