#include "pdf_in.h"

#include <math.h>
#include <string.h>

/*
 * A colour profile that says sRGB: a version 2 display profile of matrix and
 * curve, from the published primaries and transfer function.
 */
#define CURVE 1024 /* entries; linear between them is far below one step */
#define TAGS 10

static void
put32(struct buf *b, uint32_t v)
{
	const unsigned char t[] = { (unsigned char)(v >> 24),
		(unsigned char)(v >> 16), (unsigned char)(v >> 8),
		(unsigned char)v };

	buf_add(b, t, 4);
}

static void
put16(struct buf *b, unsigned v)
{
	const unsigned char t[] = { (unsigned char)(v >> 8), (unsigned char)v };

	buf_add(b, t, 2);
}

static void
put_sig(struct buf *b, const char *s)
{
	buf_add(b, s, 4);
}

static void
pad4(struct buf *b)
{
	while (b->len % 4 != 0)
		buf_add(b, "", 1);
}

/*= ICC.1:2001-04, 6.5.17: textDescriptionType */
static void
put_desc(struct buf *b, const char *s)
{
	static const char zero[78];

	put_sig(b, "desc");
	put32(b, 0);
	put32(b, (uint32_t)strlen(s) + 1);
	buf_add(b, s, strlen(s) + 1);
	buf_add(b, zero, 78); /* no Unicode, no Macintosh form */
}

static void
put_copyright(struct buf *b)
{
	static const char s[] = "No copyright, use freely";

	put_sig(b, "text");
	put32(b, 0);
	buf_add(b, s, sizeof(s));
}

/* s15Fixed16 numbers. */
static void
put_fixed(struct buf *b, const char *type, const int32_t *v, size_t n)
{
	size_t i;

	put_sig(b, type);
	put32(b, 0);
	for (i = 0; i < n; i++)
		put32(b, (uint32_t)v[i]);
}

/*= IEC 61966-2-1:1999, 5.2: the transfer function of sRGB */
static void
put_curve(struct buf *b)
{
	unsigned i;

	put_sig(b, "curv");
	put32(b, 0);
	put32(b, CURVE);
	for (i = 0; i < CURVE; i++) {
		double x = i / (CURVE - 1.0);
		double y =
		    x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);

		put16(b, (unsigned)(y * 65535 + 0.5));
	}
}

static void
put_tag(struct buf *b, unsigned i)
{
	/* D50, the primaries adapted to it by Bradford, and that matrix. */
	static const int32_t white[] = { 0xF6D6, 0x10000, 0xD32D };
	static const int32_t rgb[3][3] = { { 0x6FA2, 0x38F5, 0x0390 },
		{ 0x6299, 0xB785, 0x18DA }, { 0x24A0, 0x0F84, 0xB6CF } };
	static const int32_t chad[] = { 0x10C42, 0x5DE, -0xCDB, 0x793, 0xFD90,
		-0x45F, -0x25E, 0x3DC, 0xC06E };

	switch (i) {
	case 0:
		put_desc(b, "sRGB IEC61966-2.1");
		break;
	case 1:
		put_copyright(b);
		break;
	case 2:
		put_fixed(b, "XYZ ", white, 3);
		break;
	case 3:
	case 4:
	case 5:
		put_fixed(b, "XYZ ", rgb[i - 3], 3);
		break;
	case 6:
		put_fixed(b, "sf32", chad, 9);
		break;
	default:
		put_curve(b);
	}
	pad4(b);
}

static void
put_header(struct buf *b, size_t size)
{
	static const unsigned char zero[44];
	const uint16_t date[] = { 2000, 1, 1, 0, 0, 0 };
	size_t i;

	put32(b, (uint32_t)size);
	put32(b, 0); /* no preferred CMM */
	put32(b, 0x02100000);
	put_sig(b, "mntr");
	put_sig(b, "RGB ");
	put_sig(b, "XYZ ");
	for (i = 0; i < 6; i++)
		put16(b, date[i]);
	put_sig(b, "acsp");
	put32(b, 0); /* platform */
	put32(b, 0); /* flags */
	put32(b, 0); /* manufacturer */
	put32(b, 0); /* model */
	put32(b, 0); /* attributes, 8 bytes */
	put32(b, 0);
	put32(b, 0); /* perceptual */
	put32(b, 0xF6D6); /* illuminant D50 */
	put32(b, 0x10000);
	put32(b, 0xD32D);
	put32(b, 0); /* creator */
	buf_add(b, zero, 44);
}

void
icc_make(struct buf *b)
{
	static const char *const names[TAGS] = { "desc", "cprt", "wtpt", "rXYZ",
		"gXYZ", "bXYZ", "chad", "rTRC", "gTRC", "bTRC" };
	struct buf data;
	uint32_t at[TAGS] = { 0 }, len[TAGS] = { 0 };
	const uint32_t start = 128 + 4 + 12 * TAGS;
	unsigned i;

	buf_init(&data, 65536);
	for (i = 0; i < TAGS; i++) {
		if (i > 7) { /* the three curves are one */
			at[i] = at[7];
			len[i] = len[7];
			continue;
		}
		at[i] = start + (uint32_t)data.len;
		put_tag(&data, i);
		len[i] = start + (uint32_t)data.len - at[i];
	}
	put_header(b, start + data.len);
	put32(b, TAGS);
	for (i = 0; i < TAGS; i++) {
		put_sig(b, names[i]);
		put32(b, at[i]);
		put32(b, len[i]);
	}
	buf_add(b, data.data, data.len);
	buf_free(&data);
}
