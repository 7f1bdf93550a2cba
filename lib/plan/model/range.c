/* Ranges of the Monitoring Plugins guidelines, with units: [@][start:][end]. */
#include "plan/watch.h"
#include <math.h>
#include <string.h>

static size_t trim(const char **s, size_t len) {
    while (len && (**s == ' ' || **s == '\t'))
        ++*s, len--;
    while (len && ((*s)[len - 1] == ' ' || (*s)[len - 1] == '\t'))
        len--;
    return len;
}

static const char no_range[] = "is no range: wanted numbers, as '~:4', '0.8:', '10:20' or '@10:20'";

static bool begins_unit(unsigned char c) {
    return c == '%' || c == '(' || c >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* One end: a number, maybe with its unit. */
static bool parse_end(const char *s, size_t len, double *x, char unit[CP_RANGE_UNIT_SIZE]) {
    size_t used;
    len = trim(&s, len);
    if (cp_number_parse(s, len, x, &used) != 0)
        return false;
    s += used;
    len = trim(&s, len - used);
    while (len > 1 && s[0] == '%' && s[1] == '%') /* as plugins read it: `%' says nothing twice */
        s++, len--;
    if (len == 0)
        return true;
    if (!begins_unit((unsigned char)*s) || memchr(s, ':', len) || len >= CP_RANGE_UNIT_SIZE)
        return false;
    memcpy(unit, s, len);
    unit[len] = '\0';
    return true;
}

const char *cp_plan_range_parse(const char *text, struct cp_range *out) {
    const char *s = text;
    size_t len = strlen(s);
    *out = (struct cp_range){.text = text, .start = 0, .end = INFINITY};
    len = trim(&s, len);
    if (len && *s == '@') {
        out->inside = true;
        s++, len--;
    }
    const char *colon = memchr(s, ':', len);
    const char *start = s, *end = colon ? colon + 1 : s;
    size_t before = trim(&start, colon ? (size_t)(colon - s) : 0);
    size_t after = trim(&end, colon ? len - (size_t)(colon - s) - 1 : len);
    if (before == 1 && *start == '~')
        out->start = -INFINITY;
    else if (before && !parse_end(start, before, &out->start, out->start_unit))
        return no_range;
    if ((!colon || after) && !parse_end(end, after, &out->end, out->end_unit))
        return no_range;
    /* 10:20 MW is of MW both times; what is not written stays 0 or without end */
    if (!*out->start_unit && before)
        memcpy(out->start_unit, out->end_unit, sizeof out->start_unit);
    if (!*out->end_unit && isfinite(out->end))
        memcpy(out->end_unit, out->start_unit, sizeof out->end_unit);
    bool comparable =
        !*out->start_unit || !*out->end_unit || strcmp(out->start_unit, out->end_unit) == 0;
    if (comparable && out->start > out->end)
        return colon ? "is no range: its start is above its end"
                     : "is no range: it starts at 0, above its end; without a start write '~:'";
    return NULL;
}
