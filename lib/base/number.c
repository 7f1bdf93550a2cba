#include "base/base.h"
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Powers of ten that a double holds exactly: with a decimal significand below 2^53 one multiply or
 * divide gives the correctly rounded result [Clinger 1990]. */
static const double exact_power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
static const uint64_t exact_limit = (uint64_t)1 << 53;

static locale_t c_locale;

static void make_c_locale(void) {
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* The rare numbers: more than 19 digits or a large exponent. */
static double parse_slowly(const char *s, size_t len) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char small[64], *text = len < sizeof small ? small : malloc(len + 1);
    if (!text)
        return NAN;
    memcpy(text, s, len);
    text[len] = '\0';
    pthread_once(&once, make_c_locale);
    double x = strtod_l(text, NULL, c_locale);
    if (text != small)
        free(text);
    return x;
}

int cp_number_parse(const char *s, size_t len, double *out, size_t *used) {
    size_t i = 0, digits = 0, significant = 0;
    uint64_t m = 0;
    long scale = 0;
    bool negative = false;
    if (i < len && (s[i] == '-' || s[i] == '+'))
        negative = s[i++] == '-';
    for (bool point = false; i < len; i++) {
        if (s[i] == '.' && !point) {
            point = true;
            continue;
        }
        unsigned d = (unsigned)(s[i] - '0');
        if (d > 9)
            break;
        digits++;
        significant += significant || d;
        if (significant <= 18)
            m = m * 10 + d;
        scale -= point;
    }
    if (!digits)
        return CP_EINPUT;
    if (i + 1 < len && (s[i] == 'e' || s[i] == 'E')) {
        size_t j = i + 1;
        bool down = false;
        long e = 0;
        if (s[j] == '-' || s[j] == '+')
            down = s[j++] == '-';
        if (j < len && s[j] >= '0' && s[j] <= '9') {
            for (; j < len && s[j] >= '0' && s[j] <= '9'; j++)
                e = e < 100000 ? e * 10 + (s[j] - '0') : e;
            scale += down ? -e : e;
            i = j;
        }
    }
    double x;
    if (significant <= 18 && m < exact_limit && scale >= -22 && scale <= 22)
        x = scale < 0 ? (double)m / exact_power[-scale] : (double)m * exact_power[scale];
    else if (significant == 0)
        x = 0;
    else
        x = fabs(parse_slowly(s, i));
    if (!isfinite(x))
        return CP_EINPUT;
    *out = negative ? -x : x;
    *used = i;
    return 0;
}

static size_t put_digits(char *buf, uint64_t m) {
    char tmp[20];
    size_t n = 0, len = 0;
    do
        tmp[n++] = (char)('0' + m % 10);
    while (m /= 10);
    while (n)
        buf[len++] = tmp[--n];
    return len;
}

/* m / 10^k, trailing zeros of m already gone. */
static size_t put_fixed(char *buf, uint64_t m, unsigned k) {
    char tmp[20];
    size_t n = put_digits(tmp, m), len = 0;
    if (n <= k) {
        buf[len++] = '0';
        buf[len++] = '.';
        for (size_t i = n; i < k; i++)
            buf[len++] = '0';
        memcpy(buf + len, tmp, n);
        return len + n;
    }
    memcpy(buf, tmp, n - k);
    len = n - k;
    if (k) {
        buf[len++] = '.';
        memcpy(buf + len, tmp + n - k, k);
        len += k;
    }
    return len;
}

/* Numbers of at most 15 digits, fewer than 10 after the point: most of a plan's. 0: not one. */
static size_t format_short(char *buf, double x) {
    if (x >= 1e15 || x < 1e-5)
        return 0;
    for (unsigned k = 0; k < 10; k++) {
        double scaled = x * exact_power[k], whole = nearbyint(scaled);
        if (whole >= 1e15)
            return 0;
        if (whole > 0 && whole / exact_power[k] == x)
            return put_fixed(buf, (uint64_t)whole, k);
    }
    return 0;
}

size_t cp_number_format(char buf[CP_NUMBER_SIZE], double x) {
    size_t len = 0;
    if (isnan(x)) {
        memcpy(buf, "NA", 3);
        return 2;
    }
    if (x == 0) {
        memcpy(buf, "0", 2);
        return 1;
    }
    if (x < 0)
        buf[len++] = '-';
    x = fabs(x);
    if (isinf(x)) {
        memcpy(buf + len, "inf", 4);
        return len + 3;
    }
    size_t n = format_short(buf + len, x);
    if (!n) {
        /* fewest digits that read back: 15 survive text unless subnormal, 17 always suffice */
        char tmp[CP_NUMBER_SIZE];
        for (int digits = x < 2.3e-308 ? 1 : 15; digits <= 17; digits++) {
            double back = 0;
            size_t used = 0;
            snprintf(tmp, sizeof tmp, "%.*e", digits - 1, x);
            if (digits > 1)
                tmp[1] = '.'; /* whatever the locale's point is */
            if (cp_number_parse(tmp, strlen(tmp), &back, &used) == 0 && back == x)
                break;
        }
        /* d.ddde+XX: drop trailing zeros, and spell middling exponents without one */
        char *e = strchr(tmp, 'e'), *last = e - 1;
        long exponent = strtol(e + 1, NULL, 10);
        while (*last == '0')
            last--;
        size_t digits = 0;
        char figure[20] = "";
        for (char *c = tmp; c <= last; c++)
            if (*c != '.')
                figure[digits++] = *c;
        char *o = buf + len;
        if (exponent >= -5 && exponent < 21) {
            if (exponent < 0) {
                *o++ = '0';
                *o++ = '.';
                for (long i = -1; i > exponent; i--)
                    *o++ = '0';
                memcpy(o, figure, digits);
                o += digits;
            } else {
                for (size_t i = 0; i < digits || (long)i <= exponent; i++) {
                    if ((long)i == exponent + 1)
                        *o++ = '.';
                    *o++ = i < digits ? figure[i] : '0';
                }
            }
        } else {
            *o++ = figure[0];
            if (digits > 1) {
                *o++ = '.';
                memcpy(o, figure + 1, digits - 1);
                o += digits - 1;
            }
            o += snprintf(o, 8, "e%ld", exponent);
        }
        n = (size_t)(o - (buf + len));
    }
    len += n;
    buf[len] = '\0';
    return len;
}
