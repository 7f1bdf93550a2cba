/* Bytes by their hash: plans, files and streams are kept once, gzipped. */
#include "store/file/file.h"
#include <limits.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { LARGE = 16 << 20 }; /* from here on speed counts for more than size */

void cp_store_sha256(const void *bytes, size_t len, char out[65]) {
    struct sha256_ctx ctx;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&ctx);
    sha256_update(&ctx, len, bytes);
    sha256_digest(&ctx, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* zlib counts in 32 bits: at most this much at a time. */
static uInt portion(size_t left) {
    return left > INT_MAX ? INT_MAX : (uInt)left;
}

int cp_store_compress(const void *bytes, size_t len, struct cp_store_content *out,
                      struct cp_error *err) {
    z_stream z = {0};
    *out = (struct cp_store_content){.bytes = len};
    cp_store_sha256(bytes, len, out->sha256);
    /* 15 + 16: the largest window, in gzip's format, so that gunzip reads it too */
    if (deflateInit2(&z, len > LARGE ? 1 : 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return cp_fail_nomem(err);
    size_t room = deflateBound(&z, len), left = len;
    out->gz = cp_realloc(NULL, room, 1);
    if (!out->gz) {
        deflateEnd(&z);
        return cp_fail_nomem(err);
    }
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.next_out = out->gz;
    int rc;
    do {
        z.avail_in = portion(left);
        z.avail_out = portion(room - out->gz_len);
        uInt in = z.avail_in, to = z.avail_out;
        rc = deflate(&z, left > in ? Z_NO_FLUSH : Z_FINISH);
        left -= in - z.avail_in;
        out->gz_len += to - z.avail_out;
    } while (rc == Z_OK);
    deflateEnd(&z);
    if (rc == Z_STREAM_END)
        return 0;
    free(out->gz);
    out->gz = NULL;
    return cp_fail(err, CP_EINTERNAL, "zlib: %s", zError(rc));
}

int cp_store_put_content(struct cp_store *s, const struct cp_store_content *c, int64_t *id,
                         struct cp_error *err) {
    int rc = cp_store_integer(s, 0, id, err, "SELECT content FROM content WHERE sha256 = ?", "s",
                              c->sha256);
    if (rc)
        return rc;
    if (*id) /* its bytes may have been given up since */
        return cp_store_do(s, err, "UPDATE content SET gz = ? WHERE content = ? AND gz IS NULL",
                           "bi", c->gz, c->gz_len, *id);
    rc = cp_store_do(s, err, "INSERT INTO content (sha256, bytes, gz) VALUES (?, ?, ?)", "sib",
                     c->sha256, (int64_t)c->bytes, c->gz, c->gz_len);
    if (rc)
        return rc;
    *id = sqlite3_last_insert_rowid(s->db);
    return 0;
}

/* Can `gz_len` bytes hold so many? What a damaged file says of itself is not asked for as memory.
 */
static bool can_hold(size_t gz_len, int64_t bytes) {
    enum { DEFLATE_MOST = 1032 }; /* bytes by one of deflate: 258 by two bits (RFC 1951) */
    return bytes >= 0 && (uint64_t)bytes / DEFLATE_MOST <= gz_len;
}

/* Write the `bytes` that `gz` holds. False: it does not hold so many. */
static bool expand(const void *gz, size_t gz_len, size_t bytes, char *out) {
    z_stream z = {.next_in = (Bytef *)(uintptr_t)gz, .next_out = (Bytef *)out};
    size_t left = gz_len, got = 0;
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return false;
    int rc;
    do {
        z.avail_in = portion(left);
        z.avail_out = portion(bytes - got);
        uInt in = z.avail_in, to = z.avail_out;
        rc = inflate(&z, Z_NO_FLUSH);
        left -= in - z.avail_in;
        got += to - z.avail_out;
        if (in == z.avail_in && to == z.avail_out)
            break;
    } while (rc == Z_OK);
    inflateEnd(&z);
    return rc == Z_STREAM_END && got == bytes;
}

static int read_content(struct cp_store *s, sqlite3_stmt *q, struct cp_str *out,
                        struct cp_error *err) {
    struct cp_pos pos = {s->path, 0, 0};
    char sha256[65];
    const char *want = (const char *)sqlite3_column_text(q, 0);
    int64_t said = sqlite3_column_int64(q, 1);
    const void *gz = sqlite3_column_blob(q, 2);
    size_t gz_len = (size_t)sqlite3_column_bytes(q, 2);
    if (!gz)
        return cp_fail_at(err, CP_EINPUT, pos, "what is asked for was pruned");
    bool good = can_hold(gz_len, said);
    size_t bytes = good ? (size_t)said : 0;
    char *to = cp_realloc(NULL, bytes, 1);
    if (!to)
        return cp_fail_nomem(err);
    good = good && expand(gz, gz_len, bytes, to);
    if (good) {
        cp_store_sha256(to, bytes, sha256);
        good = want && strcmp(want, sha256) == 0;
        cp_str_addn(out, to, bytes);
    }
    free(to);
    if (!good)
        return cp_fail_at(err, CP_EIO, pos, "is damaged: content %.12s is not what its hash says",
                          want ? want : "");
    return out->oom ? cp_fail_nomem(err) : 0;
}

int cp_store_get_content(struct cp_store *s, int64_t id, struct cp_str *out, struct cp_error *err) {
    sqlite3_stmt *q;
    int rc = cp_store_prepare(s, &q, err, "SELECT sha256, bytes, gz FROM content WHERE content = ?",
                              "i", id);
    if (rc)
        return rc;
    rc = cp_store_step(s, q, err);
    if (rc == 1)
        rc = read_content(s, q, out, err);
    else if (rc == 0)
        rc = cp_fail_at(err, CP_EINTERNAL, (struct cp_pos){s->path, 0, 0},
                        "there is no content %lld", (long long)id);
    sqlite3_finalize(q);
    return rc;
}
