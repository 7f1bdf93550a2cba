/* A stream put into a history. */
#include "store/store.h"
#include <string.h>

/* As run w of that day; a lock is waited for that many seconds. */
static int put_stream(const char *path, const char *stream, const char *day, int patience,
                      struct cp_error *err) {
    struct cp_store *s = NULL;
    struct cp_facts *t = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)stream, strlen(stream), "r");
    int64_t run;
    struct cp_store_put p = {.name = "w",
                             .at = day,
                             .tool = "test",
                             .seconds = 1,
                             .set = (const char *const[]){"a=1"},
                             .nset = 1,
                             .stream = stream,
                             .len = strlen(stream),
                             .facts = t};
    int rc = t && in ? cp_facts_read(t, in, "s", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_store_open(path, CP_STORE_CREATE, patience, &s, err);
    if (rc == 0)
        rc = cp_store_put(s, &p, &run, err);
    cp_store_close(s);
    cp_facts_free(t);
    if (in)
        fclose(in);
    return rc;
}
