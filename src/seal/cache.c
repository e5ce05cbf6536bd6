#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hold.h"
#include "crypto/locate.h"
#include "crypto/sha256.h"
#include "gather_in.h"

/* Answers are good until their own nextUpdate, and no longer than this: what
 * was revoked since is to be seen. */
#define CACHE_AGE_MS ((int64_t)3600000)

/* A folder's path and 64 digits. */
#define CACHE_PATH 4096

/* The name follows from the question alone. */
static int
cache_path(const struct gather_how *how, const struct post *p, struct buf *out,
    struct fault *f)
{
	const struct piece q[3] = {
		{ p->url, strlen(p->url) + 1 },
		{ p->body, p->n },
		{ "", 1 },
	};
	struct digest d;

	if (sha256_pieces(q, 3, &d, f) != 0)
		return -1;
	buf_fmt(out, "%s/%s.der", how->cache, digest_hex(&d).s);
	return buf_check(out, "--cache", f);
}

/* Whether the bytes still say something today: an answer without nextUpdate
 * is made anew each time. */
static bool
cache_good(const struct gather_how *how, const struct buf *b)
{
	struct fault unused;
	int64_t from, to;

	return locate_times(b->data, b->len, &from, &to, &unused) == 0 &&
	    from <= how->now_utc_ms && how->now_utc_ms < to;
}

/* Whether it was fetched just now: a file has the time it was written. */
static bool
cache_young(const struct gather_how *how, const char *path)
{
	struct stat st;
	int64_t age;

	if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	age = how->now_utc_ms - (int64_t)st.st_mtim.tv_sec * 1000;
	return age > -CACHE_AGE_MS && age < CACHE_AGE_MS;
}

int
cache_post(const struct gather_how *how, const struct post *p, struct buf *out,
    struct fault *f)
{
	struct fault unused;
	struct buf path;
	int rc = -1;

	if (how->cache == NULL)
		return how->net.post(how->net.arg, p, out, f);
	buf_init(&path, CACHE_PATH);
	if (cache_path(how, p, &path, f) != 0)
		goto out;
	if (cache_young(how, (const char *)path.data) &&
	    file_read((const char *)path.data, out, &unused) == 0 &&
	    cache_good(how, out)) {
		rc = 0;
		goto out;
	}
	buf_free(out);
	if (how->net.post(how->net.arg, p, out, f) != 0)
		goto out;
	/* What cannot be kept is asked for again, no more. */
	if (cache_good(how, out)) {
		hold_sweep((const char *)path.data);
		(void)!file_publish((const char *)path.data, out->data,
		    out->len, 0600, &unused);
	}
	rc = 0;
out:
	buf_free(&path);
	return rc;
}
