/* Loaded before a command (LD_PRELOAD): the allocation of number CAPPLAN_FAIL fails, once. Counted
 * are those of the command itself and of the C library that it calls; what other libraries allocate
 * is their own affair. Without a number none fails; how many there were is written to the file that
 * CAPPLAN_COUNT names. */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

static struct range { uintptr_t from, to; } counted[8];
static size_t ncounted;
static atomic_long seen;
static long failing = -1;

/* The command comes first, without a name. */
static int note(struct dl_phdr_info *info, size_t size, void *first) {
    bool *is_first = first;
    (void)size;
    bool ours = *is_first || strstr(info->dlpi_name, "/libc.so");
    *is_first = false;
    for (int i = 0; ours && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || ncounted == 8)
            continue;
        counted[ncounted].from = info->dlpi_addr + part->p_vaddr;
        counted[ncounted].to = counted[ncounted].from + part->p_memsz;
        ncounted++;
    }
    return 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *which = getenv("CAPPLAN_FAIL");
    bool first = true;
    dl_iterate_phdr(note, &first);
    failing = which ? strtol(which, NULL, 10) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("CAPPLAN_COUNT");
    char text[32];
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file < 0)
        return;
    int len = snprintf(text, sizeof text, "%ld\n", atomic_load(&seen));
    if (write(file, text, (size_t)len) != len)
        _exit(99);
    close(file);
}

static bool fails(const void *caller) {
    uintptr_t at = (uintptr_t)caller;
    if (failing < 0) /* not begun: the loader's own */
        return false;
    for (size_t i = 0; i < ncounted; i++)
        if (at >= counted[i].from && at < counted[i].to) {
            bool now = atomic_fetch_add(&seen, 1) + 1 == failing;
            if (now)
                errno = ENOMEM;
            return now;
        }
    return false;
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
