/* Facts as a forecast reads them. */
#ifndef FORECAST_TEXT_H
#define FORECAST_TEXT_H

#include "forecast/forecast.h"
#include "tap.h"

static struct cp_facts *read_text(const char *text) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fwrite(text, 1, strlen(text), in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "history is read");
    fclose(in);
    return t;
}

#endif
