/* Text of files, read whole. */
#ifndef CAPPLAN_BASE_READ_H
#define CAPPLAN_BASE_READ_H

#include "base/base.h"
#include <stdio.h>

CP_BEGIN_DECLS

/* Append all of `in`, in which no line is longer than `most`, and the whole no longer than a part
 * of memory: what never ends is told before memory does. CP_EINPUT, CP_EIO, CP_ENOMEM. */
int cp_read_text(FILE *in, const char *file, size_t most, struct cp_str *text,
                 struct cp_error *err);
/* The same of a piece that comes from elsewhere. */
int cp_read_add(struct cp_str *text, const char *piece, size_t len, const char *file, size_t most,
                struct cp_error *err);
/* Of text so far its length, and the last line. */
int cp_read_check(const char *s, size_t len, const char *file, size_t most, struct cp_error *err);
/* Bytes of memory that this process may have: the machine's, and no more than its control group
 * [memory.max of cgroups(7)] and its limit of address space allow. */
size_t cp_memory(void);
/* Of tables and facts; of programs, which others write on one line. */
enum { CP_LINE_MAX = 1 << 24, CP_PROGRAM_LINE_MAX = 1 << 28 };

CP_END_DECLS

#endif
