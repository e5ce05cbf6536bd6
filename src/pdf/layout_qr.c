#include <string.h>

#include <qrencode.h>

#include "layout_in.h"

/*= ISO/IEC 18004: version 5 has 37 modules a side, level M corrects 15 %. */
#define QR_VERSION 5

static void
qr_rows(struct layout *l, const QRcode *qr, double x, double y, double module)
{
	int r, c, end;

	for (r = 0; r < qr->width; r++)
		for (c = 0; c < qr->width; c = end) {
			const unsigned char *row =
			    qr->data + (size_t)r * (size_t)qr->width;

			end = c + 1;
			if ((row[c] & 1) == 0)
				continue;
			while (end < qr->width && (row[end] & 1) != 0)
				end++;
			/* A hair of overlap, so that no seam shows. */
			canvas_rect(l->canvas, x + c * module, y + r * module,
			    (end - c) * module, module + 0.02, INK_INK);
		}
}

void
layout_qr(struct layout *l, double x, double y, double side, const char *text)
{
	struct tag_more more = { .actual = NULL };
	QRinput *in = NULL;
	QRcode *qr = NULL;

	if (!l->wet)
		return;
	in = QRinput_new2(QR_VERSION, QR_ECLEVEL_M);
	if (in != NULL &&
	    QRinput_append(in, QR_MODE_AN, (int)strlen(text),
		(const unsigned char *)text) == 0)
		qr = QRcode_encodeInput(in);
	if (qr == NULL) {
		layout_fault(l, FAULT_FORMAT, "the QR code", text);
	} else {
		more.alt = arena_fmt(&l->arena, "QR code: %s", text);
		canvas_open(l->canvas, TAG_FIGURE, &more);
		qr_rows(l, qr, x, y, side / qr->width);
		canvas_close(l->canvas);
	}
	QRcode_free(qr);
	QRinput_free(in);
}
