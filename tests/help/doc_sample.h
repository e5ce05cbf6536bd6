#ifndef TESTS_HELP_DOC_SAMPLE_H
#define TESTS_HELP_DOC_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "model/doc.h"

/*
 * A report with every kind of element, about a service that does not exist:
 * Nimbus Notes, of Nimbus Works.  All words are ours.
 */

#define SAMPLE_DAY INT64_C(86400000)

struct sample {
	struct doc doc;
	struct doc_el *els;
	size_t n;
	unsigned number; /* of the last statement */
	struct doc_index_row *index;
	size_t n_index;
};

static inline struct doc_el *
sample_el(struct sample *s, enum doc_kind kind, const char *anchor)
{
	struct doc_el *e;

	s->els = arena_more(&s->doc.arena, s->els, s->n, sizeof(*s->els));
	e = &s->els[s->n++];
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->anchor = anchor;
	return e;
}

static inline struct doc_text
sample_words(struct sample *s, const char *markup)
{
	return doc_text_markup(&s->doc.arena, markup);
}

static inline void
sample_text(struct sample *s, enum doc_kind kind, const char *markup)
{
	sample_el(s, kind, NULL)->u.text = sample_words(s, markup);
}

static inline const char *
sample_mark(
    struct sample *s, char letter, const char *begins, const char *source)
{
	struct doc_index_row row = { .begins = begins, .source = source };

	row.mark = arena_fmt(&s->doc.arena, "%c%u", letter, ++s->number);
	s->index =
	    arena_more(&s->doc.arena, s->index, s->n_index, sizeof(*s->index));
	s->index[s->n_index++] = row;
	return row.mark;
}

static inline void
sample_statement(struct sample *s, enum statement_kind kind, const char *markup,
    const char *source1, const char *source2)
{
	const struct doc_text t = sample_words(s, markup);
	const char *mark = sample_mark(s, statement_letter(kind),
	    doc_text_flat(&s->doc.arena, &t),
	    source2 == NULL
		? source1
		: arena_fmt(&s->doc.arena, "%s, %s", source1, source2));
	struct doc_statement *st = &sample_el(
	    s, DOC_STATEMENT, arena_fmt(&s->doc.arena, "st:%s", mark))
					->u.statement;

	st->kind = kind;
	st->number = s->number;
	st->words = t;
	st->source1 = source1;
	st->source2 = source2;
}

static inline void
sample_fact(struct sample *s, const char *markup, const char *source)
{
	sample_statement(s, STATEMENT_FACT, markup, source, NULL);
}

static inline void
sample_reading(struct sample *s, const char *markup, const char *confidence,
    const char *by)
{
	sample_statement(s, STATEMENT_INTERPRETATION, markup, confidence, by);
}

static inline void
sample_side(struct sample *s, const char *number, const char *words)
{
	struct doc_side *side = &sample_el(s, DOC_SIDE, NULL)->u.side;

	side->number = number;
	side->words = words;
}

static inline struct doc_page *
sample_page(
    struct sample *s, const char *anchor, const char *number, const char *title)
{
	struct doc_page *p = &sample_el(s, DOC_PAGE, anchor)->u.page;

	p->number = number;
	p->title = title;
	p->running = title;
	p->outline = number[0] == '\0'
	    ? title
	    : arena_fmt(&s->doc.arena, "%s %s", number, title);
	p->outline_level = 1;
	p->contents = number[0] == '\0' ? NULL : title;
	p->contents_number = number;
	return p;
}

static inline struct digest
sample_digest(unsigned seed)
{
	struct digest d;
	size_t i;

	for (i = 0; i < DIGEST_LEN; i++) {
		seed = seed * 1664525u + 1013904223u;
		d.b[i] = (unsigned char)(seed >> 24);
	}
	return d;
}

static inline struct doc_cell
sample_cell(struct sample *s, const char *markup)
{
	struct doc_text *t = arena_new(&s->doc.arena, 1, sizeof(*t));

	*t = sample_words(s, markup);
	return (struct doc_cell){ .kind = CELL_TEXT, .paras = t, .n_paras = 1 };
}

static inline struct doc_cell
sample_cell2(struct sample *s, const char *a, const char *b)
{
	struct doc_text *t = arena_new(&s->doc.arena, 2, sizeof(*t));

	t[0] = sample_words(s, a);
	t[1] = sample_words(s, b);
	return (struct doc_cell){ .kind = CELL_TEXT, .paras = t, .n_paras = 2 };
}

static inline struct doc_cell
sample_cell_exposure(struct sample *s, enum exposure e, const char *below)
{
	struct doc_cell c = { .kind = CELL_EXPOSURE };

	if (below != NULL)
		c = sample_cell(s, below);
	c.kind = CELL_EXPOSURE;
	c.exposure = e;
	return c;
}

static inline struct doc_cell
sample_cell_digest(
    struct sample *s, unsigned seed, unsigned digits, unsigned lines)
{
	const struct digest d = sample_digest(seed);
	const struct digest_hex h = digest_hex(&d);

	return (struct doc_cell){ .kind = CELL_DIGEST,
		.digest = arena_strdup(&s->doc.arena, h.s),
		.digits = digits,
		.digest_lines = lines };
}

static inline struct doc_table *
sample_table(struct sample *s, const char *title,
    const struct doc_column *columns, size_t n_columns,
    const struct doc_cell *cells, size_t n_cells)
{
	struct doc_table *t = &sample_el(s, DOC_TABLE, NULL)->u.table;
	struct doc_cell *copy =
	    arena_new(&s->doc.arena, n_cells, sizeof(*copy));

	memcpy(copy, cells, n_cells * sizeof(*copy));
	t->title = title;
	t->columns = columns;
	t->n_columns = n_columns;
	t->cells = copy;
	t->n_rows = n_columns == 0 ? 0 : n_cells / n_columns;
	return t;
}

static inline int64_t
sample_time(int year, int month, int day)
{
	const struct civil c = { .year = year, .month = month, .day = day };

	return clock_from_civil(&c);
}

/* ---- The sections ---- */

static inline void
sample_cover(struct sample *s)
{
	static struct doc_row rows[8], seal[3];
	static struct doc_text covers[2];
	struct doc_cover *c = &sample_el(s, DOC_COVER, "cover")->u.cover;
	static const char *const labels[] = { "Subject", "Scope", "Period",
		"Report", "Classification", "Prepared for", "Prepared by",
		"Issued" };
	static const char *const values[] = {
		"Nimbus Notes, a service of Nimbus Works",
		"4 documents, 5 provisions: model training, retention, "
		"transfers, liability, notice of changes, deletion",
		"2025-08-01 00:32 UTC to 2026-08-22 19:02 UTC",
		"<m>PV-NIMBUS-NOTES-20260822-01</m>, follows "
		"<m>PV-NIMBUS-NOTES-20260531-01</m>",
		"Confidential: for the recipient’s vendor assessment only",
		"the recipient’s third-party risk team",
		"the compliance analyst; reviewed by counsel",
		"2026-08-23 09:00:00 UTC",
	};
	size_t i;

	for (i = 0; i < 8; i++) {
		rows[i].label = labels[i];
		rows[i].value = sample_words(s, values[i]);
	}
	covers[0] = sample_words(s,
	    "Every byte of this file, the evidence inside it included, except "
	    "the bytes of the signature itself. The file is certified: any "
	    "later change makes it fail, except validation data, time stamps "
	    "and a countersignature in the field kept for it.");
	covers[1] = sample_words(s,
	    "It shows that these bytes existed at the time stamped and have "
	    "not changed since. It does not show that a server sent them, nor "
	    "that an opinion in it is right.");
	seal[0] = (struct doc_row){ "Signer",
		sample_words(s,
		    "Trial evidence signer, certificate 4b:1e:07:d2:93:5c") };
	seal[1] = (struct doc_row){ "Level",
		sample_words(s,
		    "PAdES-B-B when issued, ECDSA P-256 with SHA-256; "
		    "certified (DocMDP 2)") };
	seal[2] = (struct doc_row){ "Time stamp", sample_words(s, "none") };
	*c = (struct doc_cover){
		.kicker = "Vendor policy evidence",
		.title = "Nimbus Notes",
		.subtitle = "Due-diligence packet: what Nimbus Works’ "
			    "published documents said, 1 August 2025 to "
			    "22 August 2026",
		.rows = rows,
		.n_rows = 8,
		.covers = covers,
		.n_covers = 2,
		.seal = seal,
		.n_seal = 3,
		.seal_note = sample_words(s,
		    "The last line is the SHA-256 of <m>evidence.json</m>, "
		    "embedded in this file. A file cannot print its own "
		    "digest; this one names the digest of every other part."),
	};
}

static inline void
sample_summary(struct sample *s)
{
	static const struct doc_count counts[] = {
		{ "622", "looks", -1 },
		{ "37", "versions", -1 },
		{ "11", "gaps", -1 },
		{ "12", "provisions", -1 },
		{ "3", "High", EXPOSURE_HIGH },
		{ "6", "Medium", EXPOSURE_MEDIUM },
		{ "3", "Low", EXPOSURE_LOW },
	};
	static const struct doc_column columns[] = {
		{ 64, ALIGN_LEFT, "Exposure", 0 },
		{ 150, ALIGN_LEFT, "Finding", 0 },
		{ 132, ALIGN_LEFT, "Do next", 0 },
		{ 28, ALIGN_RIGHT, "Page", 0 },
	};
	static const char *const found[][2] = {
		{ "Notes on free accounts may train models; shared ones even "
		  "after the opt-out.",
		    "Turn training off on every account. Ask how sharing "
		    "works." },
		{ "Liability is capped at the greater of three months’ fees "
		  "and €50.",
		    "Buy under the business terms; their cap is a year’s "
		    "fees." },
		{ "The privacy notice states no retention period.",
		    "Ask for the schedule; put the answer on file." },
	};
	struct doc_cell cells[12];
	struct doc_page *p = sample_page(s, "page:summary", "", "Summary");
	size_t i;

	p->contents = NULL;
	sample_text(s, DOC_CONTENTS, "In this packet");
	sample_text(s, DOC_LEAD,
	    "Five provisions in Nimbus Works’ documents bear on this "
	    "assessment; two are rated High. Act first on P-01: since "
	    "29 August 2025 notes on free accounts may train models unless "
	    "the person opts out, and one use survives the opt-out.");
	sample_el(s, DOC_COUNTS, NULL)->u.counts =
	    (struct doc_counts){ counts, 7 };
	sample_text(s, DOC_H2, "Three findings that matter");
	for (i = 0; i < 3; i++) {
		cells[4 * i] = sample_cell_exposure(s,
		    i < 2 ? EXPOSURE_HIGH : EXPOSURE_MEDIUM,
		    arena_fmt(&s->doc.arena, "<g><m>P-0%zu</m></g>", i + 1));
		cells[4 * i + 1] = sample_cell(s, found[i][0]);
		cells[4 * i + 2] = sample_cell(
		    s, arena_fmt(&s->doc.arena, "<b>%s</b>", found[i][1]));
		cells[4 * i + 3] = sample_cell(
		    s, i == 0 ? "<page page:p-01/>" : "<page page:find/>");
	}
	sample_table(s, "Findings that matter", columns, 4, cells, 12);
	sample_text(s, DOC_H2, "What this packet does not settle");
	sample_text(s, DOC_PROSE,
	    "Whether a term can be enforced, whether a law applies, and what "
	    "Nimbus Works does in practice. The eleven gaps, the longest of "
	    "96 hours, are times for which nothing can be said.");
}

static inline void
sample_scope(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 176, ALIGN_LEFT, "Document", 0 },
		{ 52, ALIGN_RIGHT, "Versions", 14 },
		{ 56, ALIGN_RIGHT, "Looks", 24 },
		{ 66, ALIGN_LEFT, "First seen", 0 },
		{ 66, ALIGN_LEFT, "Last seen", 0 },
		{ 84, ALIGN_LEFT, "Digest of last text", 0 },
	};
	static const char *const rows[][5] = {
		{ "Privacy Notice", "11", "587", "2025-08-01", "2026-08-22" },
		{ "Terms of Use", "5", "6", "2025-08-01", "2025-12-07" },
		{ "Business Terms", "2", "3", "2025-08-01", "2026-03-12" },
		{ "Data Processing Addendum", "12", "15", "2025-08-01",
		    "2026-07-21" },
		{ "Four documents", "30", "611", "", "" },
	};
	struct doc_cell cells[30];
	struct doc_table *t;
	size_t i, k;

	sample_page(s, "page:scope", "1", "Scope and method");
	sample_side(s, "", "Covered");
	sample_fact(s,
	    "The four documents below, in English, as recorded from the "
	    "public web: every version between 1 August 2025 and 22 August "
	    "2026, the whole population and no sample.",
	    "E-01");
	for (i = 0; i < 5; i++) {
		for (k = 0; k < 5; k++)
			cells[6 * i + k] = sample_cell(s, rows[i][k]);
		cells[6 * i + 5] = i == 4
		    ? sample_cell(s, "")
		    : sample_cell_digest(s, (unsigned)i + 3, 16, 1);
	}
	t = sample_table(s, "Documents", columns, 6, cells, 30);
	t->wide = 1;
	t->total = 1;
	sample_side(s, "", "Not covered");
	sample_fact(s,
	    "The list of sub-processors and the help pages that the documents "
	    "point to were not captured.",
	    "E-01");
	sample_reading(s,
	    "Contracts signed one to one, order forms, and what Nimbus Works "
	    "does in practice lie outside this packet.",
	    "established", "rule 2");
	sample_side(s, "", "Method");
	sample_fact(s,
	    "A change of bytes is not a change of policy: 585 of 622 looks "
	    "found the same text, 37 made a version. A version is "
	    "substantive if a provision appears, disappears or says "
	    "something else.",
	    "log");
	sample_reading(s, "One line, two sources.", "established",
	    "user-content-licence/12");
	sample_side(s, "", "Standing notices");
	sample_text(s, DOC_SMALL,
	    "This packet reports what documents say, allow or reserve. It "
	    "does not decide whether a term can be enforced or whether anyone "
	    "has kept or broken a law.");
	sample_text(s, DOC_SMALL,
	    "Whether a law applies depends on the place, the facts, and the "
	    "authority or court that applies it.");
}

static inline void
sample_read(struct sample *s)
{
	static const struct doc_column kinds[] = {
		{ 28, ALIGN_LEFT, "Mark", 0 },
		{ 72, ALIGN_LEFT, "Kind", 0 },
		{ 150, ALIGN_LEFT, "What it claims", 0 },
		{ 124, ALIGN_LEFT, "In the right margin", 0 },
	};
	static const struct doc_column legend[] = {
		{ 100, ALIGN_LEFT, "", 0 },
		{ 274, ALIGN_LEFT, "", 0 },
	};
	struct doc_cell cells[8];

	sample_page(s, "page:read", "2", "How to read this packet");
	sample_side(s, "", "Three voices");
	sample_text(s, DOC_PROSE, "Words of this report are set like this.");
	sample_text(s, DOC_PROSE,
	    "<q>Words of others are set like this: verbatim, bound to "
	    "bytes.</q>");
	sample_text(s, DOC_PROSE,
	    "<m>What a machine compares is set like this: f80b1df3, E-01.</m>");
	sample_side(s, "", "Kinds of statement");
	sample_text(s, DOC_PROSE,
	    "Each sentence that claims something has a mark in the margin, "
	    "one letter and one number. The letter says what kind of claim it "
	    "is; the number leads to its source in the index on page "
	    "<page page:index/>.");
	cells[0] = sample_cell(s, "<m>F</m>");
	cells[1] = sample_cell(s, "<b>Fact</b>");
	cells[2] = sample_cell(s,
	    "Counted or computed from the archive. Anyone with the evidence "
	    "gets the same answer.");
	cells[3] = sample_cell(s, "<m>E-01</m> evidence sheet, log event log");
	cells[4] = sample_cell(s, "<m>Q</m>");
	cells[5] = sample_cell(s, "<b>Quote</b>");
	cells[6] = sample_cell(s,
	    "The words of a document, bound to a version, a byte range and a "
	    "digest.");
	cells[7] = sample_cell(s, "evidence lines below it");
	sample_table(s, "Kinds of statement", kinds, 4, cells, 8);
	sample_side(s, "", "Exposure");
	cells[0] = sample_cell_exposure(s, EXPOSURE_HIGH, NULL);
	cells[1] = sample_cell(
	    s, "Limits legal rights, collects broadly, or could cost much.");
	cells[2] = sample_cell_exposure(s, EXPOSURE_MEDIUM, NULL);
	cells[3] =
	    sample_cell(s, "Protects in part, or within a limited scope.");
	cells[4] = sample_cell_exposure(s, EXPOSURE_LOW, NULL);
	cells[5] = sample_cell(
	    s, "Usual terms; noted so that their change would be seen.");
	sample_table(s, "Exposure", legend, 2, cells, 6)->no_head = 1;
}

static inline void
sample_findings(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 38, ALIGN_LEFT, "No.", 0 },
		{ 66, ALIGN_LEFT, "Exposure", 0 },
		{ 196, ALIGN_LEFT, "What the document states", 0 },
		{ 92, ALIGN_LEFT, "Where", 0 },
		{ 54, ALIGN_LEFT, "First seen", 0 },
		{ 32, ALIGN_RIGHT, "Changes", 0 },
		{ 22, ALIGN_RIGHT, "Sheet", 0 },
	};
	struct doc_cell cells[12 * 7];
	size_t i;

	sample_page(s, "page:find", "3", "Findings");
	sample_text(s, DOC_PROSE,
	    "Five provisions, by exposure, each in plain words. The words "
	    "themselves stand in the sheets and in <m>evidence.json</m>.");
	for (i = 0; i < 12; i++) {
		struct doc_cell *c = &cells[7 * i];
		const char *states = i % 2 == 0
		    ? "Notes of free accounts may be used for training unless "
		      "the person opts out; shared notes may be used even then."
		    : "Total liability is limited to the greater of three "
		      "months’ fees and €50, with stated exceptions.";

		c[0] = sample_cell(
		    s, arena_fmt(&s->doc.arena, "<m>P-%02zu</m>", i + 1));
		c[0].mark = sample_mark(s, 'I', states, "established, rule 21");
		c[1] = sample_cell_exposure(
		    s, (enum exposure)(i / 4), "<g>established</g>");
		c[2] = sample_cell2(s,
		    i % 2 == 0
			? "<b>Notes may train models; one use survives the "
			  "opt-out</b>"
			: "<b>Liability is capped at three months’ fees, or "
			  "€50 if more</b>",
		    states);
		c[3] = sample_cell(s,
		    i % 2 == 0 ? "Privacy Notice, 2"
			       : "Data Processing Addendum, C.3");
		c[4] = sample_cell(s, "2025-08-29");
		c[5] = sample_cell(s, i == 0 ? "1" : "–");
		c[6] = sample_cell(s, i == 0 ? "<page page:p-01/>" : "–");
	}
	sample_table(s, "Findings", columns, 7, cells, 84)->wide = 1;
	sample_text(s, DOC_NOTE,
	    "Below the exposure: confidence. First seen: the first version "
	    "with the clause, whatever its words; changes: how often its "
	    "words changed since. Ordered by exposure.");
}

static inline void
sample_quote(struct sample *s, const char *words, int large)
{
	const char *mark = sample_mark(s, 'Q', words, "E-01");
	struct doc_quote *q =
	    &sample_el(s, DOC_QUOTE, arena_fmt(&s->doc.arena, "st:%s", mark))
		 ->u.quote;

	*q = (struct doc_quote){
		.number = s->number,
		.words = words,
		.len = strlen(words),
		.large = large,
		.source = "Nimbus Works, Privacy Notice, section 2, first "
			  "paragraph after the list",
		.version = "11 of 11, seen 89 times, 2026-07-08 19:00 to "
			   "2026-08-22 19:02 UTC",
		.start = 9261,
		.end = 9261 + (int64_t)strlen(words),
		.size = 59036,
		.sha = sample_digest(77),
		.evidence = "E-01",
	};
}

static inline void
sample_laws(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 112, ALIGN_LEFT, "Law and article", 0 },
		{ 92, ALIGN_LEFT, "Who enforces it", 0 },
		{ 170, ALIGN_LEFT, "Why the clause touches it", 0 },
	};
	static const char *marks[6];
	static const char *const rows[3][4] = {
		{ "<b>GDPR</b>",
		    "Art. 6(1)(f), Art. 21(1), Art. 13(1)(c) and (d)",
		    "Authorities of the member states; Ireland for an Irish "
		    "establishment",
		    "Where training rests on legitimate interests, an "
		    "objection must be weighed. The clause describes one use "
		    "that goes on after one." },
		{ "<b>California</b>",
		    "Cal. Civ. Code § 1798.100(a)(1), (c); Cal. Code Regs. "
		    "tit. 11, §§ 7002(a), 7153(a)",
		    "California Privacy Protection Agency; Attorney General",
		    "Use must be disclosed and in proportion to its purpose. "
		    "There is no general right to object to training." },
		{ "<b>Brazil</b>", "LGPD, art. 7º, IX; art. 10; art. 18, § 2º",
		    "ANPD",
		    "Legitimate interest needs a concrete purpose; a person "
		    "may oppose processing done without consent." },
	};
	struct doc_cell cells[9];
	size_t i;

	for (i = 0; i < 3; i++) {
		marks[2 * i] = sample_mark(s, 'C', rows[i][1], "in force");
		marks[2 * i + 1] =
		    sample_mark(s, 'I', rows[i][3], "supported, rule 41");
		cells[3 * i] = sample_cell2(s, rows[i][0], rows[i][1]);
		cells[3 * i + 1] = sample_cell(s, rows[i][2]);
		cells[3 * i + 2] = sample_cell(s, rows[i][3]);
	}
	sample_table(s, "Regulatory landscape", columns, 3, cells, 9)
	    ->row_marks = marks;
}

static inline void
sample_actions(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 30, ALIGN_LEFT, "No.", 0 },
		{ 200, ALIGN_LEFT, "Action", 0 },
		{ 92, ALIGN_LEFT, "Owner", 0 },
		{ 52, ALIGN_LEFT, "Due", 0 },
	};
	struct doc_cell cells[8];

	sample_el(s, DOC_H3, "actions:0")->u.text = sample_words(s, "Actions");
	cells[0] = sample_cell(s, "<m>A1</m>");
	cells[1] = sample_cell(s,
	    "<b>Turn training off on every account used for work; keep a "
	    "screenshot and a list.</b>");
	cells[2] = sample_cell(s, "IT operations");
	cells[3] = sample_cell(s, "2026-09-12");
	cells[4] = sample_cell(s, "<m>A2</m>");
	cells[5] = sample_cell(s,
	    "Add the exception to the record of processing and to the staff "
	    "notice.");
	cells[6] = sample_cell(s, "Data protection officer");
	cells[7] = sample_cell(s, "2026-09-30");
	sample_table(s, "Actions", columns, 4, cells, 8)->act = 1;
}

static inline void
sample_others(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 92, ALIGN_LEFT, "Platform, document", 0 },
		{ 58, ALIGN_LEFT, "Default", 0 },
		{ 192, ALIGN_LEFT, "Words", 0 },
		{ 32, ALIGN_RIGHT, "Score", 0 },
	};
	static const char *const words[] = {
		"We never use what you write to train our models unless you "
		"send it to us as feedback",
		"you can switch training off in the settings of your "
		"workspace, and we will then keep your notes out of it",
	};
	struct doc_cell cells[8] = { { .kind = CELL_TEXT } };
	size_t i;

	sample_side(s, "", "How others word it");
	sample_text(s, DOC_PROSE,
	    "The two clauses nearest in wording. All platforms: page "
	    "<page page:find/>.");
	for (i = 0; i < 2; i++) {
		const char *mark = sample_mark(s, 'Q', words[i], "E-01");

		cells[4 * i] = sample_cell2(s,
		    i == 0 ? "<b>Cirrus Write</b>" : "<b>Stratus Docs</b>",
		    "Privacy Policy, v12");
		cells[4 * i].mark = mark;
		cells[4 * i + 1] =
		    sample_cell(s, i == 0 ? "Off" : "On; opt-out");
		cells[4 * i + 2].quote = words[i];
		cells[4 * i + 2].quote_mark = mark;
		cells[4 * i + 2].cut_before = i == 1;
		cells[4 * i + 2].cut_after = i == 0;
		cells[4 * i + 3] = sample_cell(s, i == 0 ? "0.45" : "0.44");
	}
	sample_table(s, "How others word it", columns, 4, cells, 8);
	sample_text(s, DOC_NOTE,
	    "Method: same topic by rule <m>ai-training/3</m>; the score is "
	    "the cosine of word weights, 0 to 1. It orders; it does not "
	    "judge.");
}

static inline void
sample_provision(struct sample *s)
{
	struct doc_page *p = sample_page(s, "page:p-01", "P-01",
	    "Notes may train models; one use survives the opt-out");
	struct doc_title_line *line;
	struct doc_do_next *d;

	p->running = "Provision P-01";
	p->contents = "Provision P-01";
	p->contents_number = "4";
	p->outline = "4 Provision P-01";
	line = &sample_el(s, DOC_TITLE_LINE, NULL)->u.title_line;
	line->exposure = EXPOSURE_HIGH;
	line->words = "Privacy Notice, section 2. First seen 29 August 2025, "
		      "changed once since.";
	d = &sample_el(s, DOC_DO_NEXT, NULL)->u.do_next;
	d->action = "Turn training off on every account used for work, and "
		    "keep proof.";
	d->rest = sample_words(s,
	    "IT operations, by 12 September 2026. Both actions: page <page "
	    "actions:0/>.");
	sample_side(s, "", "What it is");
	sample_reading(s,
	    "Nimbus Works may use what a person writes into Nimbus Notes, and "
	    "what its assistant answers, to train and improve its models, "
	    "unless the person opts out in the account settings.",
	    "established", "rule 21");
	sample_reading(s,
	    "One use goes on after the opt-out: notes that the person has "
	    "shared with others.",
	    "established", "rule 21");
	sample_side(s, "", "Excerpt");
	sample_quote(s,
	    "We may use your Notes and Answers to train and improve our "
	    "models, unless you opt out through your account settings. Even "
	    "if you opt out, we will use Notes that you have shared when: (i) "
	    "somebody reports them to us, to improve our ability to find "
	    "harmful content or to enforce our policies, or (ii) you have "
	    "asked us for help with them (for example in our help centre).",
	    1);
	sample_side(s, "", "Why it matters");
	sample_reading(s,
	    "The opt-out narrows this use of notes and does not end it. The "
	    "document does not say who reports a note, or by what test.",
	    "supported", "rule 34");
	sample_side(s, "", "Interpretive note");
	sample_reading(s,
	    "<q>“somebody reports them”</q> can mean a machine, a reviewer, "
	    "or another user. The readings differ in how often the exception "
	    "applies.",
	    "tentative", "counsel");
	sample_side(s, "", "Impact on people");
	sample_reading(s,
	    "A person who opts out may still have a note used once somebody "
	    "reports it. The clause mentions no notice to that person.",
	    "supported", "rule 34");
	sample_side(s, "1", "Regulatory landscape");
	sample_laws(s);
	sample_side(s, "2", "Governance exposure");
	sample_el(s, DOC_EXPOSURE, NULL)->u.exposure = EXPOSURE_HIGH;
	sample_reading(s,
	    "Broad use by default, with an exception whose reach the vendor "
	    "decides. Both lie in the legend for High: collects broadly, "
	    "limits a choice that the text offers.",
	    "supported", "counsel");
	sample_fact(s,
	    "A clause with the opposite default was last seen on 16 August "
	    "2025: <q>“We will not use your Notes to train”</q>. The change "
	    "is set out on page <page E-05/>.",
	    "E-05");
	sample_side(s, "4", "Contract and vendor implications");
	sample_reading(s,
	    "Which account a person uses decides which rule applies. For "
	    "business services the vendor says the reverse:",
	    "established", "rule 21");
	sample_quote(
	    s, "Nimbus Works does not train models on Business Content.", 0);
	sample_side(s, "5", "Compliance considerations");
	sample_reading(s,
	    "The choice is made per account, so it has to be made, checked "
	    "and proved per account.",
	    "supported", "analyst");
	sample_actions(s);
	sample_side(s, "", "Stability");
	sample_fact(s,
	    "First seen 29 August 2025 (version 3), last seen 22 August 2026 "
	    "(version 11): 358 days, 585 looks, 11 gaps.",
	    "E-01");
	sample_others(s);
}

/* The second half of the sections stands in doc_sample_evidence.h. */
static void sample_evidence(struct sample *s);

static inline void
sample_build(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	arena_init(&s->doc.arena);
	sample_cover(s);
	sample_summary(s);
	sample_scope(s);
	sample_read(s);
	sample_findings(s);
	sample_provision(s);
	sample_evidence(s);
	s->doc.kind = "packet";
	s->doc.title = "Nimbus Notes: due-diligence packet";
	s->doc.running = "Nimbus Notes: due-diligence packet";
	s->doc.id = "PV-NIMBUS-NOTES-20260822-01";
	s->doc.lang = "en";
	s->doc.author = "the compliance analyst";
	s->doc.state = DOC_SIGNED;
	s->doc.rendered_utc_ms = sample_time(2026, 8, 23);
	s->doc.draft_words = "Draft of 2026-08-23 07:30 UTC. Not reviewed, "
			     "not signed. Do not rely on it.";
	s->doc.evidence = sample_digest(1);
	s->doc.els = s->els;
	s->doc.n = s->n;
}

#endif /* TESTS_HELP_DOC_SAMPLE_H */
