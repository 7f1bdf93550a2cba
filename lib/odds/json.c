/* Documents of JSON. */
#include "odds/json.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 64 };

/* jansson itself goes 2048 deep, on the stack. */
static size_t too_deep(const char *text, size_t len, unsigned *line) {
    size_t depth = 0;
    bool quoted = false;
    *line = 1;
    for (size_t i = 0; i < len; i++) {
        *line += text[i] == '\n';
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > DEEPEST)
            return i + 1;
        else if (!quoted && (text[i] == ']' || text[i] == '}') && depth > 0)
            depth--;
    }
    return 0;
}

static struct cp_odds_node parse(struct cp_odds_reader *r, const char *text, size_t len,
                                 const char *path) {
    struct cp_odds_node n = {0};
    json_error_t why;
    unsigned line = 0;
    struct cp_pos pos = {r->file, 0, 0};
    if (too_deep(text, len, &line)) {
        pos.line = line;
        cp_fail_at(r->err, CP_EINPUT, pos, "JSON of more than %d levels is no file of a market",
                   DEEPEST);
        return n;
    }
    if (!cp_grow(&r->document, &r->cap, r->ndocument, sizeof(struct json_t *))) {
        cp_fail_nomem(r->err);
        return n;
    }
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
    if (!json && json_error_code(&why) == json_error_out_of_memory) {
        cp_fail_nomem(r->err);
    } else if (!json) {
        if (!*path)
            pos = (struct cp_pos){r->file, (unsigned)why.line, (unsigned)why.column};
        cp_fail_at(r->err, CP_EINPUT, pos, "%s%sno JSON: %.200s; save the reply again", path,
                   *path ? ": " : "", why.text);
    } else {
        r->document[r->ndocument++] = json;
        n.json = json;
        snprintf(n.path, sizeof n.path, "%s", path);
    }
    return n;
}

struct cp_odds_node cp_odds_parse(struct cp_odds_reader *r, const char *text, size_t len) {
    return parse(r, text, len, "");
}

struct cp_odds_node cp_odds_within_text(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    if (!n->json || !json_is_string(n->json))
        return *n;
    return parse(r, json_string_value(n->json), json_string_length(n->json), n->path);
}

void cp_odds_reader_release(struct cp_odds_reader *r) {
    for (size_t i = 0; i < r->ndocument; i++)
        json_decref(r->document[i]);
    free(r->document);
    r->document = NULL;
    r->ndocument = r->cap = 0;
}

/* ---- places ------------------------------------------------------------------------------- */

static struct cp_odds_node place(const struct cp_odds_node *of, const char *key,
                                 const json_t *json) {
    struct cp_odds_node n = {.json = json_is_null(json) ? NULL : json};
    snprintf(n.path, sizeof n.path, "%.60s%s%.30s", of->path, *of->path ? "/" : "", key);
    return n;
}

struct cp_odds_node cp_odds_key(const struct cp_odds_node *of, const char *key) {
    return place(of, key, of->json ? json_object_get(of->json, key) : NULL);
}

struct cp_odds_node cp_odds_item(const struct cp_odds_node *of, size_t i) {
    char key[24];
    snprintf(key, sizeof key, "%zu", i);
    return place(of, key, of->json ? json_array_get(of->json, i) : NULL);
}

size_t cp_odds_count(const struct cp_odds_node *n) {
    return n->json ? json_array_size(n->json) : 0;
}
bool cp_odds_is_list(const struct cp_odds_node *n) {
    return n->json && json_is_array(n->json);
}

bool cp_odds_has(const struct cp_odds_node *of, const char *key) {
    return of->json && json_object_get(of->json, key);
}

bool cp_odds_true(const struct cp_odds_node *of, const char *key) {
    return of->json && json_is_true(json_object_get(of->json, key));
}

const char *cp_odds_word(const struct cp_odds_node *of, const char *key) {
    const char *s = of->json ? json_string_value(json_object_get(of->json, key)) : NULL;
    return s ? s : "";
}

const char *cp_odds_string(struct cp_odds_reader *r, const struct cp_odds_node *n) {
    const json_t *v = n->json;
    const char *s = NULL;
    if (v && json_is_integer(v))
        s = cp_arena_printf(&r->out->arena, "%lld", (long long)json_integer_value(v));
    else if (v && json_is_string(v) && json_string_length(v) > 0)
        s = cp_arena_strndup(&r->out->arena, json_string_value(v), strlen(json_string_value(v)));
    else
        return NULL;
    if (!s)
        cp_fail_nomem(r->err);
    return s;
}

const char *cp_odds_text(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key) {
    struct cp_odds_node n = cp_odds_key(of, key);
    return cp_odds_string(r, &n);
}

double cp_odds_number(struct cp_odds_reader *r, const struct cp_odds_node *n, double most) {
    double x = NAN;
    size_t used = 0;
    if (!n->json)
        return NAN;
    const char *s = json_string_value(n->json);
    size_t len = s ? json_string_length(n->json) : 0;
    if (s && len == 0)
        return NAN;
    bool is = s ? cp_number_parse(s, len, &x, &used) == 0 && used == len : json_is_number(n->json);
    if (is && !s)
        x = json_number_value(n->json);
    if (is && x >= 0 && x <= most)
        return x;
    cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s: %.40s is no number from 0%s",
               n->path,
               s    ? s
               : is ? "what stands there"
                    : "this",
               most == 1 ? " to 1" : " up");
    return NAN;
}

double cp_odds_number_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                         double most) {
    struct cp_odds_node n = cp_odds_key(of, key);
    return cp_odds_number(r, &n, most);
}

int64_t cp_odds_time_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key) {
    struct cp_odds_node n = cp_odds_key(of, key);
    int64_t hour = CP_ODDS_NEVER;
    if (!n.json)
        return hour;
    if (json_is_string(n.json) && strchr(json_string_value(n.json), '-')) {
        if (cp_odds_time_parse(json_string_value(n.json), &hour) == 0)
            return hour;
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s: '%.40s' is no time",
                   n.path, json_string_value(n.json));
        return CP_ODDS_NEVER;
    }
    double seconds = cp_odds_number(r, &n, 1e14);
    if (isnan(seconds))
        return hour;
    return (int64_t)floor((seconds > 1e11 ? seconds / 1000 : seconds) / 3600);
}
