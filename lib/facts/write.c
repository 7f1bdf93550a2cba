#include "facts/internal.h"
#include <errno.h>
#include <string.h>

int cp_facts_write(const struct cp_facts *t, FILE *out, enum cp_facts_format format,
                   struct cp_error *err) {
    errno = 0;
    int rc = format == CP_FACTS_JSON    ? cp_facts_write_json(t, out, err)
             : format == CP_FACTS_TABLE ? cp_facts_write_table(t, out, err)
                                        : cp_facts_write_tsv(t, out, err);
    if (rc == 0 && (fflush(out) != 0 || ferror(out)))
        return cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno ? errno : EIO));
    return rc;
}
