/* For the eye: a line a line. */
#include "page/page.h"
#include "watch/internal.h"
#include <math.h>

enum { COLUMNS = 6 };

static const struct cp_page_column columns[COLUMNS] = {
    {.title = "state"},
    {.title = "rule"},
    {.title = "event"},
    {.title = "value", .right = true},
    {.title = "to be", .right = false},
    {.title = "since"},
};

static const char *copy(struct cp_arena *a, struct cp_str *text) {
    const char *s = text->oom ? NULL : cp_arena_strdup(a, text->s ? text->s : "");
    cp_str_release(text);
    return s;
}

/* Run or day since when it is in its state. */
static void add_since(struct cp_str *out, const struct cp_watch_word *w) {
    if (w->since.known)
        cp_watch_add_when(out, w->since);
    else
        cp_str_addf(out, "run %lld", (long long)w->since_run);
}

static bool add_row(struct cp_page *page, struct cp_arena *a, const struct cp_watch_word *w) {
    struct cp_str label = {0}, value = {0}, bound = {0}, since = {0};
    cp_watch_add_label(&label, w->line);
    cp_watch_add_amount(&value, w);
    cp_watch_add_bound(&bound, w);
    add_since(&since, w);
    struct cp_page_cell cell[COLUMNS] = {
        {cp_watch_state_name[cp_watch_shown(w)], NAN},
        {copy(a, &label), NAN},
        {cp_watch_event_name[w->event], NAN},
        {copy(a, &value), w->value},
        {copy(a, &bound), NAN},
        {copy(a, &since), NAN},
    };
    bool full = true;
    for (int i = 0; i < COLUMNS; i++)
        full = full && cell[i].text;
    if (full)
        cp_page_add_row(page, cell, NULL);
    return full;
}

static int write_table(const struct cp_watch_words *words, struct cp_str *out,
                       struct cp_error *err) {
    struct cp_arena arena = {0};
    struct cp_page *page = cp_page_new();
    const struct cp_page_table table = {.title = words->telling->all ? "Watched" : "What happened",
                                        .column = columns,
                                        .ncolumn = COLUMNS,
                                        .nlabel = 1};
    int rc = 0;
    cp_page_add_table(page, &table);
    for (size_t i = 0; rc == 0 && i < words->n; i++)
        if (!add_row(page, &arena, words->word[i]))
            rc = cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_page_write(page, "text", &(struct cp_page_options){0}, out, err);
    cp_page_free(page);
    cp_arena_release(&arena);
    return rc;
}

const struct cp_watch_format cp_watch_table = {"table", false, write_table};
