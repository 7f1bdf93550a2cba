/* Patterns with wildcards. */
#include "base/base.h"
#include <string.h>

/* Goes back to the last `*` alone: to let an earlier one take more could find nothing else. */
bool cp_like_part(const char *pattern, size_t length, const char *text, size_t len, char one) {
    size_t p = 0, i = 0, star = SIZE_MAX, again = 0;
    while (i < len) {
        if (p < length && pattern[p] == '*') {
            star = p++;
            again = i;
        } else if (p < length && (pattern[p] == text[i] || (one && pattern[p] == one))) {
            p++;
            i++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            i = ++again;
        } else {
            return false;
        }
    }
    while (p < length && pattern[p] == '*')
        p++;
    return p == length;
}

bool cp_like(const char *pattern, const char *text) {
    return cp_like_part(pattern, strlen(pattern), text, strlen(text), '\0');
}
