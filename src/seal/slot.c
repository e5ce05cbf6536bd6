#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "slot_in.h"

/* The slot lies in the file and holds nothing yet. */
static int
slot_check(const unsigned char *pdf, size_t len, const struct slot *slot,
    struct fault *f)
{
	const unsigned char *hex;
	size_t i;

	if (slot->byte_range > len ||
	    slot->byte_range_len > len - slot->byte_range ||
	    slot->contents > len || slot->contents_len > len - slot->contents ||
	    slot->contents_len < 4 || slot->contents_len % 2 != 0)
		return fault_set(f, FAULT_STATE,
		    "the place of the signature lies outside the file");
	for (i = 0; i < slot->byte_range_len; i++)
		if (strchr("0123456789 ", pdf[slot->byte_range + i]) == NULL ||
		    pdf[slot->byte_range + i] == '\0')
			return fault_set(f, FAULT_STATE,
			    "the place of /ByteRange holds other bytes at %zu",
			    slot->byte_range + i);
	hex = pdf + slot->contents;
	for (i = 1; i + 1 < slot->contents_len; i++)
		if (hex[i] != '0')
			break;
	if (hex[0] != '<' || hex[slot->contents_len - 1] != '>' ||
	    i + 1 != slot->contents_len)
		return fault_set(f, FAULT_STATE,
		    "the place of /Contents holds other bytes at %zu",
		    slot->contents + i);
	return 0;
}

/*= ISO 32000-2 section 12.8.1: the two ranges leave out exactly the value of
 *= /Contents, its angle brackets included. */
static int
slot_range(
    unsigned char *pdf, size_t len, const struct slot *slot, struct fault *f)
{
	size_t after = slot->contents + slot->contents_len;
	struct buf text;
	int rc = -1;

	buf_init(&text, 128);
	buf_fmt(&text, "0 %zu %zu %zu", slot->contents, after, len - after);
	if (text.over || text.len > slot->byte_range_len) {
		fault_set(f, FAULT_LIMIT,
		    "/ByteRange: want %zu bytes, have room for %zu", text.len,
		    slot->byte_range_len);
		goto out;
	}
	memset(pdf + slot->byte_range, ' ', slot->byte_range_len);
	memcpy(pdf + slot->byte_range, text.data, text.len);
	rc = 0;
out:
	buf_free(&text);
	return rc;
}

int
slot_open(unsigned char *pdf, size_t len, const struct slot *slot,
    struct piece pieces[2], struct fault *f)
{
	size_t after = slot->contents + slot->contents_len;

	if (slot_check(pdf, len, slot, f) != 0 ||
	    slot_range(pdf, len, slot, f) != 0)
		return -1;
	pieces[0] = (struct piece){ pdf, slot->contents };
	pieces[1] = (struct piece){ pdf + after, len - after };
	return 0;
}

int
slot_fill(unsigned char *pdf, const struct slot *slot, const unsigned char *der,
    size_t n, struct fault *f)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char *to = pdf + slot->contents + 1;
	size_t i;

	if (n > (slot->contents_len - 2) / 2)
		return fault_set(f, FAULT_LIMIT,
		    "the signature takes %zu bytes, the file keeps %zu for it",
		    n, (slot->contents_len - 2) / 2);
	for (i = 0; i < n; i++) {
		*to++ = (unsigned char)digits[der[i] >> 4];
		*to++ = (unsigned char)digits[der[i] & 15];
	}
	return 0;
}
