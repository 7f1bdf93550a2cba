/* Several figures of the same thing as facts. */
#include "supplier/internal.h"

int cp_supplier_put_lines(struct cp_fact of, const struct cp_supplier_line *line, size_t n,
                          struct cp_facts *facts, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        of.measure = line[i].measure;
        of.dim[CP_KIND] = line[i].kind;
        of.value = line[i].value;
        rc = line[i].wanted ? cp_facts_put(facts, &of, err) : 0;
    }
    return rc;
}
