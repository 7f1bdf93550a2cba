/* Fits of a curve's model to what was seen. */
#ifndef CAPPLAN_HEDGE_FIT_H
#define CAPPLAN_HEDGE_FIT_H

#include "curve/curve.h"
#include "hedge/past.h"

/* ---- fitted.c: what both of them read and put ---- */
int cp_hedge_put_fit(struct cp_hedge *h, const char *curve, const char *measure, const char *kind,
                     const char *name, double value);
/* ln of what a price is above the curve's floor; NaN for NA. False, with a finding, for none. */
bool cp_hedge_read_price(struct cp_hedge *h, const struct cp_market_curve *c,
                         const struct cp_sheet_cell *value, const struct cp_sheet_cell *unit,
                         double *out);
/* ---- fit.c: spot; fit_panel.c: futures, two factors of them ---- */
int cp_hedge_history_read(struct cp_hedge *h, const struct cp_market_curve *c,
                          struct cp_hedge_series *out);
int cp_hedge_panel_read(struct cp_hedge *h, const struct cp_market_curve *c,
                        struct cp_hedge_series *out);
int cp_hedge_fit_panel(struct cp_hedge *h, const struct cp_market_curve *c);

#endif
