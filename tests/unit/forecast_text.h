/* Facts as a forecast reads them. */
#ifndef FORECAST_TEXT_H
#define FORECAST_TEXT_H

#include "forecast/forecast.h"
#include "tap.h"

__attribute__((unused)) static struct cp_facts *read_text(const char *text) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fwrite(text, 1, strlen(text), in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "history is read");
    fclose(in);
    return t;
}

/* A value of y on each of the periods, 1, 2 and so on; NULL ends them before n. */
__attribute__((unused)) static struct cp_facts *dates(const char *const *period, size_t n) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fprintf(in, "period\tmeasure\tvalue\tunit\n");
    for (size_t i = 0; i < n && period[i]; i++)
        fprintf(in, "%s\ty\t%zu\t1\n", period[i], i + 1);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "the dates are read");
    fclose(in);
    return t;
}

#endif
