#include "report_in.h"

/* The legends of MEASURES section 17: the same words in every packet. */
struct legend {
	const char *head, *words;
};

static void
read_voices(struct writer *w)
{
	writer_side(w, "", "Three voices");
	writer_prose(w, DOC_PROSE, "Words of this report are set like this.");
	writer_prose(w, DOC_PROSE,
	    "<q>Words of others are set like this: verbatim, bound to "
	    "bytes.</q>");
	writer_prose(w, DOC_PROSE,
	    "<m>What a machine compares is set like this: f80b1df3, E-01.</m>");
}

static void
read_kinds(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 28, ALIGN_LEFT, "Mark", 0 },
		{ 72, ALIGN_LEFT, "Kind", 0 },
		{ 150, ALIGN_LEFT, "What it claims", 0 },
		{ 124, ALIGN_LEFT, "In the right margin", 0 },
	};
	static const char *const kinds[][4] = {
		{ "<m>F</m>", "<b>Fact</b>",
		    "Counted or computed from the archive. Anyone with the "
		    "evidence gets the same answer.",
		    "<m>E-01</m> evidence sheet, log event log" },
		{ "<m>Q</m>", "<b>Quote</b>",
		    "The words of a document, bound to a version, a byte range "
		    "and a digest.",
		    "evidence lines below it" },
		{ "<m>C</m>", "<b>Citation</b>",
		    "An address in the law, looked up in the catalogue and "
		    "found to exist.",
		    "in force on the day of the capture" },
		{ "<m>I</m>", "<b>Interpretation</b>",
		    "A reading, by a rule or a person. Others may read "
		    "otherwise.",
		    "confidence, then rule or person" },
	};
	struct rows rows = { 0 };
	size_t i, k;

	writer_side(w, "", "Kinds of statement");
	writer_prose(w, DOC_PROSE,
	    "Each sentence that claims something has a mark in the margin, one "
	    "letter and one number. The letter says what kind of claim it is; "
	    "the number leads to its source in the index on page "
	    "<page page:index/>.");
	for (i = 0; i < 4; i++)
		for (k = 0; k < 4; k++)
			rows_add(w, &rows, cell_markup(w, kinds[i][k]));
	(void)writer_table(w, "Kinds of statement", columns, 4, &rows);
}

static void
read_legend(struct writer *w, const char *side, const struct legend *l,
    size_t n, const char *style)
{
	static const struct doc_column columns[] = {
		{ 100, ALIGN_LEFT, "", 0 },
		{ 274, ALIGN_LEFT, "", 0 },
	};
	struct rows rows = { 0 };
	size_t i;

	writer_side(w, "", side);
	for (i = 0; i < n; i++) {
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w, "<%s>%s</%s>", style, l[i].head, style)));
		rows_add(w, &rows, cell_markup(w, l[i].words));
	}
	writer_table(w, side, columns, 2, &rows)->no_head = 1;
}

static void
read_exposure(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 100, ALIGN_LEFT, "", 0 },
		{ 246, ALIGN_LEFT, "", 0 },
		{ 28, ALIGN_RIGHT, "", 0 },
	};
	static const char *const words[] = {
		"Limits legal rights, collects broadly, or could cost much.",
		"Protects in part, or within a limited scope.",
		"Usual terms; noted so that their change would be seen.",
	};
	struct rows rows = { 0 };
	size_t i, k, n;

	writer_side(w, "", "Exposure");
	for (i = 0; i < 3; i++) {
		n = 0;
		for (k = 0; k < w->p->n_provisions; k++)
			n += w->p->provisions[k].finding->exposure ==
			    (enum exposure)i;
		rows_add(w, &rows, cell_exposure(w, (enum exposure)i, NULL));
		rows_add(w, &rows, cell_plain(w, words[i]));
		rows_add(w, &rows, cell_plain(w, prose_grouped(w, (int64_t)n)));
	}
	writer_table(w, "Exposure", columns, 3, &rows)->no_head = 1;
}

void
chapter_read(struct writer *w)
{
	static const struct legend confidence[] = {
		{ "Established", "Follows from the words alone." },
		{ "Supported",
		    "Follows from the words and a stated rule; a reader may "
		    "weigh it otherwise." },
		{ "Tentative",
		    "Rests on a reading that careful readers may not share." },
	};
	static const struct legend looks[] = {
		{ "Same",
		    "The bytes, or the text, are those of the look before." },
		{ "Noise",
		    "Only parts known to flicker differ, such as menus or the "
		    "date of rendering." },
		{ "Administrative",
		    "Words differ, but nothing that a provision says." },
		{ "Substantive",
		    "A provision is added, removed, or says something else." },
		{ "Return", "The text went back to an earlier one." },
		{ "Source changed",
		    "Our declaration or extractor changed, not the "
		    "vendor\xe2\x80\x99s text." },
		{ "Gap",
		    "No usable answer, with the reason. Never taken for "
		    "\xe2\x80\x9cno change\xe2\x80\x9d." },
	};
	static const struct legend lines[] = {
		{ "Source",
		    "Who published it, which document, which place in it." },
		{ "Version",
		    "Its number among all; how often it was seen, and from "
		    "when to when." },
		{ "Bytes",
		    "First byte and end in the normal text, counted from 0, "
		    "the end not included; the small scale shows the place in "
		    "the whole." },
		{ "SHA-256",
		    "Digest of exactly these bytes. Tone changes every eight "
		    "digits; nothing is inserted." },
	};

	writer_page(w, "page:read", "2", "How to read this packet");
	read_voices(w);
	read_kinds(w);
	read_legend(w, "Confidence", confidence, 3, "b");
	read_exposure(w);
	read_legend(w, "What a look found", looks, 7, "b");
	read_legend(w, "Evidence lines", lines, 4, "g");
}
