#include "facts/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An array of objects, one a fact and line: every column by its name, null for '-' and NA. */

static void put_string(FILE *out, const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    putc('"', out);
    while (*s) {
        size_t n = cp_utf8_length((const char *)s);
        if (n == 0)
            fputs("\\ufffd", out);
        else if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else if (*s == '\n' || *s == '\t' || *s == '\r')
            fprintf(out, "\\%c", *s == '\n' ? 'n' : *s == '\t' ? 't' : 'r');
        else if (*s < 0x20 || *s == 0x7f)
            fprintf(out, "\\u%04x", *s);
        else
            fwrite(s, 1, n, out);
        s += n ? n : 1;
    }
    putc('"', out);
}

static void put_member(FILE *out, const char *name, const char *text) {
    put_string(out, name);
    putc(':', out);
    if (text)
        put_string(out, text);
    else
        fputs("null", out);
    putc(',', out);
}

static int write_json(const struct cp_facts *t, FILE *out, struct cp_error *err) {
    size_t ncol;
    size_t *col = cp_facts_shown(t, &ncol);
    if (!col)
        return cp_fail_nomem(err);
    char number[CP_NUMBER_SIZE];
    putc('[', out);
    for (size_t row = 0; row < t->n; row++) {
        fputs(row ? ",\n{" : "\n{", out);
        for (size_t i = 0; i < ncol; i++)
            put_member(out, t->column[col[i]].name,
                       cp_facts_id(t, row, col[i]) ? cp_facts_column_text(t, row, col[i]) : NULL);
        put_member(out, "measure", cp_facts_measure(t, row));
        double x = cp_facts_value(t, row);
        cp_number_format(number, x);
        fprintf(out, "\"value\":%s,\"unit\":", isnan(x) ? "null" : number);
        put_string(out, cp_facts_unit(t, row));
        putc('}', out);
    }
    fputs("\n]\n", out);
    free(col);
    return 0;
}

const struct cp_facts_format cp_facts_json = {"json", write_json};
