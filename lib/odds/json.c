/* Documents of JSON. */
#include "odds/json.h"
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As deep as any reply, and a hundred times as many values: of the few bytes that stand for an
 * empty object jansson makes hundreds. */
enum { DEEPEST = 64, MOST_VALUES = 2000000 };

/* What is wrong with it before it is parsed, and in which line; jansson itself goes 2048 deep, on
 * the stack. NULL: nothing. */
static const char *refuse(const char *text, size_t len, unsigned *line) {
    size_t depth = 0, values = 0;
    bool quoted = false;
    *line = 1;
    for (size_t i = 0; i < len; i++) {
        *line += text[i] == '\n';
        if (quoted && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > DEEPEST)
            return "JSON of more than 64 levels is no file of a market";
        else if (!quoted && (text[i] == ']' || text[i] == '}') && depth > 0)
            depth--;
        values += !quoted && (text[i] == '[' || text[i] == '{' || text[i] == ',');
        if (values > MOST_VALUES)
            return "JSON of more than 2 million values is no reply of a market; fetch fewer at a "
                   "time";
    }
    return NULL;
}

/* What jansson says, without the word of the file that it says it of: it may be any file. */
static int length_of_reason(const char *reason) {
    const char *near = strstr(reason, " near ");
    return (int)(near ? (size_t)(near - reason) : strlen(reason));
}

static struct cp_odds_node parse(struct cp_odds_reader *r, const char *text, size_t len,
                                 const char *path) {
    struct cp_odds_node n = {0};
    json_error_t why;
    unsigned line = 0;
    struct cp_pos pos = {r->file, 0, 0};
    const char *refused = refuse(text, len, &line);
    if (refused) {
        pos.line = line;
        cp_fail_at(r->err, CP_EINPUT, pos, "%s", refused);
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
        cp_fail_at(r->err, CP_EINPUT, pos, "%s%sno JSON: %.*s; save the reply again", path,
                   *path ? ": " : "", length_of_reason(why.text), why.text);
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
    struct cp_odds_node none = {0};
    if (!n->json || !json_is_string(n->json))
        return *n;
    if (json_string_length(n->json) == 0)
        return none;
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

bool cp_odds_any_has(const struct cp_odds_node *list, const char *key) {
    bool any = false;
    for (size_t i = 0; i < cp_odds_count(list) && !any; i++)
        any = json_object_get(json_array_get(list->json, i), key);
    return any;
}

bool cp_odds_any(const struct cp_odds_node *list, bool (*is)(const struct cp_odds_node *)) {
    bool any = false;
    for (size_t i = 0; i < cp_odds_count(list) && !any; i++) {
        struct cp_odds_node n = cp_odds_item(list, i);
        any = is(&n);
    }
    return any;
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

static double number(struct cp_odds_reader *r, const struct cp_odds_node *n, double least,
                     double most) {
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
    if (is && x >= least && x <= most)
        return x;
    cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s: %.40s is no number%s",
               n->path,
               s    ? s
               : is ? "what stands there"
                    : "this",
               least < 0   ? ""
               : most == 1 ? " from 0 to 1"
                           : " from 0 up");
    return NAN;
}

double cp_odds_number(struct cp_odds_reader *r, const struct cp_odds_node *n, double most) {
    return number(r, n, 0, most);
}

double cp_odds_number_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                         double most) {
    struct cp_odds_node n = cp_odds_key(of, key);
    return cp_odds_number(r, &n, most);
}

double cp_odds_real_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key) {
    struct cp_odds_node n = cp_odds_key(of, key);
    return number(r, &n, -HUGE_VAL, HUGE_VAL);
}

struct cp_odds_market *cp_odds_add_entry(struct cp_odds_reader *r, const struct cp_odds_node *n,
                                         const char *key, const char *venue) {
    if (cp_odds_has(n, key))
        return cp_odds_add(r, venue);
    cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s: no market: it has no %s",
               n->path, key);
    return NULL;
}

/* What is further off than the year 9999 is of its end, so that it has a name. */
static double nameable(double seconds) {
    static const double LAST = 253402300799;
    return fmax(fmin(seconds, LAST), 0);
}

/* Seconds since 1970, of a number of them or of milliseconds. */
static double seconds_of(double number) {
    return nameable(number > 1e11 ? number / 1000 : number);
}

int64_t cp_odds_hour(double seconds) {
    return (int64_t)floor(nameable(seconds) / 3600);
}

static int64_t time_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                       unsigned *second) {
    struct cp_odds_node n = cp_odds_key(of, key);
    int64_t hour = CP_ODDS_NEVER;
    double x = NAN;
    size_t used;
    *second = 0;
    if (!n.json)
        return hour;
    const char *s = json_string_value(n.json);
    if (s && cp_odds_time_parse(s, &hour, second) == 0)
        return hour;
    if (s && (cp_number_parse(s, strlen(s), &x, &used) != 0 || s[used])) {
        cp_fail_at(r->err, CP_EINPUT, (struct cp_pos){r->file, 0, 0}, "%s: '%.40s' is no time",
                   n.path, s);
        return CP_ODDS_NEVER;
    }
    double given = cp_odds_number(r, &n, 1e16), seconds = seconds_of(given);
    if (isnan(given))
        return CP_ODDS_NEVER;
    hour = (int64_t)floor(seconds / 3600);
    *second = (unsigned)(seconds - 3600 * (double)hour);
    return hour;
}

int64_t cp_odds_time_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key) {
    unsigned second;
    return time_at(r, of, key, &second);
}

void cp_odds_date_at(struct cp_odds_reader *r, const struct cp_odds_node *of, const char *key,
                     struct cp_odds_market *m) {
    m->at = time_at(r, of, key, &m->second);
}
