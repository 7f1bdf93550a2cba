/* A number from those that it stands on, and how it moves with them. */
#include "finance/trace/circle.h"
#include <math.h>
#include <stdlib.h>

/* What a circle has not found yet is nothing. */
static double of(const struct cp_trace *x, const struct cp_trace_node *n, size_t i) {
    double found = x->node[n->term[i].of].found;
    return isnan(found) ? 0 : found;
}

static double sum(const struct cp_trace *x, const struct cp_trace_node *n) {
    double sum = n->plus;
    for (size_t i = 0; i < n->n; i++)
        sum += n->term[i].times * of(x, n, i);
    return sum;
}

static double least(const struct cp_trace *x, const struct cp_trace_node *n, int sign) {
    double best = n->n ? of(x, n, 0) : 0;
    for (size_t i = 1; i < n->n; i++)
        best = sign * of(x, n, i) < sign * best ? of(x, n, i) : best;
    return best;
}

static double rate(struct cp_trace *x, const struct cp_trace_node *n) {
    double *year = cp_calloc(n->n + 1, sizeof *year), *flow = cp_calloc(n->n + 1, sizeof *flow);
    struct cp_error unsaid = {0};
    struct cp_rates r = {.rate = NAN};
    for (size_t i = 0; year && flow && i < n->n; i++) {
        year[i] = n->term[i].times;
        flow[i] = of(x, n, i);
    }
    bool full = !year || !flow || cp_cashflow_rates(year, flow, n->n, &r, &unsaid) == CP_ENOMEM;
    x->oom |= full;
    free(year);
    free(flow);
    return full ? NAN : r.rate;
}

double cp_trace_evaluate(struct cp_trace *x, const struct cp_trace_node *n) {
    double a;
    switch (n->op) {
    case CP_TRACE_SUM:
        return sum(x, n);
    case CP_TRACE_MEAN:
        return sum(x, n) / (double)(n->n ? n->n : 1);
    case CP_TRACE_PRODUCT:
        a = n->plus;
        for (size_t i = 0; i < n->n; i++)
            a *= of(x, n, i);
        return a;
    case CP_TRACE_RATIO:
        a = of(x, n, 1);
        return a == 0 ? n->plus : of(x, n, 0) / a;
    case CP_TRACE_LEAST:
        return least(x, n, 1);
    case CP_TRACE_MOST:
        return least(x, n, -1);
    case CP_TRACE_POWER:
        return pow(n->plus + (n->n > 1 ? of(x, n, 1) : 0), of(x, n, 0));
    case CP_TRACE_RATE:
        return rate(x, n);
    default:
        return n->plus;
    }
}

/* ---- slopes -------------------------------------------------------------------------------- */

/* By how much a node moves with its operand i alone. */
static double weight(const struct cp_trace *x, const struct cp_trace_node *n, size_t i) {
    double a = n->n ? of(x, n, 0) : 0, b = n->n > 1 ? of(x, n, 1) : 0, w = 1;
    switch (n->op) {
    case CP_TRACE_SUM:
        return n->term[i].times;
    case CP_TRACE_MEAN:
        return n->term[i].times / (double)n->n;
    case CP_TRACE_PRODUCT:
        for (size_t k = 0; k < n->n; k++)
            w *= k == i ? n->plus : of(x, n, k);
        return w;
    case CP_TRACE_RATIO:
        return b == 0 ? 0 : i == 0 ? 1 / b : -a / (b * b);
    case CP_TRACE_POWER:
        return i == 0 ? pow(n->plus + b, a) * log(n->plus + b) : a * pow(n->plus + b, a - 1);
    default: /* a rate of return stands in no circle */
        return 0;
    }
}

/* The operand that is the least or the most: the first of them, as it is found. */
static size_t chosen(const struct cp_trace *x, const struct cp_trace_node *n) {
    double best = least(x, n, n->op == CP_TRACE_LEAST ? 1 : -1);
    size_t i = 0;
    while (i + 1 < n->n && of(x, n, i) != best)
        i++;
    return i;
}

void cp_trace_slope(const struct cp_trace *x, const struct cp_trace_node *n, const double *slope,
                    size_t width, double *out) {
    bool one = n->op == CP_TRACE_LEAST || n->op == CP_TRACE_MOST;
    size_t first = one ? chosen(x, n) : 0, end = one && n->n ? first + 1 : n->n;
    for (size_t c = 0; c < width; c++)
        out[c] = 0;
    for (size_t i = first; i < end; i++) {
        double w = one ? 1 : weight(x, n, i);
        const double *from = slope + n->term[i].of * width;
        for (size_t c = 0; c < width && w != 0; c++)
            out[c] += w * from[c];
    }
}
