/* As facts, for awk and other commands. */
#include "watch/internal.h"

static int write_tsv(const struct cp_watch_words *words, struct cp_str *out, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_watch_put_words(words, facts, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_facts_write_str(facts, out, "tsv", err);
    cp_facts_free(facts);
    return rc;
}

const struct cp_watch_format cp_watch_tsv = {"tsv", false, write_tsv};
