/* What is told, in the formats that local.mk lists, each defined in the file of its name. */
#include "watch/internal.h"
#include <stdlib.h>
#include <string.h>

#define FORMAT(name) extern const struct cp_watch_format cp_watch_##name;
#include <watch-formats.h>
#undef FORMAT
#define FORMAT(name) &cp_watch_##name,
static const struct cp_watch_format *const formats[] = {
#include <watch-formats.h>
};
enum { FORMATS = sizeof formats / sizeof *formats };

const char *cp_watch_format_name(size_t i) {
    return i < FORMATS ? formats[i]->name : NULL;
}

int cp_watch_write(const struct cp_watch *w, const char *format,
                   const struct cp_watch_telling *telling, struct cp_str *out,
                   struct cp_error *err) {
    const struct cp_watch_format *f = NULL;
    for (size_t i = 0; i < FORMATS && !f; i++)
        if (strcmp(formats[i]->name, format) == 0)
            f = formats[i];
    if (!f)
        return cp_fail(err, CP_EUSAGE, "unknown format '%s' of what is watched", format);
    const struct cp_watch_word **word = cp_calloc(w->nline + w->ntold + 1, sizeof *word);
    struct cp_watch_words words = {.watch = w, .word = word, .telling = telling};
    if (!word)
        return cp_fail_nomem(err);
    bool all = telling->all || f->whole;
    for (size_t i = 0; all && i < w->nline; i++)
        if (w->line[i]->now.line)
            word[words.n++] = &w->line[i]->now;
    for (size_t i = 0; !all && i < w->ntold; i++)
        word[words.n++] = &w->told[i];
    int rc = f->write(&words, out, err);
    free(word);
    return rc ? rc : out->oom ? cp_fail_nomem(err) : 0;
}
