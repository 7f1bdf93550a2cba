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

/* Significant digits without a point, no trailing zeros: d.ddd x 10^exponent. */
struct figure {
    char digit[24];
    size_t n;
    long exponent;
};

static const uint64_t power_of_five[] = {1,
                                         5,
                                         25,
                                         125,
                                         625,
                                         3125,
                                         15625,
                                         78125,
                                         390625,
                                         1953125,
                                         9765625,
                                         48828125,
                                         244140625,
                                         1220703125,
                                         6103515625,
                                         30517578125,
                                         152587890625,
                                         762939453125,
                                         3814697265625,
                                         19073486328125,
                                         95367431640625,
                                         476837158203125,
                                         2384185791015625,
                                         11920928955078125,
                                         59604644775390625,
                                         298023223876953125,
                                         1490116119384765625,
                                         7450580596923828125};

__extension__ typedef unsigned __int128 wide;

/* x x 10^k to the nearest integer, from x = f x 2^q: exactly f x 5^k over 2^-(q+k). `reads_back`:
 * the integer is nearer to it than half the way to the doubles next to x, so that its text is read
 * as x. That way is 5^k in the same units, odd, so that there is no tie. */
static uint64_t scale(uint64_t f, int q, int k, bool *reads_back) {
    wide v = (wide)f * power_of_five[k], one = 1;
    int shift = -(q + k);
    uint64_t whole = (uint64_t)(v >> shift);
    wide rest = v - ((wide)whole << shift), half = one << (shift - 1);
    whole += rest > half || (rest == half && whole % 2);
    wide back = (wide)whole << shift;
    /* below a power of two doubles are twice as close */
    unsigned twice = f == (uint64_t)1 << 52 && back < v ? 4 : 2;
    *reads_back = twice * (back < v ? v - back : back - v) < power_of_five[k];
    return whole;
}

/* The fewest digits from 15 on that read back, for numbers of a usual size in whole arithmetic. */
static bool shorten(double x, struct figure *out) {
    int q;
    if (x < 1e-10 || x >= 1e14)
        return false;
    uint64_t f = (uint64_t)ldexp(frexp(x, &q), 53), m;
    int e = (int)floor(log10(x));
    bool enough = false;
    q -= 53;
    m = scale(f, q, 16 - e, &enough);
    e += (m >= 100000000000000000) - (m < 10000000000000000); /* log10 rounds */
    for (int digits = 15; digits <= 17; digits++) {
        m = scale(f, q, digits - 1 - e, &enough);
        out->n = put_digits(out->digit, m);
        out->exponent = e + (out->n > (size_t)digits); /* rounded up to a power of ten */
        if (enough)
            break;
    }
    return true;
}

/* The same for any number: 15 digits survive text unless subnormal, 17 always suffice. */
static void print_shortest(double x, struct figure *out) {
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
    const char *e = strchr(tmp, 'e');
    out->exponent = strtol(e + 1, NULL, 10);
    out->n = 0;
    for (const char *c = tmp; c < e; c++)
        if (*c != '.')
            out->digit[out->n++] = *c;
}

/* Middling exponents are spelt without one. */
static size_t put_figure(char *buf, const struct figure *f) {
    char *o = buf;
    if (f->exponent >= -5 && f->exponent < 0) {
        *o++ = '0';
        *o++ = '.';
        for (long i = -1; i > f->exponent; i--)
            *o++ = '0';
        memcpy(o, f->digit, f->n);
        o += f->n;
    } else if (f->exponent >= 0 && f->exponent < 21) {
        for (size_t i = 0; i < f->n || (long)i <= f->exponent; i++) {
            if ((long)i == f->exponent + 1)
                *o++ = '.';
            *o++ = i < f->n ? f->digit[i] : '0';
        }
    } else {
        *o++ = f->digit[0];
        if (f->n > 1) {
            *o++ = '.';
            memcpy(o, f->digit + 1, f->n - 1);
            o += f->n - 1;
        }
        o += snprintf(o, 8, "e%ld", f->exponent);
    }
    return (size_t)(o - buf);
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
    struct figure f;
    if (!shorten(x, &f))
        print_shortest(x, &f);
    while (f.digit[f.n - 1] == '0')
        f.n--;
    len += put_figure(buf + len, &f);
    buf[len] = '\0';
    return len;
}
