/* The back ends, each defined in the file of its name that local.mk lists. */
#include "page/internal.h"
#include <string.h>

#define FORMAT(name) extern const struct cp_page_backend cp_page_##name;
#include <page-formats.h>
#undef FORMAT
#define FORMAT(name) &cp_page_##name,
static const struct cp_page_backend *const backends[] = {
#include <page-formats.h>
};
enum { BACKENDS = sizeof backends / sizeof *backends };

const char *cp_page_format_name(size_t i) {
    return i < BACKENDS ? backends[i]->name : NULL;
}

/* NULL is the first. */
static const struct cp_page_backend *find_backend(const char *name) {
    for (size_t i = 0; i < BACKENDS; i++)
        if (!name || strcmp(backends[i]->name, name) == 0)
            return backends[i];
    return NULL;
}

bool cp_page_format_is_binary(const char *format) {
    const struct cp_page_backend *backend = find_backend(format);
    return backend && backend->binary;
}

bool cp_page_format_lists(const char *format) {
    const struct cp_page_backend *backend = find_backend(format);
    return backend && backend->put[RECORDS];
}

bool cp_page_format_draws(const char *format) {
    const struct cp_page_backend *backend = find_backend(format);
    return backend && backend->put[CHART];
}

/* `file` NULL: all to the string. */
static int write_page(const struct cp_page *page, const struct cp_page_backend *backend,
                      const struct cp_page_options *options, struct cp_str *out, FILE *file,
                      struct cp_error *err) {
    if (!page || page->oom)
        return cp_fail_nomem(err);
    struct cp_error found = {0};
    struct cp_page_output to = {.page = page,
                                .to = out,
                                .file = file,
                                .start = out->len,
                                .options = options,
                                .heading = "",
                                .err = &found};
    if (backend->begin)
        backend->begin(&to);
    for (const struct cp_page_block *b = page->block; b; b = b->next) {
        if (b->kind == HEADING)
            to.heading = b->text;
        if (backend->put[b->kind])
            backend->put[b->kind](&to, b);
    }
    if (backend->end)
        backend->end(&to);
    if (found.n > 0) {
        if (err)
            *err = found;
        return CP_EIO;
    }
    return out->oom ? cp_fail_nomem(err) : 0;
}

static int fail_unknown(const char *format, struct cp_error *err) {
    return cp_fail(err, CP_EUSAGE, "unknown format '%s' of a page", format);
}

int cp_page_write(const struct cp_page *page, const char *format,
                  const struct cp_page_options *options, struct cp_str *out, struct cp_error *err) {
    const struct cp_page_backend *backend = find_backend(format);
    return backend ? write_page(page, backend, options, out, NULL, err) : fail_unknown(format, err);
}

int cp_page_write_file(const struct cp_page *page, const char *format,
                       const struct cp_page_options *options, FILE *file, struct cp_error *err) {
    const struct cp_page_backend *backend = find_backend(format);
    struct cp_str text = {0};
    int rc = backend ? write_page(page, backend, options, &text, backend->binary ? file : NULL, err)
                     : fail_unknown(format, err);
    if (rc == 0 && text.len > 0)
        fwrite(text.s, 1, text.len, file);
    cp_str_release(&text);
    return rc;
}
