/* Capacity of a period that is delivered evenly over its hours: which of them are sold. */
#include "supplier/bill/bill.h"
#include <math.h>

static double length(const struct cp_bill_window *w) {
    return (double)(w->to - w->from);
}

double cp_supplier_bill_unsold(const struct cp_bill_window *w, int64_t first, int64_t date) {
    double from = fmax(0, first > w->from ? (double)(first - w->from) : 0);
    double to = fmin(length(w), date < w->to ? (double)(date - w->from) : length(w));
    double hours = fmax(0, to - from);
    for (size_t i = 0; i < w->nsold; i++)
        hours -= fmax(0, fmin(to, w->sold[i].to) - fmax(from, w->sold[i].from));
    return fmax(0, w->units * hours / length(w));
}

/* All of a span is sold now, with what was sold of it before. */
static void add(struct cp_bill_window *w, struct cp_bill_span s) {
    size_t n = 0, at;
    while (n < w->nsold && w->sold[n].to < s.from)
        n++;
    for (at = n; at < w->nsold && w->sold[at].from <= s.to; at++) {
        s.from = fmin(s.from, w->sold[at].from);
        s.to = fmax(s.to, w->sold[at].to);
    }
    size_t gone = at - n; /* spans that it takes in */
    if (gone == 0)
        for (size_t i = w->nsold; i > n; i--)
            w->sold[i] = w->sold[i - 1];
    for (size_t i = at; gone > 1 && i < w->nsold; i++)
        w->sold[i - gone + 1] = w->sold[i];
    w->sold[n] = s;
    w->nsold += 1 - gone;
}

static void make_room(struct cp_bill_window *w) {
    size_t nearest = 0;
    for (size_t i = 1; i + 1 < w->nsold; i++)
        if (w->sold[i + 1].from - w->sold[i].to < w->sold[nearest + 1].from - w->sold[nearest].to)
            nearest = i;
    add(w, (struct cp_bill_span){w->sold[nearest].from, w->sold[nearest + 1].to});
}

int64_t cp_supplier_bill_sell(struct cp_bill_window *w, int64_t first, double units) {
    struct cp_bill_span s = {.from = first > w->from ? (double)(first - w->from) : 0};
    double hours = units / w->units * length(w);
    s.to = s.from;
    for (size_t i = 0; i < w->nsold; i++) {
        double open = w->sold[i].from - s.to;
        if (w->sold[i].to <= s.to)
            continue;
        if (open >= hours)
            break;
        hours -= fmax(0, open);
        s.to = w->sold[i].to;
    }
    s.to = fmin(length(w), s.to + hours);
    add(w, s);
    if (w->nsold > CP_BILL_SPANS)
        make_room(w);
    return w->from + (int64_t)ceil(s.to - 1e-6);
}
