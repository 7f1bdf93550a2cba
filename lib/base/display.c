/* Text in UTF-8: how long a sequence is; for a terminal, how wide it is, and nothing in it that a
 * terminal obeys. */
#include "base/base.h"
#include <string.h>

/* Code points that take two cells, and none; enough of UAX 11 for names and labels. */
static const struct {
    uint32_t from, to;
    int width;
} widths[] = {{0x300, 0x36f, 0},   {0x200b, 0x200f, 0},   {0xfe00, 0xfe0f, 0},
              {0x1100, 0x115f, 2}, {0x2e80, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
              {0xf900, 0xfaff, 2}, {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
              {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2}};

static size_t width_of(uint32_t point) {
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        if (point >= widths[i].from && point <= widths[i].to)
            return (size_t)widths[i].width;
    return 1;
}

/* The code point at s, and in *len its bytes: one of UTF-8, or a byte that begins none (then it is
 * that byte, above any point there is). */
static uint32_t point_at(const char *s, size_t left, size_t *len) {
    unsigned char c = (unsigned char)s[0];
    size_t more = c < 0x80 ? 0 : c < 0xc2 ? 9 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 9;
    uint32_t point = more == 0 ? c : c & (0x3fu >> more);
    *len = 1;
    if (more >= left)
        return more == 0 ? point : 0x110000u + c;
    for (size_t k = 1; k <= more; k++) {
        if (((unsigned char)s[k] & 0xc0) != 0x80)
            return 0x110000u + c;
        point = point << 6 | ((unsigned char)s[k] & 0x3fu);
    }
    *len = more + 1;
    return point;
}

size_t cp_utf8_length(const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return 1;
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || (s[0] == 0xe0 && s[1] < 0xa0) ||
        (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
        (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

size_t cp_display_width(const char *s, size_t len) {
    size_t width = 0, n;
    for (size_t i = 0; i < len; i += n)
        width += width_of(point_at(s + i, len - i, &n));
    return width;
}

/* C0 and DEL; C1, which some obey as well; what turns the direction of the line. */
static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || point >= 0x110000u ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

void cp_str_add_shown(struct cp_str *b, const char *s, size_t len) {
    size_t from = 0, n;
    for (size_t i = 0; i < len; i += n)
        if (is_control(point_at(s + i, len - i, &n))) {
            cp_str_addn(b, s + from, i - from);
            cp_str_addc(b, '?');
            from = i + n;
        }
    cp_str_addn(b, s + from, len - from);
}

void cp_str_add_wrapped(struct cp_str *b, const char *s, size_t len, size_t column, size_t indent,
                        size_t width) {
    for (size_t i = 0; i < len;) {
        size_t from = i;
        while (i < len && s[i] == ' ')
            i++;
        size_t blanks = i - from, word = i;
        while (i < len && s[i] != ' ')
            i++;
        size_t cells = cp_display_width(s + word, i - word);
        bool fits = from == 0 || column + blanks + cells <= width;
        cp_str_addf(b, "%s%*s", fits ? "" : "\n", (int)(fits ? blanks : indent), "");
        cp_str_add_shown(b, s + word, i - word);
        column = (fits ? column + blanks : indent) + cells;
    }
}
