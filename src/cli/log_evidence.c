#include <stdlib.h>
#include <string.h>

#include "archive/read.h"
#include "archive/token.h"
#include "base/base64.h"
#include "base/digest.h"
#include "base/utf8.h"
#include "cli/log_evidence.h"

/* What a look left besides its page, as far as words can show it. */

/* Certificates are some KB; a robots.txt has at most 500. */
#define EVIDENCE_TEXT_MAX ((size_t)512 << 10)

/* A token with its certificates. */
#define EVIDENCE_TOKEN_MAX ((size_t)1 << 20)

static int
add_text(struct archive *a, int64_t event, const char *role, struct jv *texts,
    struct fault *f)
{
	unsigned char *bytes;
	size_t n;

	if (archive_exhibit(a, event, role, &bytes, &n, f) != 0)
		return -1;
	if (bytes != NULL && n <= EVIDENCE_TEXT_MAX &&
	    memchr(bytes, '\0', n) == NULL &&
	    utf8_valid((const char *)bytes, n, NULL))
		jv_set_take(texts, role, jv_strn((const char *)bytes, n));
	free(bytes);
	return 0;
}

/* Certificates and robots.txt, which the record names by their digests. */
static int
add_texts(struct archive *a, const struct look *k, const struct jv *record,
    struct jv *o, struct fault *f)
{
	const struct jv *list = jv_get(record, "exhibits");
	struct jv *texts = jv_object();
	const char *role;
	size_t i;
	int rc = 0;

	for (i = 0; rc == 0 && i < jv_count(list); i++) {
		role = jv_text(jv_get(jv_at(list, i), "role"));
		if (role != NULL &&
		    (strncmp(role, "certificates", 12) == 0 ||
			strncmp(role, "robots", 6) == 0))
			rc = add_text(a, k->id, role, texts, f);
	}
	jv_set_take(o, "texts", texts);
	return rc;
}

static int
add_tokens(
    struct archive *a, const struct look *k, struct jv *o, struct fault *f)
{
	struct archive_token *tokens;
	struct jv *list, *t;
	struct arena arena;
	struct buf b;
	size_t i, n;
	int rc;

	arena_init(&arena);
	rc = archive_tokens(a, STAMPED_EVENT, k->id, &arena, &tokens, &n, f);
	list = rc == 0 && n > 0 ? jv_array() : NULL;
	for (i = 0; rc == 0 && i < n; i++) {
		buf_init(&b, 2 * EVIDENCE_TOKEN_MAX);
		base64_add(&b, tokens[i].der, tokens[i].n);
		t = jv_object();
		jv_set_str(t, "tsa", tokens[i].tsa);
		jv_set_str(t, "token", (const char *)b.data);
		jv_push_take(list, t);
		buf_free(&b);
	}
	if (list != NULL)
		jv_set_take(o, "tokens", list);
	arena_free(&arena);
	return rc;
}

int
log_evidence(struct archive *a, const struct look *k, const struct jv *record,
    struct jv *o, struct fault *f)
{
	struct digest sha;

	if (archive_event_sha(a, k->id, &sha, f) != 0)
		return -1;
	jv_set_str(o, "record_sha256", digest_hex(&sha).s);
	if (strncmp(k->method, "capture", 7) != 0)
		return 0;
	if (add_texts(a, k, record, o, f) != 0)
		return -1;
	return add_tokens(a, k, o, f);
}
