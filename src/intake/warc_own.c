#include <string.h>

#include "base/hex.h"
#include "base/jv.h"
#include "crypto/sha256.h"

#include "warc_in.h"

/* What an archive of ours wrote beside a look, and what came with the look. */

/* Ceilings: a look leaves some ten things besides its page. */
#define EXHIBITS_MAX 256
#define EXHIBIT_RECEIVED "received"

/*
 * The rules of gaps that are known before there is a text, as net/look.h and
 * our own imports name them: names that live for ever, and no others.
 */
static const char *
own_rule(const char *name)
{
	static const char *const rules[] = { "net-robots", "net-address",
		"net-downgrade", "net-redirect", "net-tls", "net-unreachable",
		"net-timeout", "net-too-large", "net-response", "net-coding",
		"net-browser", "declaration-refused", "declaration-joined",
		"withheld" };
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(name, rules[i]) == 0)
			return rules[i];
	return NULL;
}

/* As lists of captures have it: selectors may have line ends, names not. */
static bool
plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static int
judge_own(const struct jv *v, struct fault *f)
{
	static const char *const keys[] = { "platform", "document", "select",
		"remove", "key" };
	const char *text, *rule = jv_text(jv_get(v, "gap_rule"));
	int64_t status;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (jv_need_text(v, keys[i], &text, f) != 0)
			return -1;
		if ((i < 2 || i == 4) && !plain(text))
			return fault_set(f, FAULT_FORMAT,
			    "a look: a control character in its %s", keys[i]);
		if (text[0] == '\0' && (i < 2 || i == 4))
			return fault_set(f, FAULT_FORMAT,
			    "a look: want a %s, have none", keys[i]);
	}
	if (jv_need_int(v, "status", 0, 599, &status, f) != 0)
		return -1;
	if (rule != NULL && own_rule(rule) == NULL)
		return fault_set(f, FAULT_FORMAT,
		    "a look: gap_rule: want the name of a rule, have "
		    "\"%.60s\"",
		    rule);
	if (jv_count(jv_get(v, "exhibits")) > EXHIBITS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "a look: want at most %d exhibits, have %zu", EXHIBITS_MAX,
		    jv_count(jv_get(v, "exhibits")));
	return 0;
}

int
warc_own_read(const struct warc_index *x, const struct warc_item *item,
    struct jv **out, struct fault *f)
{
	struct warc_item block = *item;
	struct arena a = { NULL };
	struct warc_entity e;
	struct jv *v = NULL;
	int rc;

	warc_entity_init(&e);
	block.type = WARC_RESOURCE; /* its block is all of it */
	rc = warc_entity_read(x, &block, &a, &e, f);
	if (rc != 0)
		goto out;
	rc = 1;
	if (jv_parse(e.body.data, e.body.len, &v, f) != 0 ||
	    judge_own(v, f) != 0)
		goto out;
	*out = v;
	v = NULL;
	rc = 0;
out:
	jv_free(v);
	warc_entity_free(&e);
	arena_free(&a);
	return rc;
}

static int
sha_fits(
    const struct buf *b, const char *want, const char *what, struct fault *f)
{
	struct digest have;

	if (sha256_of(b->data, b->len, &have, f) != 0)
		return -1;
	if (want != NULL && strcmp(digest_hex(&have).s, want) == 0)
		return 0;
	(void)fault_set(f, FAULT_FORMAT,
	    "%s: want bytes with sha256 %.64s, have %s", what,
	    want == NULL ? "(none said)" : want, digest_hex(&have).s);
	return 1;
}

int
warc_own_check(const struct warc_look *k, const struct jv *own,
    const struct warc_entity *e, struct fault *f)
{
	const char *want = jv_text(jv_get(own, "sha256"));

	if (want == NULL && k->item == NULL)
		return 0;
	if (want != NULL && k->item != NULL)
		return sha_fits(&e->body, want, "a look", f);
	(void)fault_set(f, FAULT_FORMAT,
	    "a look: want bytes and their sha256, have %s",
	    want == NULL ? "no sha256" : "no record with the bytes");
	return 1;
}

/* One thing that came with the look, from the record that it names. */
static int
read_exhibit(const struct warc_index *x, const struct jv *v, struct arena *a,
    struct exhibit *out, struct fault *f)
{
	const char *id = jv_text(jv_get(v, "record"));
	const struct warc_item *item =
	    id == NULL ? NULL : warc_index_find(x, id);
	struct warc_entity e;
	int rc = 1;

	warc_entity_init(&e);
	if (item == NULL || item->type != WARC_RESOURCE) {
		(void)fault_set(f, FAULT_FORMAT,
		    "a look: exhibit %.40s: want a record that is there, have "
		    "%.100s",
		    out->role, id == NULL ? "none" : id);
		goto out;
	}
	rc = warc_entity_read(x, item, a, &e, f);
	if (rc == 0)
		rc = sha_fits(&e.body, jv_text(jv_get(v, "sha256")),
		    "an exhibit of a look", f);
	if (rc != 0)
		goto out;
	out->len = e.body.len;
	out->bytes = e.body.len == 0
	    ? (const unsigned char *)""
	    : memcpy(arena_new(a, e.body.len, 1), e.body.data, e.body.len);
out:
	warc_entity_free(&e);
	return rc;
}

static int
read_exhibits(const struct warc_index *x, const struct jv *own,
    const struct warc_entity *e, struct arena *a, struct capture *c,
    struct fault *f)
{
	const struct jv *list = jv_get(own, "exhibits"), *v;
	struct exhibit *all = arena_new(a, jv_count(list) + 1, sizeof(*all));
	const char *texts[3];
	size_t i, n = 0;
	int rc;

	for (i = 0; i < jv_count(list); i++) {
		v = jv_at(list, i);
		if (jv_need_text(v, "role", &texts[0], f) != 0 ||
		    jv_need_text(v, "media_type", &texts[1], f) != 0 ||
		    jv_need_text(v, "maker", &texts[2], f) != 0)
			return 1;
		all[n].role = arena_strdup(a, texts[0]);
		all[n].media_type = arena_strdup(a, texts[1]);
		all[n].maker = arena_strdup(a, texts[2]);
		if (jv_get(v, "record") == NULL &&
		    strcmp(texts[0], EXHIBIT_RECEIVED) == 0) {
			/* The page's own record has it. */
			all[n].bytes = e->wire.data;
			all[n].len = e->wire.len;
		} else {
			rc = read_exhibit(x, v, a, &all[n], f);
			if (rc != 0)
				return rc;
		}
		n++;
	}
	c->exhibits = all;
	c->n_exhibits = n;
	return 0;
}

/* The key that the look had at first, before other archives had it. */
static const char *
first_key(const struct jv *own)
{
	const char *key =
	    jv_text(jv_get(jv_get(jv_get(own, "record"), "warc"), "look_key"));

	return key == NULL ? jv_text(jv_get(own, "key")) : key;
}

int
warc_own_fill(const struct warc_index *x, const struct jv *own,
    const struct warc_entity *e, struct arena *a, struct capture *c,
    struct fault *f)
{
	const char *s;

	c->claimed = arena_strdup(a, first_key(own));
	c->status = (int)jv_number(jv_get(own, "status"), 0);
	c->source_changed = jv_truth(jv_get(own, "source_changed")) ? 1 : 0;
	c->select = arena_strdup(a, jv_text(jv_get(own, "select")));
	c->remove = arena_strdup(a, jv_text(jv_get(own, "remove")));
	if ((s = jv_text(jv_get(own, "url"))) != NULL)
		c->url = arena_strdup(a, s);
	if ((s = jv_text(jv_get(own, "media_type"))) != NULL)
		c->media_type = arena_strdup(a, s);
	if ((s = jv_text(jv_get(own, "gap_rule"))) != NULL) {
		c->gap_rule = own_rule(s);
		s = jv_text(jv_get(own, "gap"));
		c->gap = s == NULL ? "" : arena_strdup(a, s);
	}
	return read_exhibits(x, own, e, a, c, f);
}
