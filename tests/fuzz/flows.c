/* Any bytes as cash flows: metrics or findings, never a crash. */
#include "finance/finance.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    FILE *in = fmemopen((void *)(uintptr_t)data, size ? size : 1, "r");
    struct cp_error *err = calloc(1, sizeof *err);
    struct cp_flows flows;
    struct cp_rates rates;
    double value;
    if (!in || !err)
        abort();
    if (cp_finance_flows_read(in, "fuzz", &flows, err) == 0) {
        if (err->n)
            abort();
        for (int m = CP_METRIC_NPV; m <= CP_METRIC_PAYBACK; m++)
            if (cp_finance_flows_metric(&flows, (enum cp_metric)m, 0.08, &value, &rates, err) < 0 &&
                !err->n)
                abort();
        cp_finance_flows_release(&flows);
    } else if (!err->n) {
        abort();
    }
    fclose(in);
    free(err);
    return 0;
}
