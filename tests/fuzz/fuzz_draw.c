#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pdf/canvas.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The faces, loaded once; the fuzzer's process ends with them. */
static const struct faces *
faces(void)
{
	static struct faces *fs;
	const char *folder = getenv("FONTS");
	struct fault f;

	if (fs == NULL &&
	    faces_load(folder == NULL ? "build/fonts" : folder, &fs, &f) != 0) {
		(void)fprintf(stderr, "%s\n", f.text);
		exit(1);
	}
	return fs;
}

/* One file whose words come from outside, in each place that takes words. */
static void
draw(const char *s, size_t n, enum voice voice)
{
	struct canvas *c = canvas_new(faces(), 612, 792);
	struct type t = { voice, 9.6, voice == VOICE_BOLD ? 0.5 : 0, INK_INK };
	struct tag_more more = { .actual = s, .alt = s, .lang = "de" };
	struct canvas_file file = { .title = s, .lang = "en", .subject = s };
	struct slot slot;
	struct buf out;
	struct fault f = { .kind = FAULT_NONE };
	double x;

	buf_init(&out, 64u << 20);
	canvas_page(c);
	canvas_open(c, TAG_P, NULL);
	x = canvas_text(c, 50, 84, &t, s, n);
	if (faces_missing(faces(), voice, s, n) == 0 &&
	    (x < 50 + canvas_width(c, &t, s, n) - 0.01 ||
		x > 50 + canvas_width(c, &t, s, n) + 0.01))
		abort();
	canvas_text_actual(c, 50, 98, &t, "x", 1, s);
	canvas_open(c, TAG_SPAN, &more);
	canvas_text(c, 50, 112, &t, s, n);
	canvas_close(c);
	canvas_close(c);
	canvas_outline(c, 1, s, 84);
	if (canvas_finish(c, &file, &out, &slot, &f) != 0) {
		if (f.kind == FAULT_NONE || f.text[0] == '\0' || out.len != 0)
			abort();
	} else if (memcmp(out.data, "%PDF-1.7\n", 9) != 0 ||
	    memcmp(out.data + out.len - 6, "%%EOF\n", 6) != 0) {
		abort();
	}
	buf_free(&out);
	canvas_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s;

	if (size < 1)
		return 0;
	s = mem_strndup((const char *)data + 1, size - 1);
	draw(s, size - 1, (enum voice)(data[0] & 3));
	free(s);
	return 0;
}
