#include "lp/mps/reader.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

void cp_lp_mps_bad(struct cp_lp_mps_reader *r, unsigned line, unsigned col, const char *fmt, ...) {
    char msg[480];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    r->rc = cp_fail_at(r->err, CP_EINPUT,
                       (struct cp_pos){.file = r->file, .line = line, .col = col}, "%s", msg);
}

void cp_lp_mps_no_memory(struct cp_lp_mps_reader *r) {
    if (r->rc != CP_ENOMEM)
        r->rc = cp_fail_nomem(r->err);
}

bool cp_lp_mps_is(const struct cp_lp_mps_field *f, const char *word) {
    return f->len == strlen(word) && strncasecmp(f->s, word, f->len) == 0;
}

bool cp_lp_mps_good_name(struct cp_lp_mps_reader *r, unsigned line,
                         const struct cp_lp_mps_field *f) {
    if (f->len < CP_LP_NAME_SIZE)
        return true;
    cp_lp_mps_bad(r, line, f->col, "a name of %zu characters; 255 is the most", f->len);
    return false;
}

bool cp_lp_mps_number(struct cp_lp_mps_reader *r, unsigned line, const struct cp_lp_mps_field *f,
                      double *x) {
    char text[64]; /* Fortran's exponents are D */
    size_t used = 0, len = f->len < sizeof text ? f->len : 0;
    for (size_t k = 0; k < len; k++)
        text[k] = f->s[k] == 'D' || f->s[k] == 'd' ? 'e' : f->s[k];
    if (cp_number_parse(len ? text : f->s, f->len, x, &used) == 0 && used == f->len)
        return true;
    cp_lp_mps_bad(r, line, f->col, "'%.*s' is not a number", CP_LP_MPS_TEXT(f));
    return false;
}

bool cp_lp_mps_bound_number(struct cp_lp_mps_reader *r, unsigned line,
                            const struct cp_lp_mps_field *f, double *x) {
    static const char *const words[] = {"inf",      "+inf",      "-inf",
                                        "infinity", "+infinity", "-infinity"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (f->len == strlen(words[k]) && strncasecmp(f->s, words[k], f->len) == 0) {
            *x = f->s[0] == '-' ? -CP_LP_INF : CP_LP_INF;
            return true;
        }
    if (!cp_lp_mps_number(r, line, f, x))
        return false;
    if (fabs(*x) >= CP_LP_MPS_INFINITE)
        *x = *x > 0 ? CP_LP_INF : -CP_LP_INF;
    return true;
}

uint32_t cp_lp_mps_find(const struct cp_names *t, const struct cp_lp_mps_field *f) {
    char name[CP_LP_NAME_SIZE];
    if (f->len >= sizeof name || memchr(f->s, '\0', f->len))
        return CP_NAME_NONE;
    memcpy(name, f->s, f->len);
    name[f->len] = '\0';
    return cp_names_find(t, name);
}

uint32_t cp_lp_mps_look_up(struct cp_lp_mps_reader *r, unsigned line, const struct cp_names *t,
                           const char *what, const struct cp_lp_mps_field *f) {
    uint32_t id = cp_lp_mps_find(t, f);
    if (id != CP_NAME_NONE)
        return id;
    char name[CP_LP_NAME_SIZE];
    snprintf(name, sizeof name, "%.*s", CP_LP_MPS_TEXT(f));
    const char *near = t->n < 20000 ? cp_nearest(name, t->text, t->n) : NULL;
    if (near)
        cp_lp_mps_bad(r, line, f->col, "unknown %s '%s' (did you mean '%s'?)", what, name, near);
    else
        cp_lp_mps_bad(r, line, f->col, "unknown %s '%s'", what, name);
    return CP_NAME_NONE;
}

bool cp_lp_mps_same_set(struct cp_lp_mps_reader *r, unsigned line,
                        const struct cp_lp_mps_field *name) {
    struct cp_lp_mps_field *set = &r->set[r->section];
    if (!set->s)
        *set = *name;
    if (set->len == name->len && memcmp(set->s, name->s, set->len) == 0)
        return true;
    cp_lp_mps_bad(r, line, name->col, "a second set '%.*s' after '%.*s': only one is supported",
                  CP_LP_MPS_TEXT(name), CP_LP_MPS_TEXT(set));
    return false;
}
