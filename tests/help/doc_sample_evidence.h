#ifndef TESTS_HELP_DOC_SAMPLE_EVIDENCE_H
#define TESTS_HELP_DOC_SAMPLE_EVIDENCE_H

#include "help/doc_sample.h"

/* The sections of the sample from the timeline to the index. */

static inline void
sample_timeline(struct sample *s)
{
	static const struct doc_stroke strokes[][8] = {
		{ { 0, 1 }, { 20, 2 }, { 28, 3 }, { 31, 4 }, { 58, 5 },
		    { 70, 6 }, { 311, 10 }, { 340, 11 } },
		{ { 0, 1 }, { 28, 2 }, { 58, 3 }, { 69, 4 }, { 119, 5 } },
		{ { 0, 1 }, { 223, 2 } },
		{ { 0, 1 }, { 48, 2 }, { 49, 3 }, { 50, 4 }, { 180, 5 },
		    { 183, 6 }, { 386, 12 } },
	};
	static const size_t n_strokes[] = { 8, 5, 2, 7 };
	static const char *const names[] = { "Privacy Notice", "Terms of Use",
		"Business Terms", "Data Processing Addendum and its annexes" };
	static const int64_t gap_days[] = { 35, 79, 84, 113, 118, 135, 148, 155,
		170, 177 };
	const int64_t from = sample_time(2025, 8, 1);
	struct doc_time_row *rows = arena_new(&s->doc.arena, 4, sizeof(*rows));
	struct doc_time_provision *p = arena_new(&s->doc.arena, 12, sizeof(*p));
	struct doc_time_mark *mark = arena_new(&s->doc.arena, 1, sizeof(*mark));
	struct doc_tick *ticks = arena_new(&s->doc.arena, 400, sizeof(*ticks));
	struct doc_gap *gaps = arena_new(&s->doc.arena, 10, sizeof(*gaps));
	struct doc_timeline *t;
	size_t i, k, n = 0;

	sample_page(s, "page:time", "5", "Governance timeline");
	sample_text(s, DOC_PROSE,
	    "1 August 2025 to 22 August 2026. A day with two looks is a full "
	    "tick, a day with one is half a tick; a version is a stroke with "
	    "its number.");
	for (i = 28; i < 387; i++)
		ticks[n++] = (struct doc_tick){ from + (int64_t)i * SAMPLE_DAY,
			i % 7 == 3 ? 1 : 2 };
	for (i = 0; i < 10; i++)
		gaps[i] = (struct doc_gap){ from + gap_days[i] * SAMPLE_DAY,
			from + (gap_days[i] + 2) * SAMPLE_DAY };
	for (i = 0; i < 4; i++) {
		struct doc_stroke *copy =
		    arena_new(&s->doc.arena, 8, sizeof(*copy));

		for (k = 0; k < n_strokes[i]; k++)
			copy[k] = (struct doc_stroke){ from +
				    strokes[i][k].utc_ms * SAMPLE_DAY,
				strokes[i][k].version };
		rows[i] = (struct doc_time_row){ .name = names[i],
			.n_looks = i == 0 ? 587 : 3 + i,
			.looks_kept = i == 0,
			.strokes = copy,
			.n_strokes = n_strokes[i] };
	}
	rows[0].ticks = ticks;
	rows[0].n_ticks = n;
	rows[0].gaps = gaps;
	rows[0].n_gaps = 10;
	*mark = (struct doc_time_mark){ from + 311 * SAMPLE_DAY, 0 };
	for (i = 0; i < 12; i++)
		p[i] = (struct doc_time_provision){
			.label = arena_fmt(&s->doc.arena, "P-%02zu", i + 1),
			.exposure = (enum exposure)(i / 4),
			.before_utc_ms = i == 0 ? from : 0,
			.from_utc_ms = from +
			    (i == 0          ? 28
				    : i == 2 ? 311
					     : 0) *
				SAMPLE_DAY,
			.to_utc_ms = i == 11 ? from + 200 * SAMPLE_DAY : 0,
			.marks = mark,
			.n_marks = i % 3 == 0,
		};
	t = &sample_el(s, DOC_TIMELINE, NULL)->u.timeline;
	*t = (struct doc_timeline){ from, sample_time(2026, 8, 23), rows, 4, p,
		12 };
	sample_text(s, DOC_H2, "Versions after the first");
	sample_text(s, DOC_PROSE, "All of them stand in the drawing.");
}

static inline void
sample_matrix(struct sample *s)
{
	static const char *const articles[][3] = {
		{ "GDPR", "Art. 5(1)(b), (c)",
		    "Principles relating to processing of personal data" },
		{ "GDPR", "Art. 5(1)(e)",
		    "Principles relating to processing of personal data" },
		{ "GDPR", "Art. 6(1)(f)", "Lawfulness of processing" },
		{ "GDPR", "Art. 13(1)(c), (d)",
		    "Information to be provided where personal data are "
		    "collected from the data subject" },
		{ "GDPR", "Art. 13(1)(e)",
		    "Information to be provided where personal data are "
		    "collected from the data subject" },
		{ "GDPR", "Art. 33(2)",
		    "Notification of a personal data breach to the supervisory "
		    "authority" },
		{ "California", "§ 1798.100(a)(1)",
		    "General Duties of Businesses that Collect Personal "
		    "Information" },
		{ "California", "§ 1798.192", "Waiver" },
		{ "Brazil: LGPD", "art. 6º, I, III",
		    "Principles of processing" },
	};
	struct doc_matrix_row *rows =
	    arena_new(&s->doc.arena, 9, sizeof(*rows));
	enum exposure *e = arena_new(&s->doc.arena, 12, sizeof(*e));
	const char **labels = arena_new(&s->doc.arena, 12, sizeof(*labels));
	size_t i, k;

	sample_page(s, "page:matrix", "6", "Regulatory matrix");
	sample_text(s, DOC_PROSE,
	    "Which provision touches which article. A dot means that no rule "
	    "found a link; it does not mean that the article does not apply.");
	for (i = 0; i < 12; i++) {
		e[i] = i < 3 ? EXPOSURE_HIGH
		    : i < 9  ? EXPOSURE_MEDIUM
			     : EXPOSURE_LOW;
		labels[i] = arena_fmt(&s->doc.arena, "%02zu", i + 1);
	}
	for (i = 0; i < 9; i++) {
		enum matrix_cell *cells =
		    arena_new(&s->doc.arena, 12, sizeof(*cells));

		for (k = 0; k < 12; k++)
			cells[k] = (i * 7 + k * 5) % 11 == 0 ? MATRIX_SAME
			    : (i * 3 + k * 2) % 13 == 0      ? MATRIX_BEARS
							     : MATRIX_NONE;
		rows[i] = (struct doc_matrix_row){ articles[i][0],
			articles[i][1], articles[i][2], i == 8, cells };
	}
	sample_el(s, DOC_MATRIX, NULL)->u.matrix =
	    (struct doc_matrix){ e, labels, 12, rows, 9 };
	sample_text(s, DOC_NOTE2,
	    "All articles in force on 2026-08-22. <q>Headings in this face</q> "
	    "are official; the LGPD gives its articles none, and the words "
	    "there are ours. California: Cal. Civ. Code, and Cal. Code Regs. "
	    "tit. 11. The reason for each square is a statement of kind C or "
	    "I in the sheet of the provision.");
}

static inline void
sample_captures(struct sample *s)
{
	static struct doc_row rows[7];
	static struct doc_chain_step steps[3];
	static const struct doc_place places[] = {
		{ "P-03", 11800, 12200 },
		{ "P-01", 9261, 9721 },
		{ "P-05", 22500, 22900 },
		{ "P-07", 20900, 21000 },
		{ "P-06", 21300, 21700 },
	};
	struct doc_sheet *sheet;
	const struct digest d = sample_digest(9);

	sample_page(s, "page:ev", "7", "Evidence: captures");
	sheet = &sample_el(s, DOC_SHEET, "E-01")->u.sheet;
	sheet->number = "E-01";
	sheet->title = "Nimbus Works, Privacy Notice, version 11";
	rows[0] = (struct doc_row){ "Quoted in",
		sample_words(s, "P-01, P-03, P-05, P-06, P-07") };
	rows[1] = (struct doc_row){ "Addresses asked for",
		sample_words(s,
		    "<m>https://www.nimbus.example/legal/privacy</m>\n"
		    "<m>https://www.nimbus.example/legal/guests</m>") };
	rows[2] = (struct doc_row){ "Address that answered",
		sample_words(s, "not recorded by the source archive") };
	rows[3] = (struct doc_row){ "Seen",
		sample_words(s,
		    "89 times; first 2026-07-08 19:00:47, last 2026-08-22 "
		    "19:02:08 UTC") };
	rows[4] = (struct doc_row){ "Record, first page",
		sample_words(s,
		    "<m>https://archive.example/OpenRecords/nimbus-snapshots/"
		    "commit/189f2c747ac76ef40b3342b5d691d64653ec53fd</m>") };
	rows[5] = (struct doc_row){ "Status, headers, TLS",
		sample_words(s, "not recorded by the source archive") };
	rows[6] = (struct doc_row){ "Normal text, SHA-256",
		sample_words(s,
		    arena_fmt(&s->doc.arena, "<m>%s</m> the same as E-01",
			digest_hex(&d).s)) };
	sample_el(s, DOC_FIELDS, NULL)->u.fields =
	    (struct doc_fields){ rows, 7 };
	steps[0] = (struct doc_chain_step){ "Bytes as recorded",
		"64,648 bytes, embedded as captures/privacy_notice_v11.md",
		sample_digest(10) };
	steps[1] = (struct doc_chain_step){ "Normal text",
		"59,036 bytes, extractor 1; working copy, "
		"texts/privacy_notice_v11.txt",
		sample_digest(11) };
	steps[2] = (struct doc_chain_step){ "Quote, P-01",
		"bytes 9,261 to 9,721, cut from 2 by its byte range",
		sample_digest(12) };
	sample_el(s, DOC_CHAIN, NULL)->u.chain = (struct doc_chain){ steps, 3 };
	sample_el(s, DOC_PLACES, NULL)->u.places =
	    (struct doc_places){ 59036, places, 5 };
	sheet = &sample_el(s, DOC_SHEET, NULL)->u.sheet;
	sheet->number = "E-08";
	sheet->title = "Nimbus Works, Terms of Use: own look on 22 August 2026";
	sample_el(s, DOC_FIELDS, NULL)->u.fields =
	    (struct doc_fields){ rows + 2, 2 };
}

/* A literal with its length. */
#define RUN(s) s, sizeof(s) - 1

static inline void
sample_redlines(struct sample *s)
{
	static const struct diff_run runs[] = {
		{ DIFF_SAME, RUN("We ") },
		{ DIFF_DELETED, RUN("will not") },
		{ DIFF_INSERTED, RUN("may") },
		{ DIFF_SAME, RUN(" use your Notes ") },
		{ DIFF_DELETED, RUN("or ") },
		{ DIFF_INSERTED, RUN("and ") },
		{ DIFF_SAME, RUN("Answers to train our ") },
		{ DIFF_DELETED, RUN("models, unless:") },
		{ DIFF_INSERTED,
		    RUN("models and to improve our services, unless you opt out "
			"through your account settings. Even if you opt out, we "
			"will use Notes that you have shared when:") },
		{ DIFF_SAME, RUN(" (1) somebody reports them to us ") },
		{ DIFF_DELETED, RUN("for a review") },
		{ DIFF_SAME,
		    RUN(", to improve our ability to find harmful content.") },
	};
	struct doc_redline *r;
	struct doc_sheet *sheet;

	sample_page(s, "page:red", "8", "Evidence: changed words");
	sample_text(s, DOC_PROSE,
	    "Words taken out are <del>struck through</del>; words put in are "
	    "<ins>underlined</ins>. A bar in the margin stands beside each "
	    "changed line. Both survive a copy in grey; read aloud, they are "
	    "announced as “deleted” and “inserted”.");
	sheet = &sample_el(s, DOC_SHEET, "E-05")->u.sheet;
	sheet->number = "E-05";
	sheet->title = "P-01 on 29 August 2025: another default";
	r = &sample_el(s, DOC_REDLINE, NULL)->u.redline;
	r->diff = (struct diff){ runs, sizeof(runs) / sizeof(runs[0]), 9, 30 };
	r->from.words = "version 2, bytes 7,500 to 8,049 of 31,256, seen "
			"2025-08-16 to 2025-08-16";
	r->from.sha = sample_digest(20);
	sample_mark(s, 'Q', "We will not use your Notes or Answers", "E-05");
	r->from.number = s->number;
	r->to.words = "version 3, bytes 7,983 to 8,446 of 32,393, seen "
		      "2025-08-29 to 2025-09-01";
	r->to.sha = sample_digest(21);
	sample_mark(s, 'Q', "We may use your Notes and Answers", "E-05");
	r->to.number = s->number;
	sample_fact(s, "9 words out, 30 words in; class: substantive.", "E-05");
	sample_reading(s,
	    "Version 2 asks for consent first; version 3 asks for an "
	    "objection.",
	    "established", "rule 21");
}

static inline void
sample_custody(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 24, ALIGN_LEFT, "No.", 4 },
		{ 78, ALIGN_LEFT, "When (UTC)", 0 },
		{ 122, ALIGN_LEFT, "Who or what", 0 },
		{ 136, ALIGN_LEFT, "Act and reason", 0 },
		{ 70, ALIGN_LEFT, "Digest in", 0 },
		{ 70, ALIGN_LEFT, "Digest out", 0 },
	};
	struct doc_cell cells[12];

	sample_page(s, "page:cust", "9", "Custody and preservation");
	sample_text(s, DOC_PROSE,
	    "Who or what held the evidence, when, why, and what it was before "
	    "and after. A digest that goes out of one row comes into the "
	    "next.");
	cells[0] = sample_cell(s, "<m>1</m>");
	cells[1] = sample_cell(s, "2026-08-22 19:02:08");
	cells[2] = sample_cell(s, "An archive of records, engine 15.1.0");
	cells[3] =
	    sample_cell(s, "Recorded the page, to keep a public history");
	cells[4] = sample_cell(s, "<g>none before</g>");
	cells[5] = sample_cell_digest(s, 30, 16, 2);
	cells[6] = sample_cell(s, "<m>2</m>");
	cells[7] = sample_cell(s, "2026-08-22 20:14:40");
	cells[8] = sample_cell(s, "<m>proviso import captures</m>");
	cells[9] = sample_cell(
	    s, "Took over 622 records; read each back and digested it again");
	cells[10] = sample_cell_digest(s, 30, 16, 2);
	cells[11] = sample_cell_digest(s, 30, 16, 2);
	sample_table(s, "Custody", columns, 6, cells, 12)->wide = 1;
	sample_text(s, DOC_NOTE,
	    "Digests: SHA-256, first 16 digits; in full in "
	    "<m>evidence.json</m>. Where in and out are alike, the bytes were "
	    "moved or stamped, not changed.");
	sample_side(s, "", "Two copies");
	sample_text(s, DOC_PROSE,
	    "The bytes as recorded are the evidentiary copy. The normal text "
	    "is the working copy: it can be made again from the bytes by "
	    "extractor 1, and <m>proviso rebuild</m> does so.");
}

static inline void
sample_log(struct sample *s)
{
	static const char *const request[] = {
		"kind packet, subject Nimbus Notes, topic ai-training, level b",
		"from 2025-08-01T00:00:00Z to 2026-08-22T23:59:59Z",
	};
	static const char *const checkpoint[] = {
		"log.example.org/proviso",
		"4226",
		"9ltIbuL39iVzL87vsKQ5fIdwGvsOGi47LlEz5S/tq5c=",
		"",
		("— log.example.org/proviso 3IQOZ8YW+ezVTdsnFG/XAFJ3+GJtrJUMas"
		 "udi8vp+E56FIanFvnLBjKd/FgJ9Q9Grzb2Ul6Oy5VrrjpZJJMV1e5LiQo="),
	};
	static const char *const key[] = {
		"log.example.org/proviso+dc840e67+Aav5KifmpM4Q1mCFNpWatkXjFPr6"
		"BDkSb9kZbKi5gz7+and-more-than-fits-on-one-line",
	};
	struct doc_verbatim *v;

	sample_page(s, "page:log", "10", "Provenance and log");
	sample_side(s, "", "How this report was produced");
	sample_el(s, DOC_VERBATIM, NULL)->u.verbatim =
	    (struct doc_verbatim){ request, 2, 0 };
	sample_side(s, "", "Checkpoint, verbatim");
	sample_fact(s,
	    "The head of the archive’s log when this report was made. It fixes "
	    "every one of its 4,226 entries.",
	    "log");
	v = &sample_el(s, DOC_VERBATIM, NULL)->u.verbatim;
	*v = (struct doc_verbatim){ checkpoint, 5, 1 };
	sample_side(s, "", "Key of the log");
	v = &sample_el(s, DOC_VERBATIM, NULL)->u.verbatim;
	*v = (struct doc_verbatim){ key, 1, 0 };
}

static inline void
sample_verify(struct sample *s)
{
	static const char *const one[] = {
		"openssl cms -verify -binary -inform DER -in "
		"Nimbus_Notes_2026_08_22.pdf.p7s -content "
		"Nimbus_Notes_2026_08_22.pdf -purpose any -CAfile root.pem "
		"-no-CApath -no-CAstore -out /dev/null",
	};
	static const char *const two[] = {
		"openssl dgst -sha256 evidence.json",
	};
	struct doc_step *step;

	sample_page(s, "page:verify", "11", "How to verify");
	sample_text(s, DOC_PROSE,
	    "With the file and the root certificate, and no network. Take the "
	    "root from a source other than this file.");
	sample_side(s, "", "With openssl alone");
	step = &sample_el(s, DOC_STEP, NULL)->u.step;
	*step = (struct doc_step){ 1, "The signature holds over the whole file",
		one, 1,
		"These bytes were signed with this key, whose certificate "
		"leads to this root.",
		"That the signer is right, or that the time is." };
	step = &sample_el(s, DOC_STEP, NULL)->u.step;
	*step = (struct doc_step){ 2, "The manifest", two, 1,
		"Equal to the digest on the cover: the manifest is the one "
		"printed.",
		"Anything about what it lists." };
	sample_text(s, DOC_NOTE,
	    "The script <m>verify.sh.txt</m> in this file does both. Take the "
	    "parts out first: <m>proviso extract</m>, or any reader that shows "
	    "attachments.");
}

static inline void
sample_cert(struct sample *s, const char *number, const char *markup,
    const char *const *fields, size_t n)
{
	struct doc_cert *c = &sample_el(s, DOC_CERT, NULL)->u.cert;

	c->number = number;
	if (markup != NULL)
		c->words = sample_words(s, markup);
	c->fields = fields;
	c->n_fields = n;
}

static inline void
sample_certification(struct sample *s)
{
	static const char *const name[] = { "Name", "Employer" };
	static const char *const position[] = { "Position" };
	static const char *const training[] = { "Training and experience" };
	static const char *const sign[] = { "Signature", "Date", "Place" };

	sample_page(s, "page:cert", "12", "Draft certification");
	sample_text(s, DOC_PROSE,
	    "For use under the Federal Rules of Evidence 902(13) and 902(14) "
	    "and 28 U.S.C. § 1746. A draft for counsel: the fields are empty, "
	    "nobody has signed it, and it is no part of the signed findings.");
	sample_cert(s, "1", "My name, employer and position are:", name, 2);
	sample_cert(s, "", NULL, position, 1);
	sample_cert(s, "2",
	    "By training and experience I am able to make this certification, "
	    "because:",
	    training, 1);
	sample_cert(s, "3",
	    "The data are the file <m>Nimbus_Notes_2026_08_22.pdf</m> and the "
	    "captures embedded in it, listed on page <page page:index/> with "
	    "their digests.",
	    NULL, 0);
	sample_cert(s, "4",
	    "The process gives an accurate result. This is tested and not "
	    "only asserted.",
	    NULL, 0);
	sample_cert(s, "",
	    "I declare under penalty of perjury under the laws of the United "
	    "States of America that the foregoing is true and correct.",
	    sign, 3);
	sample_text(s, DOC_NOTE,
	    "Signed outside the United States, 28 U.S.C. § 1746(1) asks for "
	    "the words “under the laws of the United States of America”; "
	    "inside, they may be left out.");
}

static inline void
sample_index(struct sample *s)
{
	static const struct doc_column columns[] = {
		{ 150, ALIGN_LEFT, "File", 0 },
		{ 52, ALIGN_LEFT, "Relation", 0 },
		{ 40, ALIGN_RIGHT, "Bytes", 10 },
		{ 258, ALIGN_LEFT, "SHA-256", 0 },
	};
	static const char *const files[][3] = {
		{ "<m>evidence.json</m>", "Data", "5,427" },
		{ "<m>captures/privacy_notice_v11.md</m>", "Source", "64,648" },
		{ "<m>texts/privacy_notice_v11.txt</m>", "Alternative",
		    "59,036" },
		{ "<m>verify.sh.txt</m>", "Supplement", "2,914" },
	};
	struct doc_cell cells[16];
	struct doc_table *t;
	size_t i, k;

	sample_page(
	    s, "page:index", "13", "Index of statements; embedded files");
	sample_text(s, DOC_PROSE,
	    arena_fmt(&s->doc.arena,
		"%zu statements. For each: its mark, how it begins, where it "
		"comes from, and its page.",
		s->n_index));
	sample_el(s, DOC_INDEX, NULL)->u.index =
	    (struct doc_index){ s->index, s->n_index };
	sample_text(s, DOC_H2, "Embedded files");
	for (i = 0; i < 4; i++) {
		for (k = 0; k < 3; k++)
			cells[4 * i + k] = sample_cell(s, files[i][k]);
		cells[4 * i + 3] =
		    sample_cell_digest(s, 40 + (unsigned)i, 64, 1);
	}
	t = sample_table(s, "Embedded files", columns, 4, cells, 16);
	t->wide = 1;
	t->dense = 1;
}

static inline void
sample_evidence(struct sample *s)
{
	sample_timeline(s);
	sample_matrix(s);
	sample_captures(s);
	sample_redlines(s);
	sample_custody(s);
	sample_log(s);
	sample_verify(s);
	sample_certification(s);
	sample_index(s);
}

#endif /* TESTS_HELP_DOC_SAMPLE_EVIDENCE_H */
