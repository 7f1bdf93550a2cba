#include "facts/internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The written forms, each defined in the file of its name that local.mk lists; the first is the one
 * that is read. */
#define FORMAT(name) extern const struct cp_facts_format cp_facts_##name;
#include <facts-formats.h>
#undef FORMAT
#define FORMAT(name) &cp_facts_##name,
static const struct cp_facts_format *const formats[] = {
#include <facts-formats.h>
};
enum { FORMATS = sizeof formats / sizeof *formats };

const char *cp_facts_format_name(size_t i) {
    return i < FORMATS ? formats[i]->name : NULL;
}

static int unknown_format(const char *name, struct cp_error *err) {
    const char *names[FORMATS];
    for (size_t i = 0; i < FORMATS; i++)
        names[i] = formats[i]->name;
    const char *near = cp_nearest(name, names, FORMATS);
    return cp_fail(err, CP_EUSAGE,
                   near ? "facts are not written as '%.60s' (did you mean '%s'?)"
                        : "facts are not written as '%.60s'",
                   name, near);
}

int cp_facts_write(const struct cp_facts *t, FILE *out, const char *format, struct cp_error *err) {
    size_t i = 0;
    while (i < FORMATS && strcmp(formats[i]->name, format) != 0)
        i++;
    if (i == FORMATS)
        return unknown_format(format, err);
    errno = 0;
    int rc = formats[i]->write(t, out, err);
    if (rc)
        return rc;
    if (fflush(out) != 0 || ferror(out))
        return cp_fail(err, CP_EIO, "cannot write: %s", strerror(errno ? errno : EIO));
    return 0;
}

int cp_facts_write_str(const struct cp_facts *t, struct cp_str *out, const char *format,
                       struct cp_error *err) {
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    int rc = to ? cp_facts_write(t, to, format, err) : cp_fail_nomem(err);
    if (to && (fclose(to) != 0 || !text) && rc == 0)
        rc = cp_fail_nomem(err);
    if (rc == 0)
        cp_str_addn(out, text, len);
    free(text);
    return rc == 0 && out->oom ? cp_fail_nomem(err) : rc;
}
