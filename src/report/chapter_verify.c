#include <string.h>

#include "report_in.h"

/* What the log can say is asked with its key, or with the archive. */
static const char *
verify_expected(const struct writer *w, const char *plain, size_t row)
{
	if (!w->p->sign || w->p->log == NULL)
		return plain;
	return row == 5 ? "yes, with --vkey"
	    : row == 7  ? "yes, with --archive"
			: plain;
}

static void
verify_verdicts(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 122, ALIGN_LEFT, "Verdict", 0 },
		{ 50, ALIGN_LEFT, "Expected", 0 },
		{ 112, ALIGN_LEFT, "Yes means", 0 },
		{ 90, ALIGN_LEFT, "It does not show", 0 },
	};
	static const char *const verdicts[][4] = {
		{ "INTACT", "yes",
		    "The signed bytes are the bytes in your hand.",
		    "Who signed them." },
		{ "COVERS-WHOLE-FILE", "yes",
		    "Nothing lies outside the signature.",
		    "That what lies inside is true." },
		{ "UNCHANGED-AFTER-SIGNING", "yes",
		    "Nothing was added after signing.",
		    "The state before signing." },
		{ "TRUSTED", "yes",
		    "The certificate leads to the root you gave.",
		    "That the root deserves trust." },
		{ "TIMESTAMPED", "no",
		    "The signature existed at the time "
		    "stamped.",
		    "When the content was written." },
		{ "LOGGED", "unknown", "The log holds this packet.",
		    "That no other log exists." },
		{ "EVIDENCE-MATCHES", "yes",
		    "Every quote is found at its bytes.",
		    "That the server sent those bytes." },
		{ "FRESH", "unknown",
		    "Neither revoked nor replaced in the log.",
		    "What nobody entered there." },
	};
	struct rows rows = { 0 };
	size_t i;

	for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		rows_add(w, &rows,
		    cell_markup(w, writer_fmt(w, "<m>%s</m>", verdicts[i][0])));
		rows_add(w, &rows,
		    cell_plain(w, verify_expected(w, verdicts[i][1], i)));
		rows_add(w, &rows, cell_plain(w, verdicts[i][2]));
		rows_add(w, &rows, cell_plain(w, verdicts[i][3]));
	}
	(void)writer_table(w, "Verdicts", columns, 4, &rows);
}

static void
verify_step(struct writer *w, unsigned number, const char *title,
    const char *command, const char *shows, const char *shows_not)
{
	struct doc_step *s = &writer_el(w, DOC_STEP, NULL)->u.step;
	const char **commands = arena_new(w->a, 1, sizeof(*commands));

	commands[0] = command;
	s->number = number;
	s->title = title;
	s->commands = commands;
	s->n_commands = 1;
	s->shows = shows;
	s->shows_not = shows_not;
}

/* The first excerpt of the packet as the example of a quote. */
static const char *
verify_quote(struct writer *w)
{
	size_t i;

	for (i = 0; i < w->n_quotes; i++) {
		const struct report_quote *q = &w->quotes[i];

		if (strcmp(q->role, "excerpt") == 0)
			return writer_fmt(w,
			    "tail -c +%zu %s | head -c %zu | openssl dgst "
			    "-sha256",
			    q->words.start + 1,
			    w->p->texts[q->words.text].text_name,
			    q->words.end - q->words.start);
	}
	return NULL;
}

void
chapter_verify(struct writer *w)
{
	const struct packet *p = w->p;
	const char **lines = arena_new(w->a, 1, sizeof(*lines));
	const char *quote = verify_quote(w);
	struct doc_verbatim *v;
	unsigned n = 0;

	writer_page(w, "page:verify", "11", "How to verify");
	if (!p->sign)
		writer_prose(w, DOC_PROSE,
		    "This draft is not signed. What follows holds for a signed "
		    "packet; of this file only the steps about the manifest "
		    "and the quotes can be done.");
	else
		writer_prose(w, DOC_PROSE,
		    "With the file and the root certificate, and no network. "
		    "Take the root from a source other than this file.");
	writer_side(w, "", "With proviso");
	lines[0] = writer_fmt(
	    w, "proviso verify %s --trust %s", p->file_name, p->root_name);
	v = &writer_el(w, DOC_VERBATIM, NULL)->u.verbatim;
	v->lines = lines;
	v->n = 1;
	verify_verdicts(w);
	writer_side(w, "", "With openssl alone");
	verify_step(w, ++n, "The signature holds over the whole file",
	    writer_fmt(w,
		"openssl cms -verify -binary -purpose any -inform DER -in "
		"%s.p7s -content %s -CAfile %s -no-CApath -no-CAstore "
		"-out /dev/null",
		p->file_name, p->file_name, p->root_name),
	    "These bytes were signed with this key, whose certificate leads to "
	    "this root.",
	    "That the signer is right, or when it was signed.");
	verify_step(w, ++n, "The manifest",
	    "openssl dgst -sha256 evidence.json",
	    "Equal to the digest on the cover: the manifest is the one "
	    "printed.",
	    "Anything about what it lists.");
	if (quote != NULL)
		verify_step(w, ++n, "A quote", quote,
		    "Equal to the digest under the excerpt of P-01: the words "
		    "stand at that place.",
		    "That the place is in what the server sent.");
	writer_prose(w, DOC_NOTE,
	    "The script <m>verify.sh.txt</m> in this file does all of it. Take "
	    "the parts out first: <m>proviso extract</m>, or any reader that "
	    "shows attachments. A forger can ship a script of his own: the "
	    "bare commands stand above, and <m>proviso extract</m> writes the "
	    "program\xe2\x80\x99s own script.");
}
