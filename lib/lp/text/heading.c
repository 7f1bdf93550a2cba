/* The headings of sections in CPLEX-LP text. */
#include "lp/text/scan.h"
#include "lp/text/text.h"
#include <stddef.h>
#include <strings.h>

static const struct {
    const char *word, *second;
    enum cp_lp_text_section section;
} headings[] = {
    {"minimize", NULL, MINIMUM},
    {"minimise", NULL, MINIMUM},
    {"minimum", NULL, MINIMUM},
    {"min", NULL, MINIMUM},
    {"maximize", NULL, MAXIMUM},
    {"maximise", NULL, MAXIMUM},
    {"maximum", NULL, MAXIMUM},
    {"max", NULL, MAXIMUM},
    {"subject", "to", ROWS},
    {"such", "that", ROWS},
    {"st", NULL, ROWS},
    {"st.", NULL, ROWS},
    {"s.t.", NULL, ROWS},
    {"bounds", NULL, BOUNDS},
    {"bound", NULL, BOUNDS},
    {"general", NULL, INTEGERS},
    {"generals", NULL, INTEGERS},
    {"gen", NULL, INTEGERS},
    {"integer", NULL, INTEGERS},
    {"integers", NULL, INTEGERS},
    {"int", NULL, INTEGERS},
    {"binary", NULL, BINARIES},
    {"binaries", NULL, BINARIES},
    {"bin", NULL, BINARIES},
    {"semi", NULL, SEMICONTINUOUS},
    {"semis", NULL, SEMICONTINUOUS},
    {"sos", NULL, REFUSED},
    {"sos1", NULL, REFUSED},
    {"sos2", NULL, REFUSED},
    {"lazy", NULL, REFUSED},
    {"user", NULL, REFUSED},
    {"pwlobj", NULL, REFUSED},
    {"end", NULL, END},
};

enum cp_lp_text_section cp_lp_text_heading(const struct cp_lp_text *t, bool *two) {
    if (t->word.kind == CP_LP_TEXT_END)
        return END;
    if (!t->word.leads || cp_lp_text_is_mark(&t->next, ':'))
        return NO_SECTION;
    for (size_t k = 0; k < sizeof headings / sizeof *headings; k++) {
        *two = headings[k].second != NULL;
        if (cp_lp_text_is(&t->word, headings[k].word) &&
            (!*two || cp_lp_text_is(&t->next, headings[k].second)))
            return headings[k].section;
    }
    return NO_SECTION;
}

bool cp_lp_text_is_taken(const char *name) {
    static const char *const others[] = {"free", "inf", "infinity"};
    for (size_t k = 0; k < sizeof headings / sizeof *headings; k++)
        if (strcasecmp(name, headings[k].word) == 0)
            return true;
    for (size_t k = 0; k < sizeof others / sizeof *others; k++)
        if (strcasecmp(name, others[k]) == 0)
            return true;
    return false;
}

bool cp_lp_text_begins(const char *s, size_t len) {
    struct cp_lp_text t;
    bool two;
    size_t at = 0;
    while (at < len && (unsigned char)s[at] <= ' ')
        at++;
    if (at < len && s[at] == '\\')
        return true;
    cp_lp_text_open(&t, s, len, NULL, NULL);
    enum cp_lp_text_section first = cp_lp_text_heading(&t, &two);
    return first == MINIMUM || first == MAXIMUM;
}
