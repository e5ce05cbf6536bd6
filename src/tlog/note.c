#include "tlog/note.h"

#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"

#define NOTE_DASH "\xe2\x80\x94 "
#define NOTE_DASH_N 4

/* The largest signature known is ML-DSA-44's, 2,420 bytes and a time. */
#define NOTE_SIG_MAX 4096

/*= C2SP cosignature: u64 big-endian time, then the Ed25519 signature */
#define NOTE_TIME 8

/*= C2SP signed-note: UTF-8 without control characters but the newline */
static int
note_check_text(const char *p, size_t n, struct fault *f)
{
	uint32_t c;
	size_t i, k;

	for (i = 0; i < n; i += k) {
		k = utf8_get(p + i, n - i, &c);
		if (k == 0 || (c < 0x20 && c != '\n'))
			return fault_set(f, FAULT_FORMAT,
			    "C2SP signed-note: byte %zu: want UTF-8 without "
			    "control characters, have 0x%02x",
			    i, (unsigned)(unsigned char)p[i]);
	}
	return 0;
}

/* "— name base64\n" */
static int
note_read_sig(struct note *out, const char *line, size_t n, struct fault *f)
{
	struct note_sig *s = &out->sigs[out->n];
	const char *blank;
	struct buf b;
	int rc = -1;

	*s = (struct note_sig){ .line = line, .line_n = n + 1 };
	buf_init(&b, NOTE_SIG_MAX);
	if (n <= NOTE_DASH_N || memcmp(line, NOTE_DASH, NOTE_DASH_N) != 0) {
		fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: signature %zu: want a line that begins "
		    "with U+2014 and a space",
		    out->n + 1);
		goto out;
	}
	s->name = line + NOTE_DASH_N;
	blank = memchr(s->name, ' ', n - NOTE_DASH_N);
	if (blank == NULL ||
	    !vkey_name_ok(s->name, (size_t)(blank - s->name))) {
		fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: signature %zu: want a name without "
		    "blanks or plus, a space and base64",
		    out->n + 1);
		goto out;
	}
	s->name_n = (size_t)(blank - s->name);
	if (base64_read(blank + 1, (size_t)(line + n - (blank + 1)),
		"C2SP signed-note: signature", &b, f) != 0)
		goto out;
	if (b.len <= LOGKEY_ID) {
		fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: signature %zu: want more than %d bytes, "
		    "have %zu",
		    out->n + 1, LOGKEY_ID, b.len);
		goto out;
	}
	memcpy(s->id, b.data, LOGKEY_ID);
	s->sig_n = b.len - LOGKEY_ID;
	s->sig = (const unsigned char *)arena_strndup(
	    &out->arena, (const char *)b.data + LOGKEY_ID, s->sig_n);
	out->n++;
	rc = 0;
out:
	buf_free(&b);
	return rc;
}

/* Where the text ends and the signatures begin: the last empty line. */
static const char *
note_split(const char *p, size_t n)
{
	size_t i;

	for (i = n; i >= 2; i--)
		if (p[i - 1] == '\n' && p[i - 2] == '\n')
			return p + i - 1;
	return NULL;
}

int
note_read(const void *p, size_t n, struct note *out, struct fault *f)
{
	const char *bytes = p, *split, *line, *end, *nl;

	*out = (struct note){ .n = 0 };
	if (n > NOTE_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "C2SP signed-note: want at most %zu bytes, have %zu",
		    NOTE_MAX, n);
	if (note_check_text(bytes, n, f) != 0)
		return -1;
	split = note_split(bytes, n);
	if (split == NULL || bytes[n - 1] != '\n' || split + 1 == bytes + n)
		return fault_set(f, FAULT_FORMAT,
		    "C2SP signed-note: want a text, an empty line and lines of "
		    "signatures, all of them ended");
	out->text = bytes;
	out->text_n = (size_t)(split - bytes);
	out->sigs = arena_new(&out->arena, NOTE_SIGS_MAX, sizeof(*out->sigs));
	end = bytes + n;
	for (line = split + 1; line < end; line = nl + 1) {
		nl = memchr(line, '\n', (size_t)(end - line));
		if (out->n >= NOTE_SIGS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "C2SP signed-note: want at most %d signatures",
			    NOTE_SIGS_MAX);
		if (nl == NULL ||
		    note_read_sig(out, line, (size_t)(nl - line), f) != 0)
			return -1;
	}
	return 0;
}

void
note_free(struct note *n)
{
	arena_free(&n->arena);
	*n = (struct note){ .n = 0 };
}

/* A witness signs the time before the text. */
static int
note_witnessed(const struct note *n, const struct note_sig *s,
    const struct vkey *key, bool *good, uint64_t *when, struct fault *f)
{
	uint64_t t = 0;
	struct buf b;
	size_t i;
	int rc;

	for (i = 0; i < NOTE_TIME; i++)
		t = t << 8 | s->sig[i];
	buf_init(&b, n->text_n + 64);
	buf_fmt(&b, "cosignature/v1\ntime %llu\n", (unsigned long long)t);
	buf_add(&b, n->text, n->text_n);
	rc = vkey_check(key, b.data, b.len, s->sig + NOTE_TIME, good, f);
	buf_free(&b);
	*when = t;
	return rc;
}

int
note_signed(const struct note *n, const struct vkey *key, enum note_answer *out,
    uint64_t *when, struct fault *f)
{
	const size_t want =
	    key->type == VKEY_WITNESS ? NOTE_TIME + LOGKEY_SIG : LOGKEY_SIG;
	enum note_answer answer = NOTE_UNSIGNED;
	const struct note_sig *s;
	uint64_t t = 0;
	bool good;
	size_t i;

	for (i = 0; i < n->n; i++) {
		s = &n->sigs[i];
		if (s->name_n != strlen(key->name) ||
		    memcmp(s->name, key->name, s->name_n) != 0 ||
		    memcmp(s->id, key->id, LOGKEY_ID) != 0)
			continue;
		good = false;
		if (s->sig_n == want && key->type == VKEY_WITNESS) {
			if (note_witnessed(n, s, key, &good, &t, f) != 0)
				return -1;
		} else if (s->sig_n == want &&
		    vkey_check(key, n->text, n->text_n, s->sig, &good, f) !=
			0) {
			return -1;
		}
		/*= C2SP signed-note: a known key that fails rejects the note */
		if (!good) {
			*out = NOTE_BAD;
			return 0;
		}
		answer = NOTE_SIGNED;
		if (when != NULL)
			*when = t;
	}
	*out = answer;
	return 0;
}

int
note_sign(const struct logkey *key, const void *text, size_t text_n,
    struct buf *out, struct fault *f)
{
	unsigned char raw[LOGKEY_ID + LOGKEY_SIG];
	struct vkey pub;

	if (vkey_parse(logkey_vkey(key), strlen(logkey_vkey(key)), &pub, f) !=
		0 ||
	    logkey_sign(key, text, text_n, raw + LOGKEY_ID, f) != 0)
		return -1;
	memcpy(raw, pub.id, LOGKEY_ID);
	buf_fmt(out, NOTE_DASH "%s ", logkey_name(key));
	base64_add(out, raw, sizeof(raw));
	buf_str(out, "\n");
	return buf_check(out, "C2SP signed-note", f);
}
