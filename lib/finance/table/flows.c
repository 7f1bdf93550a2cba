/* Cash flows on their own: a TSV of two columns. */
#include "finance/finance.h"
#include "finance/table/table.h"
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *file;
    unsigned line;
    size_t cap;
    int when, amount; /* columns */
    enum cp_freq freq;
    struct cp_flows *out;
    struct cp_error *err;
};

static struct cp_pos pos_at(const struct reader *r, size_t col) {
    return (struct cp_pos){r->file, r->line, (unsigned)col + 1};
}

static int header(struct reader *r, char *text, struct cp_flows *out) {
    int n = 0;
    r->when = r->amount = -1;
    for (char *save = NULL, *name = strtok_r(text, "\t", &save); name;
         name = strtok_r(NULL, "\t", &save), n++) {
        if (strcmp(name, "amount") == 0 && r->amount < 0)
            r->amount = n;
        else if ((strcmp(name, "date") == 0 || strcmp(name, "period") == 0) && r->when < 0) {
            r->when = n;
            out->kind = *name == 'd' ? CP_FLOWS_DATES : CP_FLOWS_PERIODS;
        } else {
            r->when = -1;
            break;
        }
    }
    if (r->when < 0 || r->amount < 0)
        return cp_fail_at(r->err, CP_EINPUT, pos_at(r, 0),
                          "the header must be the columns date and amount, or period and amount");
    return 0;
}

static bool plain_number(const char *s, int64_t *out) {
    char *end;
    size_t len = strlen(s);
    if (len == 0 || len > 3 || strspn(s, "0123456789") != len)
        return false;
    *out = strtol(s, &end, 10);
    return true;
}

/* Where a flow stands in time, by the kind of the flows before it. */
static int moment(struct reader *r, const char *s, size_t col, struct cp_flows *out,
                  struct cp_flow *f) {
    struct cp_period p;
    bool first = out->n == 0;
    if (out->kind != CP_FLOWS_DATES && plain_number(s, &f->at)) {
        if (!first && out->kind == CP_FLOWS_PERIODS)
            return cp_fail_at(r->err, CP_EINPUT, pos_at(r, col),
                              "column period: '%s' is a number among calendar periods", s);
        out->kind = CP_FLOWS_NUMBERS;
        return 0;
    }
    if (cp_period_parse(s, strlen(s), &p) != 0 || (out->kind == CP_FLOWS_DATES && p.freq != CP_DAY))
        return cp_fail_at(r->err, CP_EINPUT, pos_at(r, col), "column %s: '%s' is not a %s",
                          out->kind == CP_FLOWS_DATES ? "date" : "period", s,
                          out->kind == CP_FLOWS_DATES ? "date like 2027-03-14" : "period");
    if (out->kind == CP_FLOWS_NUMBERS || (!first && p.freq != r->freq))
        return cp_fail_at(r->err, CP_EINPUT, pos_at(r, col),
                          "column period: '%s' is not as long as the periods before it", s);
    r->freq = p.freq;
    f->at = p.index;
    f->hour = out->kind == CP_FLOWS_DATES ? cp_period_start(p)
                                          : (cp_period_start(p) + cp_period_end(p)) / 2;
    return 0;
}

static int row(struct reader *r, char *text, struct cp_flows *out) {
    size_t used, len = strlen(text), split = strcspn(text, "\t");
    if (split == len || strchr(text + split + 1, '\t'))
        return cp_fail_at(r->err, CP_EINPUT, pos_at(r, 0), "wants 2 fields");
    text[split] = '\0';
    size_t when_col = r->when == 0 ? 0 : split + 1, amount_col = r->when == 0 ? split + 1 : 0;
    const char *number = text + amount_col;
    struct cp_flow f = {0};
    if (cp_number_parse(number, strlen(number), &f.amount, &used) != 0 || number[used])
        return cp_fail_at(r->err, CP_EINPUT, pos_at(r, amount_col),
                          "column amount: '%s' is not a number", number);
    int rc = moment(r, text + when_col, when_col, out, &f);
    if (rc < 0)
        return rc;
    if (!cp_grow(&out->flow, &r->cap, out->n, sizeof f))
        return cp_fail_nomem(r->err);
    out->flow[out->n++] = f;
    return 0;
}

/* Flows of a moment by amount, so that no order of rows changes a bit of a sum. */
static int by_time(const void *pa, const void *pb) {
    const struct cp_flow *a = pa, *b = pb;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a->amount > b->amount) - (a->amount < b->amount);
}

static int take(void *data, char *text, unsigned line) {
    struct reader *r = data;
    r->line = line;
    return line == 1 ? header(r, text, r->out) : row(r, text, r->out);
}

int cp_finance_flows_read(FILE *in, const char *file, struct cp_flows *out, struct cp_error *err) {
    struct reader r = {.file = file, .out = out, .err = err};
    *out = (struct cp_flows){.per_year = 1};
    int rc = cp_finance_lines_read(in, file, "a header of date and amount, or period and amount,",
                                   take, &r, err);
    if (rc < 0) {
        cp_finance_flows_release(out);
        return rc;
    }
    if (out->n > 0)
        qsort(out->flow, out->n, sizeof *out->flow, by_time);
    if (out->kind == CP_FLOWS_PERIODS && out->n > 0)
        out->per_year = cp_period_per_year(r.freq);
    return 0;
}

void cp_finance_flows_release(struct cp_flows *f) {
    free(f->flow);
    *f = (struct cp_flows){0};
}
