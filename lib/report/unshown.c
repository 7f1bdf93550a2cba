/* The measures that no section of the report has read. */
#include "report/internal.h"

void cp_report_unshown(struct cp_report *r) {
    size_t n = cp_facts_count(r->facts), rows = 0;
    const char **name = cp_report_reserve(r, n, sizeof *name);
    if (!name)
        return;
    for (size_t i = 0; i < n; i++)
        if (!r->shown[i])
            name[rows++] = cp_facts_measure(r->facts, i);
    cp_page_begin_section(r->page, "unshown");
    cp_page_add_names(r->page, "Not shown", name, cp_report_distinct_names(name, rows));
}
