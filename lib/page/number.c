/* Numbers as a reader wants them: fixed point, thousands apart, no more digits than tell. */
#include "page/page.h"
#include <math.h>
#include <stdio.h>

int cp_page_digits(double largest) {
    return largest >= 99.95 ? 0 : largest >= 9.995 ? 1 : 2;
}

/* By integers, so that the locale of the process does not matter. */
void cp_page_number(char buf[CP_PAGE_NUMBER_SIZE], double x, int digits) {
    static const long long power[] = {1, 10, 100};
    if (isnan(x) || fabs(x) > 1e15) {
        char text[CP_NUMBER_SIZE];
        cp_number_format(text, x);
        snprintf(buf, CP_PAGE_NUMBER_SIZE, "%s", isnan(x) ? "-" : text);
        return;
    }
    long long units = llround(fabs(x) * (double)power[digits]), whole = units / power[digits];
    char digit[CP_PAGE_NUMBER_SIZE];
    int n = snprintf(digit, sizeof digit, "%lld", whole);
    size_t used = 0;
    if (x < 0 && units > 0)
        buf[used++] = '-';
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf[used++] = ',';
        buf[used++] = digit[i];
    }
    if (digits > 0 && x != 0)
        buf[used++] = '.';
    for (long long unit = power[digits] / 10; unit > 0 && x != 0; unit /= 10)
        buf[used++] = (char)('0' + units / unit % 10);
    buf[used] = '\0';
}
