/* YAML text to the document tree, through libyaml's events. What a plan does not need is refused
 * with a position: anchors and aliases, tags, keys that are not plain words, several documents. */
#include "plan/document/document.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

enum {
    DEPTH = 64,       /* mappings and lists inside each other */
    BYTES = 16 << 20, /* of one file */
};

struct reader {
    yaml_parser_t parser;
    struct cp_arena *arena;
    struct cp_error *err;
    const char *file;
    const char *text;
    size_t len;
    bool positions;
    struct cp_names keys; /* "map number/key", to find duplicates */
    struct cp_pos *first; /* where each stands */
    size_t nfirst, maps;
};

static struct cp_pos at(const struct reader *r, yaml_mark_t mark) {
    if (!r->positions)
        return (struct cp_pos){.file = r->file};
    return (struct cp_pos){r->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static int syntax_error(struct reader *r) {
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return cp_fail_nomem(r->err);
    size_t i = p->problem_mark.index;
    /* the mark counts characters, the text bytes */
    size_t byte = 0;
    for (size_t c = 0; byte < r->len && c < i; byte++)
        c += ((unsigned char)r->text[byte + 1 < r->len ? byte + 1 : byte] & 0xC0) != 0x80;
    char ch = byte < r->len ? r->text[byte] : '\0', before = byte > 0 ? r->text[byte - 1] : '\0';
    const char *problem = p->problem ? p->problem : "not YAML";
    const char *hint = "";
    if (ch == '\t' || before == '\t')
        hint = "; use spaces where a tab stands";
    else if (ch == '%' || ch == '@' || ch == '`')
        hint = "; quote the value";
    else if (strstr(problem, "alphabetic or numeric"))
        hint = "; quote a name that starts with '*' or '&'";
    else if (strstr(problem, "mapping values are not allowed"))
        hint = "; quote a text that holds ': '";
    struct cp_pos pos = at(r, p->problem_mark), begin = at(r, p->context_mark);
    if (p->context && begin.line != pos.line)
        return cp_fail_at(r->err, CP_EINPUT, pos, "not YAML: %s (in what begins at %u:%u)%s",
                          problem, begin.line, begin.col, hint);
    return cp_fail_at(r->err, CP_EINPUT, pos, "not YAML: %s%s", problem, hint);
}

static int next(struct reader *r, yaml_event_t *ev) {
    return yaml_parser_parse(&r->parser, ev) ? 0 : syntax_error(r);
}

/* Notes a mapping's key; a finding when the mapping has it already. */
static int note_key(struct reader *r, size_t map, const struct cp_plan_node *n) {
    struct cp_str name = {0};
    cp_str_addf(&name, "%zu/%s", map, n->key);
    size_t before = r->keys.n;
    uint32_t id = name.oom ? CP_NAME_NONE : cp_names_add(&r->keys, name.s, name.len);
    cp_str_release(&name);
    if (id == CP_NAME_NONE)
        return cp_fail_nomem(r->err);
    if (id < before) {
        cp_fail_at(r->err, CP_EINPUT, n->key_pos, "key '%.80s' stands twice; first at %s:%u:%u",
                   n->key, r->file, r->first[id].line, r->first[id].col);
        return 0;
    }
    if (!cp_grow(&r->first, &r->nfirst, id, sizeof *r->first))
        return cp_fail_nomem(r->err);
    r->first[id] = n->key_pos;
    return 0;
}

static int refuse(struct reader *r, const yaml_event_t *ev, unsigned depth) {
    const yaml_char_t *anchor = NULL, *tag = NULL;
    if (ev->type == YAML_SCALAR_EVENT) {
        anchor = ev->data.scalar.anchor;
        tag = ev->data.scalar.tag;
    } else if (ev->type == YAML_MAPPING_START_EVENT) {
        anchor = ev->data.mapping_start.anchor;
        tag = ev->data.mapping_start.tag;
    } else if (ev->type == YAML_SEQUENCE_START_EVENT) {
        anchor = ev->data.sequence_start.anchor;
        tag = ev->data.sequence_start.tag;
    }
    struct cp_pos pos = at(r, ev->start_mark);
    if (ev->type == YAML_ALIAS_EVENT || anchor)
        return cp_fail_at(r->err, CP_EINPUT, pos,
                          "a plan has no anchors (&) or aliases (*); write the value out, or quote "
                          "a name like \"*\"");
    if (tag)
        return cp_fail_at(r->err, CP_EINPUT, pos, "a plan has no tags; remove '%.40s'", tag);
    if (depth > DEPTH)
        return cp_fail_at(r->err, CP_EINPUT, pos, "more than %d levels deep", DEPTH);
    return 0;
}

static int scalar_text(struct reader *r, const yaml_event_t *ev, const char **out) {
    const char *s = (const char *)ev->data.scalar.value;
    size_t len = ev->data.scalar.length;
    if (memchr(s, '\0', len))
        return cp_fail_at(r->err, CP_EINPUT, at(r, ev->start_mark), "a text with a NUL byte");
    bool plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (strcmp(s, "~") == 0 || strcmp(s, "null") == 0))
        len = 0;
    *out = cp_arena_strndup(r->arena, s, len);
    return *out ? 0 : cp_fail_nomem(r->err);
}

static int build(struct reader *r, const yaml_event_t *ev, unsigned depth,
                 struct cp_plan_node **out);

/* The key that was read; the event of its value is read next. */
static int read_key(struct reader *r, const yaml_event_t *ev, unsigned depth, const char **key) {
    int rc = refuse(r, ev, depth);
    if (rc)
        return rc;
    if (ev->type != YAML_SCALAR_EVENT)
        return cp_fail_at(r->err, CP_EINPUT, at(r, ev->start_mark), "a key must be a word");
    return scalar_text(r, ev, key);
}

/* The pairs of a mapping whose start was read, or the items of a list. */
static int build_children(struct reader *r, struct cp_plan_node *parent, unsigned depth) {
    size_t map = r->maps++;
    struct cp_plan_node **end = &parent->child;
    for (;;) {
        yaml_event_t ev;
        int rc = next(r, &ev);
        if (rc)
            return rc;
        if (ev.type == YAML_MAPPING_END_EVENT || ev.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&ev);
            return 0;
        }
        const char *key = NULL;
        struct cp_pos key_pos = at(r, ev.start_mark);
        if (parent->kind == CP_MAP) {
            rc = read_key(r, &ev, depth, &key);
            yaml_event_delete(&ev);
            if (rc)
                return rc;
            rc = next(r, &ev);
            if (rc)
                return rc;
        }
        struct cp_plan_node *n = NULL;
        rc = build(r, &ev, depth + 1, &n);
        yaml_event_delete(&ev);
        if (rc)
            return rc;
        n->key = key;
        n->key_pos = key_pos;
        rc = key ? note_key(r, map, n) : 0;
        if (rc)
            return rc;
        *end = n;
        end = &n->next;
    }
}

static int build(struct reader *r, const yaml_event_t *ev, unsigned depth,
                 struct cp_plan_node **out) {
    int rc = refuse(r, ev, depth);
    if (rc)
        return rc;
    struct cp_plan_node *n = cp_arena_calloc(r->arena, 1, sizeof *n);
    if (!n)
        return cp_fail_nomem(r->err);
    n->pos = n->key_pos = at(r, ev->start_mark);
    *out = n;
    if (ev->type == YAML_SCALAR_EVENT) {
        n->kind = CP_SCALAR;
        return scalar_text(r, ev, &n->text);
    }
    n->kind = ev->type == YAML_MAPPING_START_EVENT ? CP_MAP : CP_LIST;
    return build_children(r, n, depth);
}

static int build_document(struct reader *r, struct cp_plan_node **root) {
    bool ended = false;
    *root = NULL;
    while (!ended) {
        yaml_event_t ev;
        int rc = next(r, &ev);
        if (rc)
            return rc;
        switch (ev.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            break;
        case YAML_STREAM_END_EVENT:
            ended = true;
            break;
        case YAML_DOCUMENT_START_EVENT:
            if (*root)
                rc = cp_fail_at(r->err, CP_EINPUT, at(r, ev.start_mark),
                                "a second document; a plan file holds one");
            break;
        default:
            rc = build(r, &ev, 1, root);
        }
        yaml_event_delete(&ev);
        if (rc)
            return rc;
    }
    return 0;
}

/* libyaml gives no position for bytes that are not UTF-8 text, so look first. */
int cp_plan_document_check_text(const char *s, size_t len, const char *file, struct cp_error *err) {
    struct cp_pos pos = {file, 1, 1};
    for (size_t i = 0; i < len; pos.col++) {
        unsigned char c = (unsigned char)s[i];
        size_t more = c < 0x80 ? 0 : c < 0xC2 ? 9 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : 9;
        uint32_t code = more == 0 ? c : c & (0x3FU >> more);
        if (more == 9 || i + more >= len)
            return cp_fail_at(err, CP_EINPUT, pos, "byte 0x%02X is not UTF-8 text", c);
        for (size_t k = 1; k <= more; k++) {
            unsigned char d = (unsigned char)s[i + k];
            if ((d & 0xC0) != 0x80)
                return cp_fail_at(err, CP_EINPUT, pos, "byte 0x%02X is not UTF-8 text", c);
            code = code << 6 | (d & 0x3FU);
        }
        bool control = (code < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
                       (code >= 0x7F && code < 0xA0 && code != 0x85) || code == 0xFFFE ||
                       code == 0xFFFF || (code >= 0xD800 && code < 0xE000);
        bool longer = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
        if (control || longer || code > 0x10FFFF)
            return cp_fail_at(err, CP_EINPUT, pos, "character 0x%02X cannot stand in a plan",
                              (unsigned)code);
        if (c == '\n') {
            pos.line++;
            pos.col = 0;
        }
        i += more + 1;
    }
    return 0;
}

int cp_plan_document_parse(struct cp_arena *a, const char *text, size_t len, const char *file,
                           bool positions, struct cp_plan_node **root, struct cp_error *err) {
    struct reader r = {
        .arena = a, .err = err, .file = file, .text = text, .len = len, .positions = positions};
    int rc = cp_plan_document_check_text(text, len, file, err);
    if (rc)
        return rc;
    if (!yaml_parser_initialize(&r.parser))
        return cp_fail_nomem(err);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, len);
    rc = build_document(&r, root);
    if (rc == 0 && *root)
        rc = cp_plan_node_split(a, cp_plan_node_child(*root, "correlations"), err);
    if (rc == 0 && *root && cp_plan_node_child(*root, "hedging"))
        rc = cp_plan_node_split(
            a, cp_plan_node_child(cp_plan_node_child(*root, "hedging"), "floor"), err);
    if (*root)
        cp_plan_node_hand_down(*root, NULL, NULL);
    yaml_parser_delete(&r.parser);
    cp_names_release(&r.keys);
    free(r.first);
    return rc;
}

static int read_all(const char *file, struct cp_str *text, struct cp_error *err) {
    struct cp_pos pos = {.file = file};
    FILE *in = fopen(file, "r");
    if (!in)
        return cp_fail_at(err, CP_EIO, pos, "cannot open: %s", strerror(errno));
    char chunk[65536];
    size_t got;
    while (!text->oom && text->len <= BYTES && (got = fread(chunk, 1, sizeof chunk, in)) > 0)
        cp_str_addn(text, chunk, got);
    int failed = ferror(in) ? errno : 0;
    fclose(in);
    if (text->len > BYTES)
        return cp_fail_at(err, CP_EINPUT, pos, "longer than %d MiB", BYTES >> 20);
    if (text->oom)
        return cp_fail_nomem(err);
    if (failed)
        return cp_fail_at(err, CP_EIO, pos, "cannot read: %s", strerror(failed));
    return 0;
}

/* A pipe that nobody writes to would be waited for for ever, a device read for ever. */
const char *cp_plan_document_trouble(const char *file) {
    struct stat st;
    if (stat(file, &st) != 0)
        return strerror(errno);
    if (!S_ISREG(st.st_mode))
        return "not a regular file";
    return access(file, R_OK) == 0 ? NULL : strerror(errno);
}

static int check_kind(const char *file, const struct cp_str *text, struct cp_error *err) {
    const char *is;
    enum cp_file_kind kind = cp_sniff(text->s ? text->s : "", text->len, &is);
    if (kind == CP_FILE_UNKNOWN || kind == CP_FILE_PLAN || kind == CP_FILE_JSON)
        return 0;
    return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 0, 0}, "no plan: this is %s", is);
}

static int check_root(const char *file, const struct cp_plan_node *root, struct cp_error *err) {
    if (!root || (root->kind == CP_SCALAR && !*root->text))
        return cp_fail_at(err, CP_EINPUT, (struct cp_pos){file, 1, 1}, "nothing in it");
    if (root->kind != CP_MAP)
        return cp_fail_at(err, CP_EINPUT, root->pos, "a plan is a mapping: 'key: value' lines");
    return 0;
}

int cp_plan_document_read(struct cp_arena *a, const char *file, struct cp_plan_node **root,
                          struct cp_error *err) {
    struct cp_str text = {0};
    int rc = read_all(file, &text, err);
    if (rc == 0)
        rc = check_kind(file, &text, err);
    if (rc)
        goto out;
    rc = cp_plan_document_parse(a, text.s ? text.s : "", text.len, file, true, root, err);
    if (rc)
        goto out;
    rc = check_root(file, *root, err);
out:
    cp_str_release(&text);
    return rc;
}
