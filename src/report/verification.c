#include "report/verification.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "report_in.h"

/* Signatures of one file that are drawn; the value has all. */
#define SIGNATURES_DRAWN 40
/* Things tolerated in one place that are drawn. */
#define TOLERATED_DRAWN 24

static const char *
text_of(const struct jv *v, const char *key)
{
	const char *s = jv_text(jv_get(v, key));

	return s == NULL ? "" : s;
}

/* ---- Fields: label and value ---- */

struct fields {
	struct doc_row *rows;
	size_t n;
};

static void
field_add(
    struct writer *w, struct fields *x, const char *label, const char *markup)
{
	if (markup[0] == '\0')
		return;
	x->rows = arena_more(w->a, x->rows, x->n, sizeof(*x->rows));
	x->rows[x->n].label = label;
	x->rows[x->n++].value = writer_text(w, markup);
}

static void
fields_end(struct writer *w, const struct fields *x)
{
	struct doc_fields *f;

	if (x->n == 0)
		return;
	f = &writer_el(w, DOC_FIELDS, NULL)->u.fields;
	f->rows = x->rows;
	f->n = x->n;
}

static const char *
mono(struct writer *w, const char *s)
{
	return s[0] == '\0' ? "" : writer_fmt(w, "<m>%s</m>", writer_esc(w, s));
}

/* Eight and eight, so that two can be compared by eye. */
static const char *
digest_words(struct writer *w, const char *hex)
{
	const char *out = "";
	size_t n = strlen(hex), i;

	for (i = 0; i < n; i += 16)
		out =
		    writer_fmt(w, "%s%s%.16s", out, i == 0 ? "" : " ", hex + i);
	return mono(w, out);
}

/* ---- The whole ---- */

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL || slash[1] == '\0' ? path : slash + 1;
}

static const char *
bottom_line(struct writer *w, const struct jv *file)
{
	const struct jv *error = jv_get(file, "error");

	return error == NULL
	    ? text_of(file, "bottom_line")
	    : writer_fmt(w, "not judged: %s", text_of(error, "message"));
}

/* What an exit status means, in words. */
static const char *
status_words(int64_t status)
{
	switch (status) {
	case 0:
		return "yes";
	case 1:
		return "no";
	case 5:
		return "intact; the signer is not known to be trusted";
	case 6:
		return "not logged, or histories contradict each other";
	default:
		return "could not be judged";
	}
}

static void
whole_trust(struct writer *w, const struct jv *value, struct fields *x)
{
	const struct jv *roots = jv_get(value, "trust"), *root;
	const struct jv *keys = jv_get(value, "log_keys");
	size_t i;

	for (i = 0; i < jv_count(roots); i++) {
		root = jv_at(roots, i);
		field_add(w, x, i == 0 ? "Trust roots" : "",
		    writer_fmt(w, "%s, SHA-256 %s",
			writer_esc(w, text_of(root, "name")),
			digest_words(w, text_of(root, "sha256"))));
	}
	if (jv_count(roots) == 0)
		field_add(w, x, "Trust roots",
		    "none was given: nobody is trusted, whoever signed");
	for (i = 0; i < jv_count(keys); i++)
		field_add(w, x, i == 0 ? "Log keys" : "",
		    mono(w, jv_text(jv_at(keys, i))));
	if (jv_count(keys) == 0)
		field_add(w, x, "Log keys", "none was given");
	field_add(w, x, "Archive",
	    jv_truth(jv_get(value, "archive"))
		? "asked whether packets were revoked or replaced"
		: "none was given");
}

static void
whole_table(struct writer *w, const struct jv *files)
{
	static const struct doc_column columns[] = {
		{ 150, ALIGN_LEFT, "File", 0 },
		{ 270, ALIGN_LEFT, "Bottom line", 0 },
		{ 34, ALIGN_RIGHT, "Status", 0 },
		{ 46, ALIGN_RIGHT, "Page", 0 },
	};
	struct rows rows = { 0 };
	const struct jv *file;
	size_t i;

	for (i = 0; i < jv_count(files); i++) {
		file = jv_at(files, i);
		rows_add(w, &rows,
		    cell_markup(w, mono(w, file_name(text_of(file, "file")))));
		rows_add(w, &rows, cell_plain(w, bottom_line(w, file)));
		rows_add(w, &rows,
		    cell_plain(w,
			writer_fmt(w, "%lld",
			    (long long)jv_number(jv_get(file, "exit"), 3))));
		rows_add(w, &rows,
		    cell_page(w, writer_fmt(w, "page:file-%zu", i + 1)));
	}
	writer_table(w, "Files", columns, 4, &rows)->wide = 1;
}

/* "Three files. Two: yes; one: could not be judged." */
static const char *
whole_counts(struct writer *w, const struct jv *files)
{
	static const int statuses[] = { 0, 5, 6, 1, 3 };
	const char *out =
	    prose_capital(w, prose_count(w, jv_count(files), "file", "files"));
	size_t i, k, n, told = 0;

	for (k = 0; k < sizeof(statuses) / sizeof(statuses[0]); k++) {
		for (i = n = 0; i < jv_count(files); i++)
			n += jv_number(jv_get(jv_at(files, i), "exit"), 3) ==
			    statuses[k];
		if (n == 0)
			continue;
		out = writer_fmt(w, "%s%s%s: %s", out, told == 0 ? ". " : "; ",
		    told == 0 ? prose_capital(w, prose_number(w, n))
			      : prose_number(w, n),
		    status_words(statuses[k]));
		told++;
	}
	return writer_fmt(w, "%s.", out);
}

static void
whole_histories(struct writer *w, const struct jv *h)
{
	const char *verdict = text_of(h, "verdict");

	if (verdict[0] == '\0')
		return;
	writer_side(w, "", "Histories");
	writer_prose(w, DOC_SMALL,
	    writer_fmt(w,
		"Whether the logs that these packets carry fit together: "
		"<b>%s</b>%s%s",
		writer_esc(w, verdict),
		strcmp(verdict, "yes") == 0 ? "." : ": ",
		writer_esc(w, text_of(h, "why"))));
}

static void
whole(struct writer *w, const struct verification *v)
{
	const struct jv *files = jv_get(v->value, "files");
	const struct jv *first = jv_at(files, 0);
	const bool one = jv_count(files) == 1;
	struct fields x = { NULL, 0 };
	int64_t status = jv_number(jv_get(v->value, "exit"), 3);
	char when[CLOCK_TEXT];

	writer_page(w, "page:whole", "", "Verification");
	writer_prose(w, DOC_LEAD,
	    one ? writer_esc(w, bottom_line(w, first))
		: whole_counts(w, files));
	if (one)
		field_add(w, &x, "File", mono(w, text_of(first, "file")));
	field_add(w, &x, "Exit status",
	    writer_fmt(w, "%lld: %s", (long long)status, status_words(status)));
	field_add(w, &x, "Judged as of",
	    writer_fmt(w, "%s UTC", clock_second(v->at_utc_ms, when)));
	field_add(
	    w, &x, "Program", writer_esc(w, text_of(v->value, "program")));
	whole_trust(w, v->value, &x);
	field_add(w, &x, "Rendered",
	    writer_fmt(w, "%s UTC", clock_second(v->rendered_utc_ms, when)));
	field_add(w, &x, "Verdicts",
	    writer_fmt(w, "<m>%s</m> inside this file, SHA-256 %s",
		VERIFICATION_PART, digest_words(w, digest_hex(&v->sha).s)));
	fields_end(w, &x);
	if (!one) {
		writer_prose(w, DOC_H2, "Files");
		whole_table(w, files);
	}
	whole_histories(w, jv_get(v->value, "histories"));
	writer_prose(w, DOC_NOTE,
	    "This report is not signed and proves nothing by itself: it says "
	    "what a program found in the files of these digests. Who has the "
	    "files, the roots and the program can find it again, on a machine "
	    "without a network.");
}

/* ---- One file ---- */

static void
verdict_table(struct writer *w, const struct jv *verdicts)
{
	static const struct doc_column columns[] = {
		{ 134, ALIGN_LEFT, "Verdict", 0 },
		{ 62, ALIGN_LEFT, "Answer", 0 },
		{ 178, ALIGN_LEFT, "Reason", 0 },
	};
	static const char *const names[] = { "INTACT", "COVERS-WHOLE-FILE",
		"UNCHANGED-AFTER-SIGNING", "TRUSTED", "TIMESTAMPED", "LOGGED",
		"EVIDENCE-MATCHES", "FRESH" };
	const struct jv *one;
	struct rows rows = { 0 };
	const char *why, *answer;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((one = jv_get(verdicts, names[i])) == NULL)
			continue;
		why = text_of(one, "why");
		answer = text_of(one, "verdict");
		if (jv_truth(jv_get(one, "permitted")))
			why = writer_fmt(w, "%s (which is permitted)", why);
		rows_add(w, &rows, cell_markup(w, mono(w, names[i])));
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w,
			    strcmp(answer, "yes") == 0 ? "%s" : "<b>%s</b>",
			    writer_esc(w, answer))));
		rows_add(w, &rows, cell_plain(w, why));
	}
	if (rows.n > 0)
		(void)writer_table(w, "Verdicts", columns, 3, &rows);
}

static void
tolerated(struct writer *w, const char *label, const struct jv *list)
{
	size_t n = jv_count(list), i;

	for (i = 0; i < n && i < TOLERATED_DRAWN; i++)
		writer_prose(w, DOC_NOTE,
		    writer_fmt(w, "%s: %s", label,
			writer_esc(w, jv_text(jv_at(list, i)))));
	if (n > TOLERATED_DRAWN)
		writer_prose(w, DOC_NOTE,
		    writer_fmt(w, "and %zu more, in <m>%s</m>",
			n - TOLERATED_DRAWN, VERIFICATION_PART));
}

static void
signature(struct writer *w, const struct jv *s, size_t i, size_t n)
{
	struct fields x = { NULL, 0 };

	writer_side(w, "",
	    n == 1 ? "Signature"
		   : writer_fmt(w, "Signature %zu of %zu", i + 1, n));
	verdict_table(w, jv_get(s, "verdicts"));
	tolerated(w, "Tolerated", jv_get(s, "tolerated"));
	field_add(w, &x, "Field", writer_esc(w, text_of(s, "field")));
	field_add(w, &x, "Level", writer_esc(w, text_of(s, "level")));
	field_add(w, &x, "Signer", writer_esc(w, text_of(s, "signer")));
	field_add(w, &x, "Issuer", writer_esc(w, text_of(s, "issuer")));
	field_add(w, &x, "Trusted root", writer_esc(w, text_of(s, "root")));
	field_add(w, &x, "Certificate",
	    text_of(s, "certificate_sha256")[0] == '\0'
		? ""
		: writer_fmt(w, "SHA-256 %s",
		      digest_words(w, text_of(s, "certificate_sha256"))));
	field_add(w, &x, "Signer\xe2\x80\x99s time",
	    text_of(s, "signed_at")[0] == '\0'
		? "none said"
		: writer_fmt(w, "%s, which nobody else confirms",
		      writer_esc(w, text_of(s, "signed_at"))));
	field_add(w, &x, "Time stamp",
	    text_of(s, "time_stamp")[0] == '\0'
		? "none"
		: writer_esc(w, text_of(s, "time_stamp")));
	fields_end(w, &x);
}

static void
packet(struct writer *w, const struct jv *p)
{
	const struct jv *quotes = jv_get(p, "quotes");
	const struct jv *witnesses = jv_get(p, "witnesses");

	if (text_of(p, "id")[0] == '\0')
		return;
	writer_side(w, "", "Packet");
	writer_prose(w, DOC_SMALL,
	    writer_fmt(w, "%s: %lld quotes checked, %lld failed.%s%s",
		mono(w, text_of(p, "id")),
		(long long)jv_number(jv_get(quotes, "checked"), 0),
		(long long)jv_number(jv_get(quotes, "failed"), 0),
		witnesses == NULL
		    ? ""
		    : writer_fmt(w,
			  " %lld of %lld witnesses cosigned its checkpoint.",
			  (long long)jv_number(
			      jv_get(witnesses, "cosigned"), 0),
			  (long long)jv_number(jv_get(witnesses, "of"), 0)),
		text_of(p, "withheld")[0] == '\0'
		    ? ""
		    : writer_fmt(w, " Withheld, and not in it: %s.",
			  writer_esc(w, text_of(p, "withheld")))));
	verdict_table(w, jv_get(p, "verdicts"));
}

static void
file(struct writer *w, const struct jv *f, size_t i)
{
	const struct jv *list = jv_get(f, "signatures");
	struct fields x = { NULL, 0 };
	size_t n = jv_count(list), k;

	writer_page(w, writer_fmt(w, "page:file-%zu", i + 1),
	    writer_fmt(w, "%zu", i + 1), file_name(text_of(f, "file")));
	writer_prose(w, DOC_PROSE,
	    writer_fmt(w, "<b>%s</b>", writer_esc(w, bottom_line(w, f))));
	field_add(w, &x, "Named", mono(w, text_of(f, "file")));
	field_add(w, &x, "SHA-256",
	    text_of(f, "sha256")[0] == '\0'
		? ""
		: digest_words(w, text_of(f, "sha256")));
	if (jv_get(f, "bytes") != NULL)
		field_add(w, &x, "Bytes",
		    prose_grouped(w, jv_number(jv_get(f, "bytes"), 0)));
	field_add(w, &x, "Exit status",
	    writer_fmt(w, "%lld: %s",
		(long long)jv_number(jv_get(f, "exit"), 3),
		status_words(jv_number(jv_get(f, "exit"), 3))));
	fields_end(w, &x);
	if (n == 0 && jv_get(f, "error") == NULL)
		writer_prose(w, DOC_SMALL, "The file has no signature.");
	for (k = 0; k < n && k < SIGNATURES_DRAWN; k++)
		signature(w, jv_at(list, k), k, n);
	if (n > SIGNATURES_DRAWN)
		writer_prose(w, DOC_NOTE,
		    writer_fmt(w, "and %zu more signatures, in <m>%s</m>",
			n - SIGNATURES_DRAWN, VERIFICATION_PART));
	packet(w, jv_get(f, "packet"));
	tolerated(w, "Tolerated in the file", jv_get(f, "tolerated"));
}

/* ---- What it means ---- */

static const char *const meanings[][3] = {
	{ "INTACT", "The signed bytes are the bytes of the file.",
	    "Who signed them." },
	{ "COVERS-WHOLE-FILE", "Nothing lies outside the signature.",
	    "That what lies inside is true." },
	{ "UNCHANGED-AFTER-SIGNING",
	    "What was added later, if anything, is permitted by the "
	    "signature and its level.",
	    "The state before signing." },
	{ "TRUSTED",
	    "The certificate leads to a root that was given, for this "
	    "purpose, and was not revoked at the proven time.",
	    "That the root deserves trust, or that the name is a "
	    "person." },
	{ "TIMESTAMPED",
	    "A trusted authority vouches that the signature existed at "
	    "the time stamped.",
	    "When the content was written." },
	{ "LOGGED", "The log whose key was given holds this packet.",
	    "That no other log exists." },
	{ "EVIDENCE-MATCHES", "Manifest, parts, texts, quotes and pages agree.",
	    "That a server sent those bytes, or that an opinion is "
	    "right." },
	{ "FRESH",
	    "The archive asked neither revoked nor replaced the "
	    "packet.",
	    "What nobody entered there." },
};

static void
meaning(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 134, ALIGN_LEFT, "Verdict", 0 },
		{ 130, ALIGN_LEFT, "Yes means", 0 },
		{ 110, ALIGN_LEFT, "It does not show", 0 },
	};
	struct rows rows = { 0 };
	size_t i;

	writer_page(w, "page:meaning", "", "What the verdicts mean");
	writer_prose(w, DOC_PROSE,
	    "Each question has an answer of its own; the bottom line and the "
	    "exit status follow from all of them. <b>unknown</b> means that "
	    "what was given does not answer the question, and <b>not "
	    "applicable</b> that it is not asked of such a file.");
	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		rows_add(w, &rows, cell_markup(w, mono(w, meanings[i][0])));
		rows_add(w, &rows, cell_plain(w, meanings[i][1]));
		rows_add(w, &rows, cell_plain(w, meanings[i][2]));
	}
	(void)writer_table(w, "What the verdicts mean", columns, 3, &rows);
	writer_prose(w, DOC_SMALL,
	    "Status 0: yes. 1: no in INTACT, COVERS-WHOLE-FILE (unless what "
	    "follows is permitted), UNCHANGED-AFTER-SIGNING or "
	    "EVIDENCE-MATCHES, or no signature. 5: the signer is not trusted, "
	    "or no root was given. 6: not logged, or histories contradict "
	    "each other. 3: the file could not be judged. Of several files "
	    "the worst decides, in the order 3, 1, 6, 5, 0.");
	writer_prose(w, DOC_NOTE,
	    "What is tolerated breaks a rule of a standard in a way that "
	    "changes neither what was signed nor what a reader sees. No "
	    "network was asked: certificates, revocation data and time stamps "
	    "are those inside the files and those given.");
}

void
verification_build(const struct verification *v, struct doc *out)
{
	const struct jv *files = jv_get(v->value, "files");
	struct writer w = { .rc = 0 };
	struct civil day = clock_civil(v->at_utc_ms);
	size_t i;

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	w.a = &out->arena;
	out->kind = "verification";
	out->title = jv_count(files) == 1
	    ? writer_fmt(&w, "Verification of %s",
		  file_name(text_of(jv_at(files, 0), "file")))
	    : writer_fmt(&w, "Verification of %zu files", jv_count(files));
	out->running = out->title;
	out->id = writer_fmt(&w, "VR-%04d%02d%02d-%.8s", day.year, day.month,
	    day.day, digest_hex(&v->sha).s);
	out->lang = "en";
	out->author = "";
	out->state = DOC_PLAIN;
	out->rendered_utc_ms = v->rendered_utc_ms;
	out->evidence = v->sha;
	whole(&w, v);
	for (i = 0; i < jv_count(files); i++)
		file(&w, jv_at(files, i), i);
	meaning(&w);
	out->els = w.els;
	out->n = w.n;
}
