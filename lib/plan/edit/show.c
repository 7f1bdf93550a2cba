/* A part of the document as YAML again, through libyaml's emitter. */
#include "plan/edit/edit.h"
#include "plan/schema/schema.h"
#include <string.h>
#include <yaml.h>

static int append(void *data, unsigned char *text, size_t len) {
    struct cp_str *out = data;
    cp_str_addn(out, (const char *)text, len);
    return !out->oom;
}

static bool emit_text(yaml_emitter_t *e, const char *text) {
    yaml_event_t ev;
    return yaml_scalar_event_initialize(&ev, NULL, NULL, (const yaml_char_t *)text,
                                        (int)strlen(text), 1, 1, YAML_ANY_SCALAR_STYLE) &&
           yaml_emitter_emit(e, &ev);
}

static bool emit(yaml_emitter_t *e, const struct cp_plan_node *n) {
    yaml_event_t ev;
    if (n->kind == CP_SCALAR)
        return emit_text(e, n->text);
    bool map = n->kind == CP_MAP;
    int made =
        map ? yaml_mapping_start_event_initialize(&ev, NULL, NULL, 1, YAML_ANY_MAPPING_STYLE)
            : yaml_sequence_start_event_initialize(&ev, NULL, NULL, 1, YAML_ANY_SEQUENCE_STYLE);
    if (!made || !yaml_emitter_emit(e, &ev))
        return false;
    for (const struct cp_plan_node *c = n->child; c; c = c->next)
        if ((map && !emit_text(e, c->key)) || !emit(e, c))
            return false;
    made = map ? yaml_mapping_end_event_initialize(&ev) : yaml_sequence_end_event_initialize(&ev);
    return made && yaml_emitter_emit(e, &ev);
}

static bool emit_document(yaml_emitter_t *e, const struct cp_plan_node *n) {
    yaml_event_t ev;
    return yaml_stream_start_event_initialize(&ev, YAML_UTF8_ENCODING) &&
           yaml_emitter_emit(e, &ev) &&
           yaml_document_start_event_initialize(&ev, NULL, NULL, NULL, 1) &&
           yaml_emitter_emit(e, &ev) && emit(e, n) && yaml_document_end_event_initialize(&ev, 1) &&
           yaml_emitter_emit(e, &ev) && yaml_stream_end_event_initialize(&ev) &&
           yaml_emitter_emit(e, &ev);
}

int cp_plan_emit(const struct cp_plan_node *n, struct cp_str *out, struct cp_error *err) {
    yaml_emitter_t e;
    if (!yaml_emitter_initialize(&e))
        return cp_fail_nomem(err);
    yaml_emitter_set_output(&e, append, out);
    yaml_emitter_set_unicode(&e, 1);
    yaml_emitter_set_width(&e, -1);
    bool done = emit_document(&e, n);
    yaml_emitter_delete(&e);
    return done ? 0 : cp_fail_nomem(err);
}

static int no_such_key(const struct cp_plan *plan, const char *path, struct cp_error *err) {
    /* the part that does exist, and the nearest of what stands below it */
    char *start = NULL, *end;
    const struct cp_plan_node *n = plan->root;
    struct cp_str walked = {0};
    cp_str_add(&walked, path);
    if (walked.oom)
        return cp_fail_nomem(err);
    for (start = walked.s; (end = strchr(start, '/')); start = end + 1) {
        *end = '\0';
        const struct cp_plan_node *c = cp_plan_find(plan, walked.s);
        if (!c || end == start)
            break;
        *end = '/';
        n = c;
    }
    const char *names[256], *near;
    size_t count = 0;
    for (const struct cp_plan_node *c = n->child; c && count < 256; c = c->next)
        if (c->key)
            names[count++] = c->key;
    near = cp_nearest(start, names, count);
    cp_fail(err, CP_EUSAGE, "%.120s: there is no '%.80s' in the plan%s%s%s", path, start,
            near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
    cp_str_release(&walked);
    return CP_EUSAGE;
}

/* Whether a site, an offer, ... of that name stands in the plan: what does not has no defaults. */
static bool is_of_something(const struct cp_plan *plan, const char *path) {
    char part[512];
    for (const char *end = strchr(path, '/'); end; end = strchr(end + 1, '/')) {
        int len = (int)(end - path), next = len + 1 + (int)strcspn(end + 1, "/");
        if (snprintf(part, sizeof part, "%.*s", next, path) >= (int)sizeof part)
            return false;
        if (cp_plan_find(plan, part))
            continue;
        part[len] = '\0';
        const struct cp_field *f = cp_plan_schema_find(part);
        if (f && (f->type == CP_T_TABLE || f->type == CP_T_LIST))
            return false;
    }
    return true;
}

int cp_plan_show(const struct cp_plan *plan, const char *path, struct cp_str *out,
                 struct cp_error *err) {
    const struct cp_plan_node *n = cp_plan_find(plan, path);
    const struct cp_field *f = n || !is_of_something(plan, path) ? NULL : cp_plan_schema_find(path);
    const char *text = n && n->kind == CP_SCALAR ? n->text : !n && f ? f->default_text : NULL;
    if (text && (n || *text)) {
        cp_str_addf(out, "%s\n", text);
        return out->oom ? cp_fail_nomem(err) : 0;
    }
    if (!n && f)
        return cp_fail(err, CP_EUSAGE, "%.200s is not in the plan and has no default", path);
    if (!n)
        return no_such_key(plan, path, err);
    return cp_plan_emit(n, out, err);
}
