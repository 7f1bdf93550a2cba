#include "lp/solve/engine.h"
#include <string.h>

#define ROW(name) &cp_lp_engine_##name,
static const struct cp_lp_engine *const engines[] = {CP_LP_ENGINES(ROW)};
#undef ROW
enum { NENGINE = sizeof engines / sizeof *engines };

static bool is_family(const struct cp_lp_engine *e) {
    return e->name[strlen(e->name) - 1] == ':';
}

bool cp_lp_engine_is_auto(const char *name) {
    return !name || strcmp(name, "auto") == 0;
}

const char *cp_lp_engine_name(size_t k) {
    if (k == 0)
        return "auto";
    for (size_t i = 0; i < NENGINE; i++)
        if (!is_family(engines[i]) && --k == 0)
            return engines[i]->name;
    return NULL;
}

const struct cp_lp_engine *cp_lp_engine_find(const char *name) {
    for (size_t k = 0; k < NENGINE; k++) {
        const struct cp_lp_engine *e = engines[k];
        if (is_family(e) ? strncmp(e->name, name, strlen(e->name)) == 0
                         : strcmp(e->name, name) == 0)
            return e;
    }
    return NULL;
}

static int fail_unknown(const char *name, struct cp_error *err) {
    const char *known[NENGINE + 1];
    struct cp_str list = {0};
    size_t n = 0;
    for (const char *each; (each = cp_lp_engine_name(n)); n++) {
        known[n] = each;
        cp_str_addf(&list, "%s, ", each);
    }
    for (size_t k = 0; k < NENGINE; k++)
        if (is_family(engines[k]))
            cp_str_addf(&list, "%sPROGRAM, ", engines[k]->name);
    if (list.oom) {
        cp_str_release(&list);
        return cp_fail_nomem(err);
    }
    int len = (int)list.len - 2; /* without the last comma */
    const char *near = cp_nearest(name, known, n);
    int rc = cp_fail(err, CP_EUSAGE,
                     near ? "engine '%s' is not one of %.*s (did you mean '%s'?)"
                          : "engine '%s' is not one of %.*s",
                     name, len, list.s, near);
    cp_str_release(&list);
    return rc;
}

int cp_lp_engine_check(const char *name, struct cp_error *err) {
    if (cp_lp_engine_is_auto(name))
        return 0;
    const struct cp_lp_engine *e = cp_lp_engine_find(name);
    if (!e)
        return fail_unknown(name, err);
    return e->check ? e->check(name, err) : 0;
}

static unsigned abilities(const struct cp_lp_engine *e) {
    return e->does | (e->integer ? CP_LP_BRANCHES : 0);
}

static size_t limit_of(const struct cp_lp_engine *e, enum cp_lp_kind kind) {
    const struct cp_lp_auto *a = &e->auto_up_to;
    return kind == CP_LP_LINEAR ? a->linear : kind == CP_LP_INTEGER ? a->integer : a->choices;
}

static enum cp_lp_kind kind_of(const struct cp_lp_view *v) {
    size_t n = 0;
    if (!v->integer)
        return CP_LP_LINEAR;
    for (size_t j = 0; j < v->ncol; j++)
        n += v->integer[j];
    return n > v->ncol / 10 ? CP_LP_CHOICES : CP_LP_INTEGER;
}

const struct cp_lp_engine *cp_lp_engine_auto(size_t nnz, enum cp_lp_kind kind, unsigned wanted) {
    const struct cp_lp_engine *best = NULL;
    size_t lowest = 0;
    for (size_t k = 0; k < NENGINE; k++) {
        const struct cp_lp_engine *e = engines[k];
        size_t up_to = limit_of(e, kind);
        if (up_to == 0 || nnz > up_to || (wanted & ~abilities(e)))
            continue;
        if (!best || up_to < lowest) {
            best = e;
            lowest = up_to;
        }
    }
    return best;
}

const struct cp_lp_engine *cp_lp_engine_choose(const struct cp_lp_view *v,
                                               const struct cp_lp_options *opt,
                                               struct cp_error *err) {
    bool basis = !v->integer && opt->warm && opt->warm->basis;
    if (cp_lp_engine_is_auto(opt->engine))
        return basis ? cp_lp_engine_auto(0, CP_LP_LINEAR, CP_LP_STARTS_FROM_BASIS)
                     : cp_lp_engine_auto(v->nnz, kind_of(v), 0);
    return cp_lp_engine_check(opt->engine, err) ? NULL : cp_lp_engine_find(opt->engine);
}
