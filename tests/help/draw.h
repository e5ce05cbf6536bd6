#ifndef TESTS_HELP_DRAW_H
#define TESTS_HELP_DRAW_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "pdf/canvas.h"
#include "pdf/face.h"

/* For tests that draw: the faces, and a document with every primitive. */

#define DRAW_MAX (64u << 20)

static inline const char *
draw_fonts(void)
{
	const char *folder = getenv("FONTS");

	return folder == NULL ? "build/fonts" : folder;
}

static const struct type draw_prose = { VOICE_TEXT, 9.7, 0, INK_INK };
static const struct type draw_title = { VOICE_TEXT, 20, -0.1, INK_INK };
static const struct type draw_head = { VOICE_BOLD, 10.5, 0, INK_INK };
static const struct type draw_quote = { VOICE_QUOTE, 11.3, 0, INK_INK };
static const struct type draw_mono = { VOICE_MONO, 6.6, 0, INK_GREY };

static inline double
draw_words(
    struct canvas *c, double x, double y, const struct type *t, const char *s)
{
	return canvas_text(c, x, y, t, s, strlen(s));
}

/* An element that holds one line. */
static inline void
draw_line_of(struct canvas *c, enum tag tag, double y, const struct type *t,
    const char *s)
{
	canvas_open(c, tag, NULL);
	draw_words(c, 176, y, t, s);
	canvas_close(c);
}

static inline void
draw_table(struct canvas *c, double y)
{
	static const char *const cells[] = { "Document", "Versions",
		"Privacy Policy", "11", "Terms of Service", "7" };
	size_t row, col;

	canvas_open(c, TAG_TABLE, NULL);
	for (row = 0; row < 3; row++) {
		canvas_open(c, TAG_TR, NULL);
		for (col = 0; col < 2; col++) {
			struct tag_more more = {
				.scope = row == 0 ? SCOPE_COLUMN : SCOPE_NONE
			};

			canvas_open(c, row == 0 ? TAG_TH : TAG_TD, &more);
			draw_words(c, col == 0 ? 176 : 350,
			    y + 17.5 * (double)row,
			    row == 0 ? &draw_head : &draw_prose,
			    cells[2 * row + col]);
			canvas_close(c);
		}
		canvas_close(c);
	}
	canvas_close(c);
}

static inline void
draw_page_furniture(struct canvas *c, const char *page)
{
	canvas_artifact_begin(c);
	draw_words(c, 50, 38.5, &draw_mono, "Test: every primitive");
	canvas_line(c, 50, 45.5, 550, 45.5, 0.35, INK_RULE, 0, 0);
	draw_words(c, 500, 808.5, &draw_mono, page);
	canvas_artifact_end(c);
}

static inline void
draw_figure(struct canvas *c, double y)
{
	static const struct point p[] = { { 300, 0 }, { 303, 3 }, { 300, 6 },
		{ 297, 3 } };
	struct point at[4];
	struct tag_more more = { .alt = "Timeline: one version" };
	size_t i;

	for (i = 0; i < 4; i++)
		at[i] = (struct point){ p[i].x, p[i].y + y };
	canvas_open(c, TAG_FIGURE, &more);
	canvas_rect(c, 176, y, 4.2, 4.2, INK_INK);
	canvas_frame(c, 182, y, 4.2, 4.2, 0.5, INK_GREY);
	canvas_line(c, 190, y + 2, 290, y + 2, 0.5, INK_BLUE, 1.6, 1.6);
	canvas_polygon(c, at, 4, true, 0, INK_RED);
	canvas_close(c);
}

/* Two pages; what callers check stands in these words. */
static inline void
draw_everything(struct canvas *c)
{
	struct tag_more word = { .actual = "High" };
	struct tag_more german = { .lang = "de" };
	double x;

	canvas_page(c);
	draw_page_furniture(c, "1");
	canvas_outline(c, 1, "Ação: first", 84);
	canvas_dest(c, "top", 84);
	canvas_open(c, TAG_SECT, NULL);
	draw_line_of(c, TAG_H1, 84, &draw_title, "Vendor policy evidence");
	canvas_open(c, TAG_P, NULL);
	x = draw_words(c, 176, 120, &draw_prose,
	    "Uma ação não é secção: § 7, Tâmega, AVATAR To. ");
	canvas_open(c, TAG_LINK, NULL);
	draw_words(c, x, 120, &draw_prose, "page 2");
	canvas_link(c, x, 110, 30, 14, "second", "second part, page 2");
	canvas_close(c);
	canvas_open(c, TAG_SPAN, &word);
	canvas_rect(c, 176, 130, 4.2, 4.2, INK_INK);
	canvas_close(c);
	canvas_close(c);
	canvas_open(c, TAG_BLOCKQUOTE, NULL);
	draw_line_of(c, TAG_P, 150, &draw_quote,
	    "“We don’t sell it” ≤ ≥ → ✓ ‑ zero\u200Bwidth ❌ 🚀 🍌");
	draw_line_of(c, TAG_P, 170, &draw_quote,
	    "隐私政策，用 ⽤ プライバシー 개인정보");
	draw_line_of(c, TAG_P, 190, &draw_quote, "no\u00A0break שלום עולם.");
	canvas_open(c, TAG_P, NULL);
	canvas_text_actual(
	    c, 176, 210, &draw_quote, "gone", 4, "[deleted: gone] ");
	canvas_close(c);
	canvas_close(c);
	draw_line_of(c, TAG_CODE, 225, &draw_mono, "e3b0c442 98fc1c14 (\\x) ");
	draw_table(c, 250);
	draw_figure(c, 320);
	canvas_close(c);
	canvas_page(c);
	draw_page_furniture(c, "2");
	canvas_outline(c, 2, "Second (part)", 84);
	canvas_dest(c, "second", 84);
	draw_line_of(c, TAG_H2, 84, &draw_head, "Second part");
	canvas_open(c, TAG_P, &german);
	draw_words(c, 176, 120, &draw_prose, "Auf Deutsch.");
	canvas_close(c);
	canvas_open(c, TAG_FORM, NULL);
	canvas_field(c, 50, 570.5, 500, 150, "Seal", "Seal", true);
	canvas_close(c);
	canvas_open(c, TAG_FORM, NULL);
	canvas_field(
	    c, 0, 0, 0, 0, "Countersignature1", "Countersignature 1", false);
	canvas_close(c);
}

static const struct part draw_parts[] = {
	{ .name = "texts/policy.txt",
	    .media_type = "text/plain",
	    .description = "Normal text of the policy",
	    .relation = PART_SOURCE,
	    .bytes = (const unsigned char *)"We may use your content.\n",
	    .len = 25 },
	{ .name = "evidence.json",
	    .media_type = "application/json",
	    .description = "Manifest",
	    .relation = PART_DATA,
	    .bytes = (const unsigned char *)"{}\n",
	    .len = 3 },
};

static inline struct canvas_file
draw_file(void)
{
	struct canvas_file file = {
		.title = "Test: Ação <&> every primitive",
		.author = "Tests",
		.lang = "en",
		.subject = "A file with everything",
		.producer = "proviso test",
		.date_utc_ms = INT64_C(1787425328000),
		.parts = draw_parts,
		.n_parts = 2,
		.contents_reserved = 16320,
		.certify = 2,
		.reason = "Evidence of a vendor's policy",
		.signed_utc_ms = INT64_C(1787425328000),
	};

	memset(file.id.b, 0xAB, sizeof(file.id.b));
	return file;
}

#endif /* TESTS_HELP_DRAW_H */
