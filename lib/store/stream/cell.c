/* A number in a cell, with no more digits than tell. */
#include "store/stream/figure.h"
#include <string.h>

struct cp_page_cell cp_store_cell(struct cp_arena *a, double x, int digits, bool sign) {
    char number[CP_PAGE_NUMBER_SIZE];
    cp_page_number(number, x, digits);
    bool zero = number[strspn(number, "0.")] == '\0';
    const char *plus = sign && x > 0 && !zero ? "+" : "";
    return (struct cp_page_cell){cp_arena_printf(a, "%s%s", plus, zero ? "0" : number), x};
}
