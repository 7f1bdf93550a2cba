/* What texts of times and hours say: dates, clocks, offsets, letters. */
#include "import/internal.h"
#include <string.h>

enum { DAY = 86400, HOUR = 3600 };

static bool take_digits(const char **s, const char *end, int most, int low, int high, int *out) {
    int n = 0;
    *out = 0;
    while (*s < end && n < most && **s >= '0' && **s <= '9') {
        *out = *out * 10 + (*(*s)++ - '0');
        n++;
    }
    return n > 0 && *out >= low && *out <= high;
}

static bool same_letters(const char *s, const char *word, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((s[i] | 32) != (word[i] | 32))
            return false;
    return true;
}

static bool take_month(const char **s, const char *end, int *out) {
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (int m = 0; m < 12 && end - *s >= 3; m++) {
        size_t all = strlen(months[m]), left = (size_t)(end - *s);
        if (!same_letters(*s, months[m], 3))
            continue;
        *s += left >= all && same_letters(*s, months[m], all) ? all : 3;
        *out = m + 1;
        return true;
    }
    return false;
}

static bool take_offset(const char **s, const char *end, struct cp_import_stamp *t) {
    int h, m = 0;
    t->offset = true;
    t->ahead = 0;
    if (*s < end && **s == 'Z') {
        ++*s;
        return true;
    }
    if (*s == end || (**s != '+' && **s != '-'))
        return false;
    int sign = *(*s)++ == '-' ? -1 : 1;
    if (!take_digits(s, end, 2, 0, 18, &h))
        return false;
    if (*s < end && **s == ':')
        ++*s;
    if (*s < end && !take_digits(s, end, 2, 0, 59, &m))
        return false;
    t->ahead = sign * (h * HOUR + m * 60);
    return true;
}

static bool take_fraction(const char **s, const char *end) {
    if (*s < end && (**s == '.' || **s == ','))
        while (++*s < end && **s >= '0' && **s <= '9')
            ;
    return true;
}

static void at_least(struct cp_import_stamp *t, enum cp_freq freq) {
    if (t->freq < freq)
        t->freq = freq;
}

/* One conversion of a format, as strptime(3) has it. */
static bool convert(char c, const char **s, const char *end, struct cp_import_stamp *t) {
    switch (c) {
    case 'Y':
        return take_digits(s, end, 4, 1, 9999, &t->year);
    case 'y':
        if (!take_digits(s, end, 2, 0, 99, &t->year))
            return false;
        t->year += t->year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        at_least(t, CP_MONTH);
        return take_digits(s, end, 2, 1, 12, &t->month);
    case 'b':
        at_least(t, CP_MONTH);
        return take_month(s, end, &t->month);
    case 'd':
        at_least(t, CP_DAY);
        return take_digits(s, end, 2, 1, 31, &t->day);
    case 'H':
        at_least(t, CP_HOUR);
        return take_digits(s, end, 2, 0, 24, &t->hour);
    case 'I':
        at_least(t, CP_HOUR);
        t->noon = true;
        return take_digits(s, end, 2, 1, 12, &t->hour);
    case 'M':
        return take_digits(s, end, 2, 0, 59, &t->minute);
    case 'S':
        return take_digits(s, end, 2, 0, 59, &t->second) && take_fraction(s, end);
    case 'p':
        if (end - *s < 2 || ((*s)[1] | 32) != 'm' || !strchr("aApP", **s))
            return false;
        t->pm = (**s | 32) == 'p';
        *s += 2;
        return true;
    case 'z':
        return take_offset(s, end, t);
    default:
        return false;
    }
}

static bool by_format(const char *format, const char *s, const char *end,
                      struct cp_import_stamp *t) {
    for (const char *f = format; *f; f++) {
        if (*f == '%' && f[1]) {
            if (!convert(*++f, &s, end, t))
                return false;
        } else if (s == end || *s++ != *f) {
            return false;
        }
    }
    if (t->noon)
        t->hour = t->hour % 12 + (t->pm ? 12 : 0);
    return s == end;
}

/* [ISO 8601] 2027-03-14, 2027-03-14T05, 2027-03-14 05:30:00.5+01:00, as far as it goes. */
static bool by_standard(const char *s, const char *end, struct cp_import_stamp *t) {
    static const char parts[] = "%Y-%m-%d";
    for (const char *f = parts; *f; f++) {
        if (s == end)
            return f > parts + 1;
        if (*f == '%' ? !convert(*++f, &s, end, t) : *s++ != *f)
            return false;
    }
    if (s == end)
        return true;
    if ((*s != 'T' && *s != ' ') || (s++, !convert('H', &s, end, t)))
        return false;
    for (const char *f = "MS"; *f && s < end && *s == ':'; f++) {
        s++;
        if (!convert(*f, &s, end, t))
            return false;
    }
    return s == end || (take_offset(&s, end, t) && s == end);
}

/* The first second of what was said, by its own clock; false: there is no such day. */
static bool local_of(const struct cp_import_stamp *t, int64_t *out) {
    struct cp_period month = {CP_MONTH, 12 * t->year + t->month - 1};
    int64_t start = cp_period_start(month), length = cp_period_end(month) - start;
    if (t->day > length / 24 || (t->hour == 24 && (t->minute || t->second)))
        return false;
    *out = start * HOUR + (int64_t)(t->day - 1) * DAY + t->hour * HOUR + t->minute * 60 + t->second;
    return true;
}

bool cp_import_stamp_read(const struct cp_import_time *t, const struct cp_csv_field *f,
                          struct cp_import_stamp *out, int64_t *local) {
    struct cp_period p;
    *out = (struct cp_import_stamp){.year = 1, .month = 1, .day = 1, .freq = CP_YEAR};
    if (t->format)
        return by_format(t->format, f->s, f->s + f->len, out) && local_of(out, local);
    if (cp_period_parse_any(f->s, f->len, &p) == 0 && p.freq != CP_YEARS && p.freq != CP_MINUTE) {
        *local = cp_period_start(p) * HOUR;
        out->freq = p.freq == CP_WEEK ? CP_DAY : p.freq; /* its Monday */
        return true;
    }
    return by_standard(f->s, f->s + f->len, out) && local_of(out, local);
}

/* ---- the hour of a date in a column of its own ----------------------------------------------- */

/* 7, 07, 07:00, 24:00, 02a00, 02:00b */
bool cp_import_hour_read(const struct cp_csv_field *f, struct cp_import_hour *out) {
    const char *s = f->s, *end = s + f->len;
    *out = (struct cp_import_hour){0};
    for (int part = 0; part < 3; part++) {
        int *to = part == 0 ? &out->hour : &out->minute, seconds = 0;
        if (!take_digits(&s, end, 2, 0, part ? 59 : 25, part == 2 ? &seconds : to) || seconds)
            return false;
        bool letter = s < end && strchr("abAB", *s);
        if (letter && out->letter)
            return false;
        if (letter)
            out->letter = (char)(*s++ | 32);
        if (s == end)
            return true;
        if (*s == ':')
            s++;
        else if (!letter)
            return false;
    }
    return false;
}
