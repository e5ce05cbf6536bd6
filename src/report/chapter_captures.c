#include <string.h>

#include "base/jv.h"
#include "report_in.h"

static const char not_recorded[] = "<g>not recorded by the source archive</g>";

/* Fields of one sheet, label by label. */
struct fields {
	struct doc_row *rows;
	size_t n;
};

static void
field(struct writer *w, struct fields *f, const char *label, const char *markup)
{
	f->rows = arena_more(w->a, f->rows, f->n, sizeof(*f->rows));
	f->rows[f->n].label = label;
	f->rows[f->n].value = writer_text(w, markup);
	f->n++;
}

/* Which provisions and annexes quote a text: "P-01, P-03". */
static const char *
quoted_in(struct writer *w, size_t text)
{
	const struct packet *p = w->p;
	const char *out = "";
	size_t i, k, n = 0;

	for (i = 0; i < p->n_provisions; i++) {
		const struct packet_provision *pp = &p->provisions[i];
		bool hit = pp->words.text == text;

		for (k = 0; k < pp->n_changes && !hit; k++)
			hit = pp->changes[k].drawn &&
			    (pp->changes[k].from.text == text ||
				pp->changes[k].to.text == text);
		for (k = 0; k < pp->n_others && k < 4 && !hit; k++)
			hit = pp->others[k].words.text == text;
		if (hit && n++ < 12)
			out = writer_fmt(w, "%s%s%s", out, n == 1 ? "" : ", ",
			    writer_p(w, i));
	}
	if (n > 12)
		out = writer_fmt(
		    w, "%s and %s more", out, prose_number(w, n - 12));
	return n == 0 ? "section 1" : out;
}

/* A text value of the source's record, or all of a list, one a line. */
static const char *
recorded(struct writer *w, const struct jv *record, const char *key)
{
	const struct jv *v = jv_get(record, key);
	const char *out = "";
	size_t i;

	if (v == NULL)
		return "";
	if (jv_text(v) != NULL)
		return jv_text(v)[0] == '\0'
		    ? ""
		    : writer_fmt(w, "<m>%s</m>",
			  writer_esc(w, arena_strdup(w->a, jv_text(v))));
	for (i = 0; i < jv_count(v); i++)
		if (jv_text(jv_at(v, i)) != NULL)
			out = writer_fmt(w, "%s%s<m>%s</m>", out,
			    i == 0 ? "" : "\n",
			    writer_esc(
				w, arena_strdup(w->a, jv_text(jv_at(v, i)))));
	return out;
}

static void
field_or_not(
    struct writer *w, struct fields *f, const char *label, const char *markup)
{
	field(w, f, label, markup[0] == '\0' ? not_recorded : markup);
}

static const char *
status_of_look(struct writer *w, const struct look *look)
{
	return look->status == 0 ? ""
				 : writer_fmt(w, "%d, <m>%s</m>", look->status,
				       writer_esc(w, look->media_type));
}

/* What archives of others keep of a look. */
static void
fields_archive(struct writer *w, struct fields *f, const struct look *look,
    const struct jv *record)
{
	field_or_not(w, f, "Record", recorded(w, record, "snapshots"));
	field_or_not(w, f, "Engine", recorded(w, record, "engine"));
	field_or_not(w, f, "Commit", recorded(w, record, "commit"));
	field_or_not(w, f, "Status", status_of_look(w, look));
	field(w, f, "Headers, address, TLS", not_recorded);
}

/*
 * The record of a look of our own (proviso-capture(5)), of several pages that
 * of the first; NULL: it is none.
 */
static const struct jv *
own_record(const struct jv *record)
{
	const struct jv *pages = jv_get(record, "pages");

	if (pages != NULL)
		record = jv_at(pages, 0);
	return jv_count(jv_get(record, "hops")) == 0 ? NULL : record;
}

static const struct jv *
own_hop(const struct jv *own)
{
	const struct jv *hops = jv_get(own, "hops");

	return jv_at(hops, jv_count(hops) - 1);
}

static const char *
own_text(struct writer *w, const struct jv *o, const char *key)
{
	const char *s = jv_text(jv_get(o, key));

	return s == NULL ? "" : writer_esc(w, arena_strdup(w->a, s));
}

/* The address that answered, and how often it was sent on before. */
static const char *
own_final(struct writer *w, const struct jv *own)
{
	const size_t n = jv_count(jv_get(own, "hops")) - 1;
	const char *url = own_text(w, own_hop(own), "url");

	return n == 0 ? writer_fmt(w, "<m>%s</m>", url)
		      : writer_fmt(w, "<m>%s</m>, after %s", url,
			    prose_count(w, n, "redirect", "redirects"));
}

/* What the connection showed. */
static const char *
own_tls(struct writer *w, const struct jv *hop)
{
	const struct jv *tls = jv_get(hop, "tls");

	if (tls == NULL)
		return "none: plain HTTP";
	return writer_fmt(w, "%s, <m>%s</m>; certificates %s",
	    own_text(w, tls, "version"), own_text(w, tls, "cipher"),
	    jv_truth(jv_get(tls, "verified")) ? "verified" : "not verified");
}

static void
fields_own(struct writer *w, struct fields *f, const struct look *look,
    const struct jv *own)
{
	const struct jv *hop = own_hop(own), *browser = jv_get(own, "browser");
	const char *address = own_text(w, hop, "address");

	field_or_not(w, f, "Connected to",
	    address[0] == '\0'
		? ""
		: writer_fmt(w, "<m>%s</m>, port %lld; %s", address,
		      (long long)jv_number(jv_get(hop, "port"), 0),
		      own_text(w, hop, "guard")));
	field(w, f, "TLS", own_tls(w, hop));
	field_or_not(w, f, "Status", status_of_look(w, look));
	if (jv_text(jv_get(browser, "program")) != NULL)
		field(w, f, "Shown by",
		    writer_fmt(w, "%s; network: %s",
			own_text(w, browser, "program"),
			own_text(w, browser, "network")));
	field(w, f, "Heads, times",
	    "as sent and received in <m>evidence.json</m>, under record");
}

static void
sheet_fields(struct writer *w, size_t i)
{
	const struct packet_text *t = &w->p->texts[i];
	const struct look *look = t->look;
	const struct version *v = t->facts;
	struct fault ignored = { .kind = FAULT_NONE };
	struct jv *record = NULL;
	struct doc_fields *out;
	struct fields f = { 0 };
	const char *urls;

	/* The record is canonical JSON of ours; without one all is absent. */
	if (jv_parse(look->record, strlen(look->record), &record, &ignored) !=
	    0)
		record = jv_object();
	urls = recorded(w, record, "urls");
	if (urls[0] == '\0' && look->url[0] != '\0')
		urls = writer_fmt(w, "<m>%s</m>", writer_esc(w, look->url));
	field(w, &f, "Quoted in", quoted_in(w, i));
	field_or_not(w, &f, "Address asked for", urls);
	field_or_not(w, &f, "Address that answered",
	    own_record(record) == NULL ? recorded(w, record, "final_url")
				       : own_final(w, own_record(record)));
	field(w, &f, "Seen",
	    v->n_looks == 1 ? writer_fmt(w, "once, %s UTC",
				  prose_minute(w, v->first_utc_ms))
			    : writer_fmt(w, "%s times; first %s, last %s UTC",
				  prose_grouped(w, (int64_t)v->n_looks),
				  prose_minute(w, v->first_utc_ms),
				  prose_minute(w, v->last_utc_ms)));
	field(w, &f, "Captured",
	    writer_fmt(w, "%s UTC", prose_minute(w, look->time_utc_ms)));
	field(w, &f, "Method",
	    writer_fmt(w, "<m>proviso %s</m>%s%s", writer_esc(w, look->method),
		look->select[0] == '\0' ? ""
					: writer_fmt(w, "; select <m>%s</m>",
					      writer_esc(w, look->select)),
		look->remove[0] == '\0' ? ""
					: writer_fmt(w, "; remove <m>%s</m>",
					      writer_esc(w, look->remove))));
	if (own_record(record) != NULL)
		fields_own(w, &f, look, own_record(record));
	else
		fields_archive(w, &f, look, record);
	jv_free(record);
	out = &writer_el(w, DOC_FIELDS, NULL)->u.fields;
	out->rows = f.rows;
	out->n = f.n;
}

static void
sheet_chain(struct writer *w, const struct packet_text *t)
{
	struct doc_chain_step *steps = arena_new(w->a, 3, sizeof(*steps));
	struct doc_chain *c;
	size_t n = 1;

	steps[0].name = strcmp(t->look->method, "capture render") == 0
	    ? "Document as rendered"
	    : "Bytes as recorded";
	steps[0].detail = writer_fmt(w, "%s bytes, embedded as %s",
	    prose_grouped(w, (int64_t)t->capture_len), t->capture_name);
	steps[0].sha = t->look->raw;
	if (t->words != NULL) {
		steps[n].name = "Words of the PDF";
		steps[n].detail = writer_fmt(w, "%s bytes, %s; embedded as %s",
		    prose_grouped(w, (int64_t)t->words->part.len),
		    writer_esc(w, t->words->maker), t->words->part.name);
		steps[n++].sha = t->words->part.sha;
	}
	steps[n].name = "Normal text";
	steps[n].detail =
	    writer_fmt(w, "%s bytes, extractor %u; working copy, %s",
		prose_grouped(w, (int64_t)t->page->len), w->p->extractor,
		t->text_name);
	steps[n++].sha = t->facts->text;
	c = &writer_el(w, DOC_CHAIN, NULL)->u.chain;
	c->steps = steps;
	c->n = n;
}

static void
sheet_places(struct writer *w, size_t text)
{
	const struct packet *p = w->p;
	struct doc_place *items = NULL;
	struct doc_places *out;
	size_t i, n = 0;

	for (i = 0; i < p->n_provisions; i++) {
		const struct packet_provision *pp = &p->provisions[i];

		if (pp->words.text != text)
			continue;
		items = arena_more(w->a, items, n, sizeof(*items));
		items[n++] = (struct doc_place){ writer_p(w, i),
			(int64_t)pp->words.start, (int64_t)pp->words.end };
	}
	if (n == 0)
		return;
	out = &writer_el(w, DOC_PLACES, NULL)->u.places;
	out->size = (int64_t)p->texts[text].page->len;
	out->items = items;
	out->n = n;
}

/* The text of a sheet; sheets are numbered from 1 without holes. */
static size_t
text_of_sheet(const struct packet *p, unsigned sheet)
{
	size_t i;

	for (i = 0; i < p->n_texts; i++)
		if (p->texts[i].sheet == sheet)
			break;
	return i;
}

/* Is the text a document of this packet's platform, current on the day? */
static bool
own_sheet(const struct packet *p, const struct packet_text *t)
{
	size_t i;

	if (strcmp(t->platform, p->platform) != 0)
		return false;
	for (i = 0; i < p->n_documents; i++)
		if (strcmp(t->document, p->documents[i].history->document) == 0)
			return t->version == p->documents[i].history->current;
	return false;
}

static void
other_sheets(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 54, ALIGN_LEFT, "Sheet", 0 },
		{ 196, ALIGN_LEFT, "Document", 0 },
		{ 100, ALIGN_LEFT, "Quoted in", 0 },
		{ 60, ALIGN_LEFT, "First seen", 0 },
		{ 90, ALIGN_LEFT, "Text, SHA-256 begins", 0 },
	};
	const struct packet *p = w->p;
	struct rows rows = { 0 };
	struct doc_cell cell;
	unsigned sheet;

	for (sheet = 1; sheet <= p->n_texts; sheet++) {
		const size_t i = text_of_sheet(p, sheet);
		const struct packet_text *t = &p->texts[i];

		if (own_sheet(p, t))
			continue;
		cell = cell_markup(
		    w, writer_fmt(w, "<m>%s</m>", writer_sheet(w, t->sheet)));
		cell.anchor = writer_sheet(w, t->sheet);
		rows_add(w, &rows, cell);
		rows_add(w, &rows,
		    cell_markup(w,
			writer_fmt(w, "%s, %s, version %d; <m>%s</m>",
			    writer_esc(w, t->platform),
			    writer_esc(w, t->document), t->version,
			    t->text_name)));
		rows_add(w, &rows, cell_plain(w, quoted_in(w, i)));
		rows_add(w, &rows,
		    cell_plain(w, prose_day(w, t->facts->first_utc_ms)));
		rows_add(w, &rows, cell_digest(w, &t->facts->text, 16, 1));
	}
	if (rows.n == 0)
		return;
	writer_el(w, DOC_H2, "sheets:others")->u.text =
	    writer_text(w, "Other sheets");
	writer_table(w, "Other sheets", columns, 5, &rows)->wide = 1;
	writer_prose(w, DOC_NOTE,
	    "Earlier versions, and other platforms. Their records, captures "
	    "and whole digests stand in <m>evidence.json</m>.");
}

/* What the archive had and has no more. */
static void
withheld(struct writer *w)
{
	static const struct doc_column columns[] = {
		{ 150, ALIGN_LEFT, "Withheld", 0 },
		{ 50, ALIGN_RIGHT, "Bytes", 0 },
		{ 60, ALIGN_LEFT, "On", 0 },
		{ 130, ALIGN_LEFT, "By, and why", 0 },
		{ 90, ALIGN_LEFT, "SHA-256 begins", 0 },
	};
	struct rows rows = { 0 };
	size_t i;

	if (w->p->n_withheld == 0)
		return;
	for (i = 0; i < w->p->n_withheld; i++) {
		const struct packet_withheld *x = w->p->withheld[i];

		rows_add(w, &rows,
		    cell_plain(w,
			writer_fmt(w, "%s of %s, version %d",
			    prose_capital(w, x->what), x->document,
			    x->version)));
		rows_add(
		    w, &rows, cell_plain(w, prose_grouped(w, (int64_t)x->len)));
		rows_add(w, &rows, cell_plain(w, prose_day(w, x->when_utc_ms)));
		rows_add(w, &rows,
		    cell_plain(w, writer_fmt(w, "%s: %s", x->who, x->why)));
		rows_add(w, &rows, cell_digest(w, &x->sha, 16, 1));
	}
	writer_el(w, DOC_H2, "sheets:withheld")->u.text =
	    writer_text(w, "Withheld");
	writer_table(w, "Withheld", columns, 5, &rows)->wide = 1;
	writer_prose(w, DOC_NOTE,
	    "These bytes were recorded and are in the archive no more: an "
	    "order took them out. Their digests stand in the log, and whole in "
	    "<m>evidence.json</m>; whoever has the bytes from elsewhere can "
	    "compare them.");
}

void
chapter_captures(struct writer *w)
{
	const struct packet *p = w->p;
	unsigned sheet;

	writer_page(w, "page:ev", "7", "Evidence: captures");
	if (p->n_texts == 0)
		writer_prose(w, DOC_PROSE, "No text is quoted in this packet.");
	for (sheet = 1; sheet <= p->n_texts; sheet++) {
		const size_t i = text_of_sheet(p, sheet);
		const struct packet_text *t = &p->texts[i];
		struct doc_sheet *s;

		if (!own_sheet(p, t))
			continue;
		s = &writer_el(w, DOC_SHEET, writer_sheet(w, t->sheet))
			 ->u.sheet;
		s->number = writer_sheet(w, t->sheet);
		s->title = writer_fmt(w, "%s, %s, version %d",
		    t->owner[0] != '\0' ? t->owner : t->platform, t->document,
		    t->version);
		sheet_fields(w, i);
		sheet_chain(w, t);
		sheet_places(w, i);
	}
	other_sheets(w);
	withheld(w);
}
