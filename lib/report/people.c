/* People, requests and tokens by workload. */
#include "report/internal.h"

int cp_report_people(struct cp_report *r) {
    enum { MEASURES = 3 };
    static const struct cp_report_measure measure[MEASURES] = {
        {"users", "1e6 user", .by = {CP_WORKLOAD}, .aggregate = MEAN, .label = "million people"},
        {"requests", "1000 request/s", .by = {CP_WORKLOAD}, .aggregate = MEAN,
         .label = "thousand requests/s"},
        {"tokens", "1e6 token/s", .by = {CP_WORKLOAD}, .aggregate = MEAN,
         .label = "million tokens/s"},
    };
    struct cp_report_panel p[MEASURES];
    int rc = cp_report_read(r, measure, MEASURES, p);
    if (rc)
        return rc;
    cp_report_open_table(r,
                         (struct cp_page_table){.title = "People, requests and tokens",
                                                .subtitle = "mean of the year",
                                                .description = "What each workload is asked for.",
                                                .digits_by_row = true});
    cp_report_layers(r, measure, MEASURES, p, NULL);
    return 0;
}
