/* Loaded before a command (LD_PRELOAD): the allocation of number CAPPLAN_FAIL fails, once. Counted
 * are those of the command itself and those that the C library makes for it; what other libraries
 * allocate is their own affair. How many there were is written to the file of CAPPLAN_COUNT. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

/* Where the code of the command lies, and of what calls pass through: the C library, this. */
enum whose { OTHERS, COMMAND, BETWEEN };
static struct range {
    uintptr_t from, to;
    enum whose whose;
} range[16];
static size_t nrange;
static atomic_long seen;
static long failing = -1; /* not begun: what is allocated is the loader's */

static enum whose whose(uintptr_t at) {
    for (size_t i = 0; i < nrange; i++)
        if (at >= range[i].from && at < range[i].to)
            return range[i].whose;
    return OTHERS;
}

/* The command comes first, and has no name. */
static int note(struct dl_phdr_info *info, size_t size, void *unused) {
    (void)size, (void)unused;
    bool between = strstr(info->dlpi_name, "/libc.so") || strstr(info->dlpi_name, "/fail.so");
    for (int i = 0; (between || !*info->dlpi_name) && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t from = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X) && nrange < 16)
            range[nrange++] =
                (struct range){from, from + part->p_memsz, between ? BETWEEN : COMMAND};
    }
    return 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *which = getenv("CAPPLAN_FAIL");
    dl_iterate_phdr(note, NULL);
    failing = which ? strtol(which, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("CAPPLAN_COUNT");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file >= 0 && (dprintf(file, "%ld\n", atomic_load(&seen)) < 0 || close(file) != 0))
        _exit(99);
}

/* The first caller beyond what calls pass through. */
static _Unwind_Reason_Code look(struct _Unwind_Context *frame, void *found) {
    enum whose *who = found;
    *who = whose(_Unwind_GetIP(frame));
    return *who == BETWEEN ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static bool fails(const void *caller) {
    if (failing < 0)
        return false;
    enum whose who = whose((uintptr_t)caller);
    if (who == BETWEEN)
        _Unwind_Backtrace(look, &who);
    bool now = who == COMMAND && atomic_fetch_add(&seen, 1) + 1 == failing;
    if (now)
        errno = ENOMEM;
    return now;
}

void *malloc(size_t n) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}
