#include "tlog/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "tlog_in.h"

#define CHECKPOINT_WORDS "C2SP tlog-checkpoint"

static int
checkpoint_origin(
    const char *line, size_t n, struct checkpoint *c, struct fault *f)
{
	/*= C2SP tlog-checkpoint: origin: non-empty, equal to the key's name */
	if (!vkey_name_ok(line, n))
		return fault_set(f, FAULT_FORMAT,
		    CHECKPOINT_WORDS
		    ": origin: want 1 to %d bytes without blanks, have %zu",
		    LOGKEY_NAME_MAX, n);
	memcpy(c->origin, line, n);
	c->origin[n] = '\0';
	return 0;
}

static int
checkpoint_root(
    const char *line, size_t n, struct checkpoint *c, struct fault *f)
{
	struct digest empty;

	if (base64_exact(line, n, CHECKPOINT_WORDS ": root", c->head.root.b,
		DIGEST_LEN, f) != 0 ||
	    tree_empty(&empty, f) != 0)
		return -1;
	if (c->head.size == 0 && !digest_equal(&empty, &c->head.root))
		return fault_set(f, FAULT_FORMAT,
		    CHECKPOINT_WORDS
		    ": size 0 with a root that is not the empty tree's");
	return 0;
}

int
checkpoint_read(
    const char *text, size_t n, struct checkpoint *out, struct fault *f)
{
	struct lines l = { text, text + n };
	struct checkpoint c = { .n_extensions = 0 };
	const char *line;
	size_t k;

	if (!lines_next(&l, &line, &k) ||
	    checkpoint_origin(line, k, &c, f) != 0)
		return n == 0 ? fault_set(f, FAULT_FORMAT,
				    CHECKPOINT_WORDS ": want three lines")
			      : -1;
	if (!lines_next(&l, &line, &k))
		return fault_set(
		    f, FAULT_FORMAT, CHECKPOINT_WORDS ": want a size");
	if (lines_number(line, k, CHECKPOINT_WORDS ": size", &c.head.size, f) !=
	    0)
		return -1;
	if (!lines_next(&l, &line, &k))
		return fault_set(
		    f, FAULT_FORMAT, CHECKPOINT_WORDS ": want a root");
	if (checkpoint_root(line, k, &c, f) != 0)
		return -1;
	for (; lines_next(&l, &line, &k); c.n_extensions++)
		if (k == 0)
			return fault_set(f, FAULT_FORMAT,
			    CHECKPOINT_WORDS ": an extension line is empty");
	if (l.at != l.end)
		return fault_set(f, FAULT_FORMAT,
		    CHECKPOINT_WORDS ": the last line has no end");
	*out = c;
	return 0;
}

int
checkpoint_sign(const struct tree_head *head, const struct logkey *const *keys,
    size_t n_keys, struct buf *out, struct fault *f)
{
	struct buf text;
	size_t i;
	int rc = -1;

	buf_init(&text, NOTE_MAX);
	if (n_keys == 0) {
		fault_set(f, FAULT_STATE, "checkpoint: no key to sign with");
		goto out;
	}
	buf_fmt(&text, "%s\n%llu\n", logkey_name(keys[0]),
	    (unsigned long long)head->size);
	base64_add(&text, head->root.b, DIGEST_LEN);
	buf_str(&text, "\n");
	buf_add(out, text.data, text.len);
	buf_str(out, "\n");
	for (i = 0; i < n_keys; i++) {
		if (strcmp(logkey_name(keys[i]), logkey_name(keys[0])) != 0) {
			fault_set(f, FAULT_STATE,
			    "checkpoint: want a key of %s, have one of %s",
			    logkey_name(keys[0]), logkey_name(keys[i]));
			goto out;
		}
		if (note_sign(keys[i], text.data, text.len, out, f) != 0)
			goto out;
	}
	rc = 0;
out:
	buf_free(&text);
	return rc;
}

/* No key signed it: say whose it is. */
static void
checkpoint_unknown(const struct note *n, const struct checkpoint *c,
    const struct vkey *keys, size_t n_keys, char why[CHECKPOINT_WHY])
{
	char have[2 * LOGKEY_ID + 1], want[2 * LOGKEY_ID + 1];
	size_t i;

	hex_encode(n->sigs[0].id, LOGKEY_ID, have);
	for (i = 0; i < n_keys; i++)
		if (strcmp(keys[i].name, c->origin) == 0)
			break;
	if (n_keys == 0) {
		(void)snprintf(why, CHECKPOINT_WHY, "no log key to ask");
		return;
	}
	hex_encode(keys[i < n_keys ? i : 0].id, LOGKEY_ID, want);
	if (i < n_keys)
		(void)snprintf(why, CHECKPOINT_WHY,
		    "the checkpoint of %.120s is not signed by the log key %s",
		    c->origin, want);
	else
		(void)snprintf(why, CHECKPOINT_WHY,
		    "the checkpoint is of another log: want %.120s, have "
		    "%.120s (key %s)",
		    keys[0].name, c->origin, have);
}

int
checkpoint_open(const void *p, size_t n, const struct vkey *keys, size_t n_keys,
    struct checkpoint *out, char why[CHECKPOINT_WHY], struct fault *f)
{
	enum note_answer answer = NOTE_UNSIGNED;
	struct checkpoint c;
	struct note note;
	bool signed_by = false;
	size_t i;
	int rc = -1;

	why[0] = '\0';
	if (note_read(p, n, &note, f) != 0 ||
	    checkpoint_read(note.text, note.text_n, &c, f) != 0)
		goto out;
	for (i = 0; i < n_keys; i++) {
		if (note_signed(&note, &keys[i], &answer, NULL, f) != 0)
			goto out;
		if (answer == NOTE_BAD) {
			(void)snprintf(why, CHECKPOINT_WHY,
			    "the signature of %.120s under the checkpoint does "
			    "not fit",
			    keys[i].name);
			signed_by = false;
			break;
		}
		signed_by |= answer == NOTE_SIGNED &&
		    strcmp(keys[i].name, c.origin) == 0;
	}
	if (!signed_by && why[0] == '\0')
		checkpoint_unknown(&note, &c, keys, n_keys, why);
	*out = c;
	rc = 0;
out:
	note_free(&note);
	return rc;
}

int
checkpoint_keys(const char *p, size_t n, struct vkey *out, size_t max,
    size_t *n_out, struct fault *f)
{
	const char *end = p + n, *nl;

	for (*n_out = 0; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		if (nl > p) {
			if (*n_out >= max)
				return fault_set(f, FAULT_LIMIT,
				    "log keys: want at most %zu lines", max);
			if (vkey_parse(p, (size_t)(nl - p), &out[*n_out], f) !=
			    0)
				return -1;
			(*n_out)++;
		}
		if (nl == end)
			break;
	}
	if (*n_out == 0)
		return fault_set(
		    f, FAULT_FORMAT, "log keys: want a line, have none");
	return 0;
}
