/* As facts, for awk and other commands. */
#include "watch/internal.h"
#include <stdlib.h>

static int write_tsv(const struct cp_watch_words *words, struct cp_str *out, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    char *text = NULL;
    size_t len = 0;
    int rc = facts ? cp_watch_put_words(words, facts, err) : cp_fail_nomem(err);
    FILE *to = rc == 0 ? open_memstream(&text, &len) : NULL;
    if (rc == 0)
        rc = to ? cp_facts_write(facts, to, "tsv", err) : cp_fail_nomem(err);
    if (to && (fclose(to) != 0 || !text) && rc == 0)
        rc = cp_fail_nomem(err);
    if (rc == 0)
        cp_str_addn(out, text, len);
    free(text);
    cp_facts_free(facts);
    return rc;
}

const struct cp_watch_format cp_watch_tsv = {"tsv", false, write_tsv};
