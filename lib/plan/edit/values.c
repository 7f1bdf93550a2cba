/* What stands in the document, value by value, and the files that it names. */
#include "plan/document/document.h"
#include "plan/edit/edit.h"
#include "plan/schema/schema.h"
#include <string.h>

struct walk {
    const struct cp_plan *plan;
    struct cp_str path;
    int (*visit)(struct walk *w, const struct cp_plan_node *n);
    struct cp_str *out; /* of values */
    struct cp_arena *arena;
    struct cp_plan_file *file; /* of files */
    size_t nfile, cap;
};

void cp_plan_add_field(struct cp_str *out, const char *s) {
    static const char special[] = "\t\n\r\\";
    for (size_t n = strcspn(s, special);; s += n + 1, n = strcspn(s, special)) {
        cp_str_add_shown(out, s, n);
        if (!s[n])
            return;
        cp_str_addc(out, '\\');
        cp_str_addc(out, "tnr\\"[strchr(special, s[n]) - special]);
    }
}

/* Every scalar, and what is empty. `{value: 3 MW}` is at the path of its mapping, as for --set. */
static int walk(struct walk *w, const struct cp_plan_node *n) {
    if (!n->child)
        return w->visit(w, n);
    size_t i = 0;
    for (const struct cp_plan_node *c = n->child; c; c = c->next) {
        size_t before = w->path.len;
        i++;
        if (cp_plan_node_is_note(c))
            continue;
        if (!c->key)
            cp_str_addf(&w->path, "/%zu", i);
        else if (strcmp(c->key, "value") != 0)
            cp_str_addf(&w->path, "%s%s", before ? "/" : "", c->key);
        if (w->path.oom)
            return CP_ENOMEM;
        int rc = walk(w, c);
        if (rc)
            return rc;
        if (before < w->path.len)
            w->path.s[w->path.len = before] = '\0';
    }
    return 0;
}

static int walk_all(struct walk *w, struct cp_error *err) {
    int rc = walk(w, w->plan->root);
    cp_str_release(&w->path);
    return rc ? cp_fail_nomem(err) : 0;
}

/* A file's name against the folder of the plan. */
static const char *within(const struct cp_plan *plan, const char *file) {
    const char *own = cp_plan_file(plan), *slash = strrchr(own, '/');
    size_t folder = slash ? (size_t)(slash - own) + 1 : 0;
    return strncmp(file, own, folder) == 0 ? file + folder : file;
}

static int add_value(struct walk *w, const struct cp_plan_node *n) {
    const char *text = n->kind == CP_SCALAR ? n->text : n->kind == CP_MAP ? "{}" : "[]";
    cp_plan_add_field(w->out, w->path.s ? w->path.s : "");
    cp_str_addc(w->out, '\t');
    cp_plan_add_field(w->out, text ? text : "");
    cp_str_addc(w->out, '\t');
    cp_plan_add_field(w->out, n->pos.file ? within(w->plan, n->pos.file) : "-");
    if (n->pos.line)
        cp_str_addf(w->out, ":%u", n->pos.line);
    cp_str_addc(w->out, '\n');
    return w->out->oom ? CP_ENOMEM : 0;
}

int cp_plan_list_values(const struct cp_plan *plan, struct cp_str *out, struct cp_error *err) {
    struct walk w = {.plan = plan, .out = out, .visit = add_value};
    cp_str_add(out, "path\tvalue\twhere\n");
    return walk_all(&w, err);
}

/* `profiles` is read before binding, so its row of the schema does not say that it names files. */
static bool names_file(const char *path) {
    if (strcmp(path, "profiles") == 0 || strncmp(path, "profiles/", 9) == 0)
        return true;
    const struct cp_field *f = cp_plan_schema_find(path);
    return f && f->type == CP_T_FILE;
}

static int add_file(struct walk *w, const struct cp_plan_node *n) {
    if (n->kind != CP_SCALAR || !n->text || !w->path.s || !names_file(w->path.s))
        return 0;
    if (w->nfile == w->cap) {
        size_t cap = w->cap ? 2 * w->cap : 8;
        struct cp_plan_file *more = cp_arena_calloc(w->arena, cap, sizeof *more);
        if (!more)
            return CP_ENOMEM;
        if (w->nfile)
            memcpy(more, w->file, w->nfile * sizeof *more);
        w->file = more;
        w->cap = cap;
    }
    struct cp_plan_file f = {cp_arena_strdup(w->arena, w->path.s),
                             cp_arena_strdup(w->arena, n->text),
                             cp_plan_node_resolve(w->arena, n->pos.file, n->text)};
    w->file[w->nfile++] = f;
    return f.key && f.name && f.path ? 0 : CP_ENOMEM;
}

int cp_plan_files(const struct cp_plan *plan, struct cp_arena *arena, struct cp_plan_file **out,
                  size_t *n, struct cp_error *err) {
    struct walk w = {.plan = plan, .arena = arena, .visit = add_file};
    int rc = walk_all(&w, err);
    if (rc)
        return rc;
    *out = w.file;
    *n = w.nfile;
    return 0;
}
