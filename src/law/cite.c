#include "law/cite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "law_in.h"

/* A list of all recitals in canonical form is a tenth of this. */
#define CANONICAL_MAX 65536
#define NOTE_MAX 1024

/* All that reading one citation needs; too large for the stack. */
struct work {
	struct lex lex;
	struct names names;
	struct marks marks;
	struct refs refs;
	struct buf canonical, note;
};

const struct family *
cite_family_of(const char *instrument)
{
	static const struct {
		const char *id;
		const struct family *family;
	} families[] = {
		{ "gdpr", &cite_family_eu },
		{ "ai-act", &cite_family_eu },
		{ "ccpa", &cite_family_us },
		{ "ccpa-regs", &cite_family_us },
		{ "lgpd", &cite_family_br },
		{ "kr-pipa", &cite_family_kr },
	};
	size_t i;

	for (i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (strcmp(families[i].id, instrument) == 0)
			return families[i].family;
	return NULL;
}

const char *
cite_status_name(enum cite_status s)
{
	static const char *const names[] = {
		[CITE_OK] = "ok",
		[CITE_UNKNOWN_UNIT] = "unknown-unit",
		[CITE_UNKNOWN_INSTRUMENT] = "unknown-instrument",
		[CITE_MALFORMED] = "malformed",
	};

	return names[s];
}

/* Sections 1798.100 and up are the CCPA's, whether it is named or not. */
static bool
has_section(const struct lex *l, const char *number)
{
	size_t i;

	for (i = 0; i + 1 < l->n; i++)
		if (l->t[i].kind == LEX_NUMBER &&
		    cite_lex_is(&l->t[i], number) &&
		    cite_lex_is(&l->t[i + 1], "."))
			return true;
	return false;
}

static bool
has_regulation(const struct lex *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->t[i].kind == LEX_NUMBER && l->t[i].text[0] == '7' &&
		    strlen(l->t[i].text) == 4)
			return true;
	return false;
}

static bool
is_california(const struct names *n)
{
	return n->n == 2 &&
	    (strcmp(n->id[0], "ccpa") == 0 ||
		strcmp(n->id[0], "ccpa-regs") == 0) &&
	    (strcmp(n->id[1], "ccpa") == 0 ||
		strcmp(n->id[1], "ccpa-regs") == 0);
}

/*
 * The instrument that is cited.  "" with why filled where the text names
 * none, more than one, or (*status) one that the catalogue does not hold.
 */
static const char *
which_law(const struct work *w, enum cite_status *status, const char **why)
{
	const struct names *n = &w->names;

	*status = CITE_MALFORMED;
	if (n->n == 0) {
		if (has_section(&w->lex, "1798"))
			return "ccpa";
		if (n->lawlike)
			*status = CITE_UNKNOWN_INSTRUMENT;
		*why = n->lawlike ? "no law that the catalogue holds"
				  : "it names no law";
		return "";
	}
	if (is_california(n)) {
		if (has_section(&w->lex, "1798") == has_regulation(&w->lex)) {
			*why = "two laws in one citation";
			return "";
		}
		return has_regulation(&w->lex) ? "ccpa-regs" : "ccpa";
	}
	if (n->n > 1) {
		*why = "two laws in one citation";
		return "";
	}
	if (!n->held[0]) {
		*status = CITE_UNKNOWN_INSTRUMENT;
		*why = "the catalogue does not hold this law";
	}
	return n->id[0];
}

/* Look every reference up; what exists not is still written out. */
static void
resolve(
    struct work *w, const char *id, const struct family *f, struct cite *out)
{
	struct ref x, far, other;
	struct law_unit u;
	bool missing = false;
	size_t i;

	out->units = mem_new(w->refs.n, sizeof(out->units[0]));
	out->status = CITE_OK;
	for (i = 0; i < w->refs.n; i++) {
		x = w->refs.out[i];
		if (i > 0)
			buf_str(&w->canonical, "; ");
		if (!cite_ref_unit(id, f, &x, &u) && f->reread != NULL) {
			other = x;
			if (f->reread(&other) &&
			    cite_ref_unit(id, f, &other, &u))
				x = other;
		}
		if (cite_ref_unit(id, f, &x, &u)) {
			out->units[out->n_units++] = u.index;
		} else if (!missing) {
			missing = true;
			out->status = CITE_UNKNOWN_UNIT;
			cite_note_missing(id, f, &x, &w->note);
		}
		far = x;
		if (x.to_level != LEVEL_NONE)
			memcpy(far.label[x.to_level], x.to, LABEL_TEXT);
		if (!missing && !cite_ref_unit(id, f, &far, &u)) {
			missing = true;
			out->status = CITE_UNKNOWN_UNIT;
			cite_note_missing(id, f, &far, &w->note);
		}
		f->canonical(id, &x, &w->canonical);
		if (x.seq)
			buf_str(&w->canonical, " et seq.");
	}
}

/* A range over a whole title stands for its two ends. */
static void
add_far_ends(
    struct work *w, const char *id, const struct family *f, struct cite *out)
{
	struct law_unit u;
	struct ref x;
	size_t i;

	for (i = 0; i < w->refs.n; i++) {
		x = w->refs.out[i];
		if (x.to_level == LEVEL_NONE)
			continue;
		memcpy(x.label[x.to_level], x.to, LABEL_TEXT);
		if (!cite_ref_unit(id, f, &x, &u))
			continue;
		out->units = mem_grow(
		    out->units, out->n_units + 1, sizeof(out->units[0]));
		out->units[out->n_units++] = u.index;
	}
}

static bool
passes_over(const struct refs *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if ((r->out[i].label[LEVEL_ANNEX][0] != '\0' &&
			cite_ref_depth(&r->out[i]) > LEVEL_ANNEX) ||
		    (r->out[i].label[LEVEL_POINT][0] != '\0' &&
			r->out[i].label[LEVEL_SUBPARA][0] != '\0'))
			return true;
	return r->dropped;
}

static void
read_law(struct work *w, const char *id, struct cite *out)
{
	const struct family *f = cite_family_of(id);
	bool dropped = false;

	out->status = CITE_MALFORMED;
	if (f == NULL) {
		buf_str(&w->note, "this law cannot be read yet");
		return;
	}
	if (f == &cite_family_kr)
		cite_kr_rewrite(&w->lex);
	cite_trim_text(&w->lex, f, &dropped);
	if (cite_mark_text(&w->lex, id, f, &w->marks) != 0) {
		buf_str(&w->note, w->marks.why);
		return;
	}
	if (cite_refs_read(&w->refs, id, f, &w->marks) != 0 ||
	    cite_refs_expand(&w->refs) != 0) {
		buf_str(&w->note, w->refs.why);
		return;
	}
	resolve(w, id, f, out);
	if (out->status != CITE_OK)
		return;
	cite_note_force(out, &w->note);
	add_far_ends(w, id, f, out);
	if (w->note.len == 0 && dropped)
		buf_str(&w->note, "the words after it were passed over");
	else if (w->note.len == 0 && passes_over(&w->refs))
		buf_str(&w->note,
		    "the catalogue ends at this unit; a closer "
		    "locator was passed over");
}

/* Bytes that are no text of ours stay out of a message. */
static void
tidy(struct buf *note)
{
	size_t i;

	for (i = 0; i < note->len; i++)
		if (note->data[i] < ' ' || note->data[i] == 0x7f)
			note->data[i] = '?';
}

int
cite_parse(const char *text, struct cite *out, struct fault *f)
{
	const size_t n = strlen(text);
	const char *id, *why = NULL;
	struct work *w;
	struct buf link;

	if (n > CITE_MAX_TEXT)
		return fault_set(f, FAULT_LIMIT,
		    "citation: want at most %d bytes, have %zu", CITE_MAX_TEXT,
		    n);
	memset(out, 0, sizeof(*out));
	w = mem_new(1, sizeof(*w));
	buf_init(&w->canonical, CANONICAL_MAX);
	buf_init(&w->note, NOTE_MAX);
	buf_init(&link, CITE_MAX_TEXT);
	if (cite_url_is(text)) {
		cite_url_read(text, &link);
		cite_lex_text(
		    &w->lex, link.len > 0 ? (const char *)link.data : "");
	} else {
		cite_lex_text(&w->lex, text);
	}
	cite_name_find(&w->lex, &w->names);
	id = which_law(w, &out->status, &why);
	if (why == NULL)
		read_law(w, id, out);
	else
		buf_str(&w->note, why);
	if (out->status == CITE_MALFORMED ||
	    out->status == CITE_UNKNOWN_INSTRUMENT)
		w->canonical.len = 0;
	tidy(&w->note);
	out->instrument = mem_strdup(id);
	out->canonical =
	    w->canonical.len > 0 ? buf_take(&w->canonical) : mem_strdup("");
	out->note = w->note.len > 0 ? buf_take(&w->note) : mem_strdup("");
	buf_free(&link);
	buf_free(&w->canonical);
	buf_free(&w->note);
	free(w);
	return 0;
}

void
cite_free(struct cite *c)
{
	if (c == NULL)
		return;
	free(c->instrument);
	free(c->canonical);
	free(c->note);
	free(c->units);
	memset(c, 0, sizeof(*c));
}
