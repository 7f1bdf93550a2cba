/* Loaded before a command (LD_PRELOAD): the allocation of number CAPPLAN_FAIL fails, once. Counted
 * are those of the command itself and those that the C library makes for it until main has ended;
 * what other libraries allocate, or what counts coverage, is their own affair. To the file of
 * CAPPLAN_COUNT is written how many there were, and then the numbers of those that came by calls
 * that none before came by, a line each. */
#include <dlfcn.h>
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
/* Ways to an allocation: a hash of the calls, and the number of the first that came by them. */
static struct way {
    uint64_t calls;
    long first;
} way[1 << 16];
enum { WAYS = sizeof way / sizeof *way };
static bool counts;
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
    counts = getenv("CAPPLAN_COUNT") != NULL;
    failing = which ? strtol(which, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("CAPPLAN_COUNT");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    bool good = file < 0 || dprintf(file, "%ld\n", atomic_load(&seen)) > 0;
    for (size_t i = 0; i < WAYS && file >= 0; i++)
        good = good && (!way[i].first || dprintf(file, "%ld\n", way[i].first) > 0);
    if (!good || (file >= 0 && close(file) != 0))
        _exit(99);
}

static void stop(void) {
    failing = -1;
}

/* What main has told to be done at exit is the command's; what the loader does then is not. */
static int (*begun)(int, char **, char **);
static int from_here(int argc, char **argv, char **environment) {
    return atexit(stop) == 0 ? begun(argc, argv, environment) : 99;
}

int __libc_start_main(int (*start)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
                      void *stack_end) {
    __typeof__(&__libc_start_main) real;
    *(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
    begun = start;
    return real(from_here, argc, argv, init, fini, rtld_fini, stack_end);
}

/* The first caller beyond what calls pass through. */
static _Unwind_Reason_Code look(struct _Unwind_Context *frame, void *found) {
    enum whose *who = found;
    *who = whose(_Unwind_GetIP(frame));
    return *who == BETWEEN ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static _Unwind_Reason_Code add(struct _Unwind_Context *frame, void *calls) {
    uint64_t *hash = calls, at = _Unwind_GetIP(frame);
    if (whose(at) == COMMAND)
        *hash = (*hash ^ at) * 0x100000001b3;
    return _URC_NO_REASON;
}

/* While it is counted there is one thread that allocates, or which ways are seen hangs on which. */
static void remember(long number) {
    uint64_t calls = 0xcbf29ce484222325;
    _Unwind_Backtrace(add, &calls);
    for (size_t i = calls % WAYS, n = 0; n < WAYS; i = (i + 1) % WAYS, n++)
        if (!way[i].first || way[i].calls == calls) {
            if (!way[i].first)
                way[i] = (struct way){calls, number};
            return;
        }
}

static bool fails(const void *caller) {
    static _Thread_local bool inside;
    if (failing < 0 || inside)
        return false;
    enum whose who = whose((uintptr_t)caller);
    if (who == BETWEEN)
        _Unwind_Backtrace(look, &who);
    if (who != COMMAND)
        return false;
    long number = atomic_fetch_add(&seen, 1) + 1;
    inside = true;
    if (counts)
        remember(number);
    inside = false;
    if (number == failing)
        errno = ENOMEM;
    return number == failing;
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
