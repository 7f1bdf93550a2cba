/* Text of a drawing: escaped, measured, cut to fit. */
#include "page/chart/chart.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void cp_page_put_escaped(struct cp_str *to, const char *text) {
    static const char *const name[] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;"};
    for (const char *s = text; *s;) {
        size_t plain = strcspn(s, "&<>\"");
        cp_str_add_shown(to, s, plain);
        s += plain;
        if (*s)
            cp_str_add(to, name[(unsigned char)*s++]);
    }
}

/* Hundredths of the size that the letters from ' ' to '~' of DejaVu Sans advance. */
static const unsigned char advance[] = {
    32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
    60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
    63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
enum { WIDE = 100, USUAL = 68 }; /* ideographs, and other letters than those */

/* Bytes of the letter at s, and its width. */
static size_t letter(const char *s, double *width) {
    size_t n = cp_utf8_length(s);
    unsigned char c = (unsigned char)*s;
    if (n <= 1)
        *width = c >= ' ' && c <= '~' ? advance[c - ' '] : USUAL;
    else
        *width = cp_display_width(s, n) > 1 ? WIDE : USUAL;
    *width *= TEXT_SIZE / 100.0;
    return n > 0 ? n : 1;
}

double cp_page_text_width(const char *text) {
    double sum = 0, one;
    for (const char *s = text; *s; sum += one)
        s += letter(s, &one);
    return sum;
}

/* What tells names apart is often their end: of one that is cut both ends are kept. */
void cp_page_put_cut(struct cp_str *to, const char *text, double width) {
    double all = cp_page_text_width(text), room = width - TEXT_SIZE, head = 0, tail = all, one;
    const char *from = text, *end = text;
    if (all <= width) {
        cp_str_add(to, text);
        return;
    }
    for (size_t n; *end && (n = letter(end, &one), head + one <= room * 2 / 3); head += one)
        end += n;
    for (; *from && tail > fmax(room - head, 0); tail -= one)
        from += letter(from, &one);
    cp_str_addn(to, text, (size_t)(end - text));
    cp_str_add(to, "\u2026");
    cp_str_add(to, from);
}

void cp_page_figure(char buf[FIGURE_SIZE], double x, double largest) {
    char plain[CP_PAGE_NUMBER_SIZE];
    cp_page_number(plain, x, cp_page_digits(largest));
    bool negative = *plain == '-' && plain[1];
    snprintf(buf, FIGURE_SIZE, "%s%s", negative ? "\u2212" : "", plain + negative);
}

void cp_page_put_length(struct cp_str *to, double x) {
    long long tenths = llround(x * 10), whole = tenths < 0 ? -tenths : tenths;
    cp_str_addf(to, "%s%lld", tenths < 0 ? "-" : "", whole / 10);
    if (whole % 10)
        cp_str_addf(to, ".%lld", whole % 10);
}
