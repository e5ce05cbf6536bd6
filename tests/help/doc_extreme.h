#ifndef TESTS_HELP_DOC_EXTREME_H
#define TESTS_HELP_DOC_EXTREME_H

#include "base/buf.h"
#include "help/doc_sample_evidence.h"

/* Reports that no page was designed for. */

/* n words of a few lengths, an LF after every `block` of them (0: none). */
static inline char *
extreme_words(struct sample *s, size_t n, size_t block)
{
	static const char *const words[] = { "We", "may", "use", "your",
		"Notes", "and", "the", "answers", "that", "we", "give,",
		"internationalisation", "to", "a", "service", "(b)" };
	struct buf b;
	char *out;
	size_t i;

	buf_init(&b, (size_t)1 << 24);
	for (i = 0; i < n; i++) {
		buf_str(&b, words[(i * 7 + i / 16) % 16]);
		if (i + 1 < n)
			buf_str(&b,
			    block > 0 && i % block == block - 1
				? (i / block % 3 == 1 ? "\n- " : "\n")
				: " ");
	}
	out = arena_strndup(&s->doc.arena,
	    b.len == 0 ? "" : (const char *)b.data, b.len);
	buf_free(&b);
	return out;
}

static inline char *
extreme_word(struct sample *s, size_t n)
{
	char *out = arena_new(&s->doc.arena, n + 1, 1);
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = "https://nimbus.example/a-word-without-end/"[i % 42];
	return out;
}

static const char extreme_cjk[] =
    "本隐私政策说明我们如何收集、使用和分享您的个人信息。您可以随时在设置"
    "中选择退出模型训练；但是，如果您的内容被标记为需要安全审查，我们仍可"
    "能使用这些内容来改进我们的服务（包括“人工智能”功能）。サービスを利用"
    "することで、お客様は本ポリシーに同意したものとみなされます。";

static inline void
extreme_begin(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	arena_init(&s->doc.arena);
}

static inline void
extreme_sheet(struct sample *s)
{
	struct doc_sheet *sheet;

	sample_page(s, "page:ev", "7", "Evidence: captures");
	sheet = &sample_el(s, DOC_SHEET, "E-01")->u.sheet;
	sheet->number = "E-01";
	sheet->title = "Nimbus Works, Privacy Notice, version 11";
}

static inline void
extreme_end(struct sample *s)
{
	s->doc.kind = "packet";
	s->doc.title = "Extreme";
	s->doc.running = "Nimbus Notes: extreme";
	s->doc.id = "PV-NIMBUS-NOTES-20260822-01";
	s->doc.lang = "en";
	s->doc.author = "";
	s->doc.draft_words = "Draft.";
	s->doc.evidence = sample_digest(1);
	s->doc.els = s->els;
	s->doc.n = s->n;
}

/* 300 statements from one word to 90, with heads between, and their index. */
static inline void
extreme_statements(struct sample *s)
{
	size_t i;

	extreme_begin(s);
	sample_page(s, "page:p-01", "P-01", "Statements without end");
	for (i = 0; i < 300; i++) {
		if (i % 7 == 0)
			sample_side(s, i % 2 == 0 ? "1" : "",
			    i % 3 == 0 ? "A side head of several lines that "
					 "is longer than what it names"
				       : "Why it matters");
		if (i % 11 == 5)
			sample_text(s, DOC_H2, "A head across the page");
		sample_reading(s, extreme_words(s, 1 + i * 37 % 90, 0),
		    "established", i % 2 == 0 ? "rule 2" : NULL);
	}
	sample_page(s, "page:index", "13", "Index of statements");
	sample_el(s, DOC_INDEX, NULL)->u.index =
	    (struct doc_index){ s->index, s->n_index };
	extreme_end(s);
}

/* 400 rows of one to 30 lines, some of them quotes, one longer than a page. */
static inline void
extreme_table(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 92, ALIGN_LEFT, "Platform, document", 0 },
		{ 58, ALIGN_LEFT, "Default", 0 },
		{ 192, ALIGN_LEFT, "Words", 0 },
		{ 32, ALIGN_RIGHT, "Score", 0 },
	};
	const size_t n = 400;
	struct doc_cell *cells;
	size_t i;

	extreme_begin(s);
	cells = arena_new(&s->doc.arena, 4 * n, sizeof(*cells));
	sample_page(s, "page:t", "A", "A table without end");
	for (i = 0; i < n; i++) {
		struct doc_cell *c = &cells[4 * i];
		const char *words = extreme_words(s,
		    i == 50           ? 900
			: i % 40 == 9 ? 150
				      : 1 + i * 13 % 24,
		    i == 50 ? 40 : 0);

		c[0] = sample_cell2(s, "<b>Cirrus Write</b>",
		    arena_fmt(&s->doc.arena, "Privacy Policy, v%zu", i));
		c[1] = sample_cell(s, i % 2 == 0 ? "On" : "On; opt-out");
		if (i % 3 == 2) {
			c[0].mark = sample_mark(s, 'Q', words, "E-01");
			c[2].quote = words;
			c[2].quote_mark = c[0].mark;
		} else {
			c[2] = sample_cell(s, words);
		}
		c[3] = sample_cell(s, "0.45");
	}
	sample_table(s, "A table without end", columns, 4, cells, 4 * n);
	sample_text(s, DOC_NOTE, "A note that stands with the last row.");
	extreme_end(s);
}

static inline void
extreme_quote_of(struct sample *s, const char *words, int large)
{
	extreme_begin(s);
	extreme_sheet(s);
	sample_page(s, "page:p-01", "P-01", "A quote without end");
	sample_side(s, "", "Excerpt");
	sample_quote(s, words, large);
	sample_side(s, "", "Why it matters");
	sample_reading(s, "It goes on for a while.", "established", "rule 1");
	extreme_end(s);
}

/* One word of 3,000 characters, in every place that takes words. */
static inline void
extreme_long_word(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 100, ALIGN_LEFT, "Words", 0 },
		{ 174, ALIGN_LEFT, "Unbrechbare-Überschrift-einer-Spalte", 0 },
		{ 100, ALIGN_RIGHT, "Right", 0 },
	};
	static struct doc_row row;
	struct doc_cell cells[6] = { { .kind = CELL_TEXT } };
	const char *word, *mono;

	extreme_begin(s);
	word = extreme_word(s, 3000);
	mono = arena_fmt(&s->doc.arena, "<m>%s</m>", word);
	extreme_sheet(s);
	row = (struct doc_row){ word + 2900, sample_words(s, mono) };
	sample_el(s, DOC_FIELDS, NULL)->u.fields =
	    (struct doc_fields){ &row, 1 };
	sample_page(s, "page:p-01", word + 2980, word + 2900);
	sample_side(s, "", word + 2920);
	sample_text(s, DOC_PROSE, word);
	sample_reading(s, word, "established", word + 2950);
	sample_text(s, DOC_H2, word + 2900);
	sample_quote(s, word, 1);
	sample_text(s, DOC_LEAD, word + 2800);
	sample_text(s, DOC_SMALL, word + 2700);
	sample_text(s, DOC_NOTE2, word + 2000);
	cells[0] = sample_cell(s, mono);
	cells[1].quote = word;
	cells[1].quote_mark = sample_mark(s, 'Q', word, "E-01");
	cells[2] = sample_cell(s, "1,234");
	cells[3] = sample_cell(s, word + 2900);
	cells[4] = sample_cell_digest(s, 5, 64, 2);
	cells[5] = sample_cell(s, "5");
	sample_table(s, "Long", columns, 3, cells, 6);
	sample_page(s, "page:index", "13", "Index of statements");
	sample_el(s, DOC_INDEX, NULL)->u.index =
	    (struct doc_index){ s->index, s->n_index };
	extreme_end(s);
}

static inline void
extreme_empty(struct sample *s)
{
	static const struct doc_column column = { 374, ALIGN_LEFT, "", 0 };
	static const char *const none[] = { "" };
	struct doc_cell cell = { .kind = CELL_TEXT };

	extreme_begin(s);
	extreme_sheet(s);
	sample_page(s, "page:p-01", "", "");
	sample_el(s, DOC_COUNTS, NULL);
	sample_text(s, DOC_CONTENTS, "");
	sample_text(s, DOC_LEAD, "");
	sample_text(s, DOC_H2, "");
	sample_text(s, DOC_H3, "");
	sample_side(s, "", "");
	sample_text(s, DOC_PROSE, "");
	sample_text(s, DOC_SMALL, "");
	sample_text(s, DOC_NOTE, "");
	sample_text(s, DOC_NOTE2, "");
	sample_reading(s, "", "", NULL);
	sample_quote(s, "", 1);
	sample_quote(s, "\n\n", 0);
	sample_table(s, "", &column, 1, &cell, 1);
	sample_table(s, "", &column, 1, &cell, 0);
	sample_table(s, NULL, &column, 0, &cell, 0);
	sample_el(s, DOC_FIELDS, NULL);
	sample_el(s, DOC_CHAIN, NULL);
	sample_el(s, DOC_PLACES, NULL);
	sample_el(s, DOC_REDLINE, NULL)->u.redline.from.words = "";
	s->els[s->n - 1].u.redline.to.words = "";
	sample_el(s, DOC_TIMELINE, NULL);
	sample_el(s, DOC_MATRIX, NULL);
	sample_el(s, DOC_INDEX, NULL);
	sample_el(s, DOC_VERBATIM, NULL)->u.verbatim =
	    (struct doc_verbatim){ none, 1, 1 };
	sample_el(s, DOC_STEP, NULL)->u.step =
	    (struct doc_step){ 0, "", none, 1, "", "" };
	sample_cert(s, "", NULL, NULL, 0);
	sample_side(s, "", "");
	extreme_end(s);
}

static inline void
extreme_matrix(struct sample *s, size_t n_columns, size_t n_rows)
{
	struct doc_matrix_row *rows;
	enum exposure *e;
	const char **labels;
	size_t i, k;

	extreme_begin(s);
	rows = arena_new(&s->doc.arena, n_rows, sizeof(*rows));
	e = arena_new(&s->doc.arena, n_columns, sizeof(*e));
	labels = arena_new(&s->doc.arena, n_columns, sizeof(*labels));
	for (i = 0; i < n_columns; i++) {
		e[i] = (enum exposure)(i * 3 / n_columns);
		labels[i] = arena_fmt(&s->doc.arena, "%02zu", i + 1);
	}
	for (i = 0; i < n_rows; i++) {
		enum matrix_cell *cells =
		    arena_new(&s->doc.arena, n_columns, sizeof(*cells));

		for (k = 0; k < n_columns; k++)
			cells[k] = (enum matrix_cell)((i * 7 + k * 5) % 11 % 3);
		rows[i] = (struct doc_matrix_row){ i < n_rows / 2 ? "GDPR"
								  : "LGPD",
			arena_fmt(&s->doc.arena, "Art. %zu(1)(f)", i + 1),
			arena_fmt(&s->doc.arena,
			    "Heading %zu of an article whose official words "
			    "take two lines",
			    i < 15 ? 0 : i / 2),
			0, cells };
	}
	sample_page(s, "page:matrix", "6", "Regulatory matrix");
	sample_text(s, DOC_PROSE, "Many provisions, many articles.");
	sample_el(s, DOC_MATRIX, NULL)->u.matrix =
	    (struct doc_matrix){ e, labels, n_columns, rows, n_rows };
	sample_text(s, DOC_NOTE2, "A note that stands with the last row.");
	extreme_end(s);
}

/* A period of so many days, with so many documents and provisions. */
static inline void
extreme_timeline(struct sample *s, size_t days, size_t n_rows, size_t n_prov)
{
	const int64_t from = sample_time(2011, 11, 20);
	struct doc_time_row *rows;
	struct doc_time_provision *p;
	size_t i, k;

	extreme_begin(s);
	rows = arena_new(&s->doc.arena, n_rows, sizeof(*rows));
	p = arena_new(&s->doc.arena, n_prov, sizeof(*p));
	for (i = 0; i < n_rows; i++) {
		const size_t n = 1 + i * 5 % 40;
		struct doc_stroke *strokes =
		    arena_new(&s->doc.arena, n, sizeof(*strokes));
		struct doc_tick *ticks =
		    arena_new(&s->doc.arena, days, sizeof(*ticks));

		for (k = 0; k < n; k++)
			strokes[k] = (struct doc_stroke){ from +
				    (int64_t)(days * k / n) * SAMPLE_DAY,
				(int)k + 1 };
		for (k = 0; k < days; k++)
			ticks[k] =
			    (struct doc_tick){ from + (int64_t)k * SAMPLE_DAY,
				    1 + k % 2 };
		rows[i] = (struct doc_time_row){ i % 2 == 0
			    ? "Privacy Notice"
			    : "Terms for developers, resellers and "
			      "partners of the platform",
			12345, i % 3 == 0, ticks, i % 3 == 0 ? days : 0,
			strokes, n, NULL, 0 };
	}
	for (i = 0; i < n_prov; i++)
		p[i] = (struct doc_time_provision){ arena_fmt(&s->doc.arena,
							"P-%02zu", i + 1),
			(enum exposure)(i * 3 / n_prov), 0, from, 0, NULL, 0 };
	sample_page(s, "page:time", "5", "Governance timeline");
	sample_text(s, DOC_PROSE, "A long time, many documents.");
	sample_el(s, DOC_TIMELINE, NULL)->u.timeline =
	    (struct doc_timeline){ from, from + (int64_t)days * SAMPLE_DAY,
		    rows, n_rows, p, n_prov };
	extreme_end(s);
}

/* A cover with more rows, and longer ones, than it has room for. */
static inline void
extreme_cover(struct sample *s, size_t n_rows)
{
	struct doc_row *rows;
	struct doc_cover *c;
	size_t i;

	extreme_begin(s);
	sample_cover(s);
	c = &s->els[0].u.cover;
	rows = arena_new(&s->doc.arena, n_rows, sizeof(*rows));
	for (i = 0; i < n_rows; i++) {
		rows[i].label = "Scope";
		rows[i].value =
		    sample_words(s, extreme_words(s, i % 5 * 20, 0));
	}
	c->rows = rows;
	c->n_rows = n_rows;
	c->title = "A platform whose name is longer than two large lines hold";
	c->warning = "Two documents are no policies: 29 and 65 bytes. Nothing "
		     "in this packet speaks for them, and nobody should read "
		     "their absence as consent.";
	extreme_end(s);
}

/* A list of contents that is longer than its page. */
static inline void
extreme_contents(struct sample *s, size_t n)
{
	size_t i;

	extreme_begin(s);
	sample_page(s, "page:summary", "", "Summary");
	sample_text(s, DOC_CONTENTS, "In this packet");
	sample_text(s, DOC_LEAD, extreme_words(s, 40, 0));
	for (i = 0; i < n; i++) {
		sample_page(s, NULL, arena_fmt(&s->doc.arena, "%zu", i + 1),
		    "A section with a name of several lines");
		sample_text(s, DOC_PROSE, "Words.");
	}
	extreme_end(s);
}

/* Both texts at once, in runs of n bytes and more. */
static inline void
extreme_redline(struct sample *s, size_t n, size_t n_runs)
{
	struct diff_run *runs;
	struct doc_redline *r;
	size_t i;

	extreme_begin(s);
	extreme_sheet(s);
	runs = arena_new(&s->doc.arena, n_runs, sizeof(*runs));
	for (i = 0; i < n_runs; i++) {
		runs[i].op = (enum diff_op)(i % 3);
		runs[i].text =
		    arena_fmt(&s->doc.arena, "%s%s%s", i % 4 == 1 ? "\n- " : "",
			extreme_words(s, 1 + n * (i % 5) / 4, 29),
			i % 3 == 0       ? " "
			    : i % 3 == 2 ? "\n\n"
					 : "");
		runs[i].len = strlen(runs[i].text);
	}
	r = &sample_el(s, DOC_REDLINE, NULL)->u.redline;
	r->diff = (struct diff){ runs, n_runs, 1, 1 };
	r->from.words = "version 2, bytes 7,500 to 8,049 of 31,256";
	r->to.words = "version 3, bytes 7,983 to 8,446 of 32,393";
	r->from.number = 1;
	r->to.number = 2;
	extreme_end(s);
}

/* More quotes in one document than labels fit above its scale. */
static inline void
extreme_places(struct sample *s, size_t n)
{
	struct doc_place *places;
	size_t i;

	extreme_begin(s);
	extreme_sheet(s);
	places = arena_new(&s->doc.arena, n, sizeof(*places));
	for (i = 0; i < n; i++)
		places[i] = (struct doc_place){ arena_fmt(&s->doc.arena,
						    "P-%02zu", i + 1),
			(int64_t)(i * 7919 % 300000),
			(int64_t)(i * 7919 % 300000 + 900) };
	sample_el(s, DOC_PLACES, NULL)->u.places =
	    (struct doc_places){ 301000, places, n };
	extreme_end(s);
}

#endif /* TESTS_HELP_DOC_EXTREME_H */
