#include "pdf/stamp.h"

#include <string.h>

#include "pdf_in.h"

/* Between frame and words, and from line to line. */
#define STAMP_PAD 4.0
#define STAMP_LEADING 1.3

struct pen_at {
	struct buf *b;
	double x, y, scale; /* of the glyph */
};

static void
pen_point(const struct pen_at *p, float x, float y)
{
	put_num(p->b, p->x + (double)x * p->scale);
	buf_str(p->b, " ");
	put_num(p->b, p->y + (double)y * p->scale);
	buf_str(p->b, " ");
}

static void
pen_move(hb_draw_funcs_t *fn, void *arg, hb_draw_state_t *st, float x, float y,
    void *unused)
{
	const struct pen_at *p = arg;

	(void)fn;
	(void)st;
	(void)unused;
	pen_point(p, x, y);
	buf_str(p->b, "m\n");
}

static void
pen_line(hb_draw_funcs_t *fn, void *arg, hb_draw_state_t *st, float x, float y,
    void *unused)
{
	const struct pen_at *p = arg;

	(void)fn;
	(void)st;
	(void)unused;
	pen_point(p, x, y);
	buf_str(p->b, "l\n");
}

/* Quadratic curves come as cubic ones where no function is set for them. */
static void
pen_curve(hb_draw_funcs_t *fn, void *arg, hb_draw_state_t *st, float x1,
    float y1, float x2, float y2, float x, float y, void *unused)
{
	const struct pen_at *p = arg;

	(void)fn;
	(void)st;
	(void)unused;
	pen_point(p, x1, y1);
	pen_point(p, x2, y2);
	pen_point(p, x, y);
	buf_str(p->b, "c\n");
}

static void
pen_shut(hb_draw_funcs_t *fn, void *arg, hb_draw_state_t *st, void *unused)
{
	const struct pen_at *p = arg;

	(void)fn;
	(void)st;
	(void)unused;
	buf_str(p->b, "h\n");
}

/* The line at size 1 from x on; only measured where fn is NULL. */
static int
line_draw(const struct faces *fs, const struct stamp_line *l, double size,
    double x, double y, hb_draw_funcs_t *fn, struct buf *b, double *width,
    struct fault *f)
{
	const char *s = l->words;
	size_t n = strlen(s), k, i;
	struct unit u;

	*width = 0;
	while (n > 0) {
		if ((k = unit_next(fs, l->voice, "", s, n, &u, f)) == 0)
			return -1;
		struct pen_at p = { .b = b,
			.scale = size / fs->face[u.face].upem };

		for (i = 0; i < u.n; i++) {
			p.x = x + *width + u.glyphs[i].dx * p.scale;
			p.y = y + u.glyphs[i].dy * p.scale;
			if (fn != NULL)
				hb_font_get_glyph_shape(fs->face[u.face].font,
				    u.glyphs[i].gid, fn, &p);
			*width += u.glyphs[i].advance * p.scale;
		}
		s += k;
		n -= k;
	}
	return 0;
}

static void
frame_draw(double w, double h, struct buf *b)
{
	buf_str(b, "q 0.04 0.18 0.4 RG 0.75 w 0.5 0.5 ");
	put_num(b, w - 1);
	buf_str(b, " ");
	put_num(b, h - 1);
	buf_str(b, " re S Q\nq 0.1 g\n");
}

int
stamp_draw(const struct faces *faces, double w, double h,
    const struct stamp_line *lines, size_t n, struct buf *content,
    struct fault *f)
{
	hb_draw_funcs_t *fn = hb_draw_funcs_create();
	double y = h - STAMP_PAD, size, width;
	size_t i;
	int rc = -1;

	hb_draw_funcs_set_move_to_func(fn, pen_move, NULL, NULL);
	hb_draw_funcs_set_line_to_func(fn, pen_line, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(fn, pen_curve, NULL, NULL);
	hb_draw_funcs_set_close_path_func(fn, pen_shut, NULL, NULL);
	frame_draw(w, h, content);
	for (i = 0; i < n; i++) {
		if (line_draw(faces, &lines[i], lines[i].size, 0, 0, NULL, NULL,
			&width, f) != 0)
			goto out;
		size = lines[i].size;
		if (width > w - 2 * STAMP_PAD)
			size *= (w - 2 * STAMP_PAD) / width;
		y -= lines[i].size * STAMP_LEADING;
		if (y < STAMP_PAD) {
			fault_set(f, FAULT_LIMIT,
			    "the box of %.0f by %.0f points is too low for %zu "
			    "lines",
			    w, h, n);
			goto out;
		}
		if (line_draw(faces, &lines[i], size, STAMP_PAD, y, fn, content,
			&width, f) != 0)
			goto out;
		buf_str(content, "f\n");
	}
	buf_str(content, "Q\n");
	rc = buf_check(content, "the signature block", f);
out:
	hb_draw_funcs_destroy(fn);
	return rc;
}
