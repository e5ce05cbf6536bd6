#include <stdio.h>
#include <string.h>

#include "crypto_in.h"

/* Indefinite lengths nest as deep as constructed elements do; a SignedData
 * with a time stamp and its certificates has some twenty levels. */
#define BER_DEPTH 64

/* Identifier and length of the element at the beginning of n bytes. */
static int
ber_head(const unsigned char *p, size_t n, struct tlv *t, size_t *head,
    struct fault *f)
{
	size_t octets, i, len = 0;

	if (n < 2)
		return fault_set(
		    f, FAULT_FORMAT, "BER: an element is cut short");
	if ((p[0] & 0x1f) == 0x1f)
		return fault_set(
		    f, FAULT_FORMAT, "BER: a tag above 30 is not read here");
	*t = (struct tlv){ .tag = p[0], .start = p };
	*head = 2;
	if (p[1] < 0x80) {
		len = p[1];
	} else if (p[1] == 0x80) {
		/*= X.690 section 8.1.3.6: only constructed elements may */
		if ((p[0] & 0x20) == 0)
			return fault_set(f, FAULT_FORMAT,
			    "BER: a primitive element without a length");
		t->indefinite = true;
	} else {
		octets = p[1] & 0x7fu;
		if (octets > sizeof(len) || octets > n - 2)
			return fault_set(
			    f, FAULT_FORMAT, "BER: a length is broken");
		for (i = 0; i < octets; i++)
			len = len << 8 | p[2 + i];
		*head += octets;
	}
	if (!t->indefinite && len > n - *head)
		return fault_set(f, FAULT_FORMAT,
		    "BER: an element of %zu bytes in %zu", len, n - *head);
	t->p = p + *head;
	t->n = len;
	return 0;
}

/* Where the contents of indefinite length end: at the matching 00 00. */
static int
ber_end(const unsigned char *p, size_t n, size_t *len, struct fault *f)
{
	size_t at = 0, depth = 1, head;
	struct tlv t;

	for (;;) {
		if (n - at >= 2 && p[at] == 0 && p[at + 1] == 0) {
			at += 2;
			if (--depth == 0)
				break;
			continue;
		}
		if (ber_head(p + at, n - at, &t, &head, f) != 0)
			return -1;
		at += head;
		if (!t.indefinite)
			at += t.n;
		else if (depth++ == BER_DEPTH)
			return fault_set(f, FAULT_LIMIT,
			    "BER: want at most %d levels, have more",
			    BER_DEPTH);
	}
	*len = at - 2;
	return 0;
}

int
ber_next(struct ber *b, struct tlv *out, struct fault *f)
{
	struct tlv t;
	size_t head;

	if (ber_head(b->p, b->n, &t, &head, f) != 0)
		return -1;
	if (t.indefinite) {
		if (ber_end(t.p, b->n - head, &t.n, f) != 0)
			return -1;
		t.whole = head + t.n + 2;
	} else {
		t.whole = head + t.n;
	}
	b->p += t.whole;
	b->n -= t.whole;
	*out = t;
	return 0;
}

int
ber_want(struct ber *b, unsigned tag, const char *what, struct tlv *out,
    struct fault *f)
{
	if (b->n == 0)
		return fault_set(f, FAULT_FORMAT, "%s is not there", what);
	if (ber_next(b, out, f) != 0)
		return fault_under(f, "%s", what);
	if (out->tag != tag)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want tag %02x, have %02x", what, tag, out->tag);
	return 0;
}

bool
ber_take(struct ber *b, unsigned tag, struct tlv *out)
{
	struct ber copy = *b;
	struct fault unused;

	if (b->n == 0 || b->p[0] != tag || ber_next(&copy, out, &unused) != 0)
		return false;
	*b = copy;
	return true;
}

struct ber
ber_inside(const struct tlv *t)
{
	return (struct ber){ t->p, t->n };
}

int
ber_done(const struct ber *b, const char *what, struct fault *f)
{
	if (b->n == 0)
		return 0;
	return fault_set(
	    f, FAULT_FORMAT, "%s: %zu bytes follow its last part", what, b->n);
}

/*= X.690 section 8.7: a constructed string is the strings inside, in order */
int
ber_octets(const struct tlv *t, struct buf *out, struct fault *f)
{
	struct ber stack[BER_DEPTH];
	struct tlv part;
	size_t depth = 0;

	if ((t->tag & 0x20) == 0) {
		buf_add(out, t->p, t->n);
		return buf_check(out, "BER: a string", f);
	}
	stack[depth++] = ber_inside(t);
	while (depth > 0) {
		if (stack[depth - 1].n == 0) {
			depth--;
			continue;
		}
		if (ber_next(&stack[depth - 1], &part, f) != 0)
			return -1;
		if (part.tag == BER_OCTETS) {
			buf_add(out, part.p, part.n);
		} else if (part.tag == (BER_OCTETS | 0x20)) {
			if (depth == BER_DEPTH)
				return fault_set(f, FAULT_LIMIT,
				    "BER: want at most %d levels, have more",
				    BER_DEPTH);
			stack[depth++] = ber_inside(&part);
		} else {
			return fault_set(f, FAULT_FORMAT,
			    "BER: want a piece of a string, have tag %02x",
			    part.tag);
		}
	}
	return buf_check(out, "BER: a string", f);
}

bool
ber_is_oid(const struct tlv *t, const unsigned char *body, size_t n)
{
	return t->tag == BER_OID && t->n == n && memcmp(t->p, body, n) == 0;
}

static int
oid_write(const struct tlv *t, char out[OID_TEXT])
{
	uint64_t v = 0, top;
	size_t i, n = 0;

	for (i = 0; i < t->n; i++) {
		if (v > UINT64_MAX >> 7)
			return -1;
		v = v << 7 | (t->p[i] & 0x7fu);
		if ((t->p[i] & 0x80) != 0)
			continue;
		/* Two numbers of 64 bits and their dots fit into 48. */
		if (OID_TEXT - n < 48)
			return -1;
		if (n == 0) {
			/*= X.690 section 8.19.4: the first two share one */
			top = v < 80 ? v / 40 : 2;
			n += (size_t)snprintf(out + n, OID_TEXT - n, "%llu.",
			    (unsigned long long)top);
			v -= top * 40;
		} else {
			out[n++] = '.';
		}
		n += (size_t)snprintf(
		    out + n, OID_TEXT - n, "%llu", (unsigned long long)v);
		v = 0;
	}
	return t->n > 0 && (t->p[t->n - 1] & 0x80) == 0 ? 0 : -1;
}

void
ber_oid_text(const struct tlv *t, char out[OID_TEXT])
{
	out[0] = '\0';
	if (oid_write(t, out) != 0)
		out[0] = '\0';
}
