#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"
#include "evidence/manifest.h"
#include "evidence/verify_sh.h"
#include "gather_in.h"
#include "model/capture.h"
#include "report/report.h"
#include "seal/sign.h"

/* report.json repeats every word of a packet of at most 500 pages. */
#define REPORT_JSON_MAX ((size_t)64 << 20)
#define CERTS_MAX ((size_t)1 << 20)
#define MANIFEST_MAX ((size_t)16 << 20)

/* Parts being gathered; their bytes live in the arena. */
struct gathering {
	struct arena *a;
	struct part *items;
	size_t n;
	struct fault *f;
	int rc;
};

static struct part *
part_add(struct gathering *g, const char *name, const char *media_type,
    const char *description, enum part_relation relation)
{
	struct part *p;

	g->items = arena_more(g->a, g->items, g->n, sizeof(*g->items));
	p = &g->items[g->n++];
	memset(p, 0, sizeof(*p));
	p->name = name;
	p->media_type = media_type;
	p->description = description;
	p->relation = relation;
	return p;
}

static void
part_bytes(struct gathering *g, struct part *p, const void *bytes, size_t n)
{
	p->bytes = bytes;
	p->len = n;
	if (g->rc == 0)
		g->rc = sha256_of(bytes, n, &p->sha, g->f);
}

/* What a buf holds, kept in the arena; the buf is empty afterwards. */
static void
part_buf(struct gathering *g, struct part *p, struct buf *b)
{
	if (g->rc == 0)
		g->rc = buf_check(b, p->name, g->f);
	part_bytes(g, p,
	    arena_strndup(
		g->a, b->len == 0 ? "" : (const char *)b->data, b->len),
	    b->len);
	buf_free(b);
}

static const char *
plain_type(struct arena *a, const char *media_type)
{
	return arena_strndup(a, media_type, strcspn(media_type, "; "));
}

static void
parts_texts(struct gathering *g, const struct packet *p)
{
	size_t i;

	for (i = 0; i < p->n_texts; i++) {
		const struct packet_text *t = &p->texts[i];

		part_bytes(g,
		    part_add(g, t->text_name, "text/plain",
			arena_fmt(g->a, "%s, %s, version %d: normal text",
			    t->platform, t->document, t->version),
			PART_SUPPLEMENT),
		    t->page->text, t->page->len);
		part_bytes(g,
		    part_add(g, t->capture_name,
			plain_type(g->a, t->look->media_type),
			arena_fmt(g->a, "%s, %s, version %d: as recorded",
			    t->platform, t->document, t->version),
			PART_SOURCE),
		    t->capture, t->capture_len);
		if (t->words != NULL)
			part_bytes(g,
			    part_add(g, t->words->part.name, "text/plain",
				arena_fmt(g->a,
				    "%s, %s, version %d: words by %s",
				    t->platform, t->document, t->version,
				    t->words->maker),
				PART_SUPPLEMENT),
			    t->words->part.bytes, t->words->part.len);
	}
}

/* The log's head and the proofs under it. */
static void
parts_log(struct gathering *g, const struct packet *p)
{
	size_t i;

	if (p->log == NULL)
		return;
	part_bytes(g,
	    part_add(g, "checkpoint.txt", "text/plain",
		"The signed head of the archive's log", PART_SUPPLEMENT),
	    p->log->note, p->log->note_n);
	if (p->log->token != NULL)
		part_bytes(g,
		    part_add(g, "checkpoint.tst", "application/octet-stream",
			"A time stamp (RFC 3161) over that head",
			PART_SUPPLEMENT),
		    p->log->token, p->log->token_n);
	for (i = 0; i < p->n_texts; i++)
		part_bytes(g,
		    part_add(g, p->log->proofs[i].name, "text/plain",
			arena_fmt(g->a,
			    "%s, %s, version %d: proof that its look is logged",
			    p->texts[i].platform, p->texts[i].document,
			    p->texts[i].version),
			PART_SUPPLEMENT),
		    p->log->proofs[i].text, p->log->proofs[i].n);
	for (i = 0; i < p->log->n_earlier; i++)
		part_bytes(g,
		    part_add(g, p->log->earlier[i].name, "text/plain",
			i % 2 == 0 ? "A head of the log from before"
				   : "Proof that the log continues that head",
			PART_SUPPLEMENT),
		    p->log->earlier[i].text, p->log->earlier[i].n);
}

static int
parts_first(struct gathering *g, const struct report *r, const struct signer *s)
{
	struct buf b;

	buf_init(&b, REPORT_JSON_MAX);
	report_json(r, &b);
	part_buf(g,
	    part_add(g, "report.json", "application/json",
		"Every statement of this report", PART_DATA),
	    &b);
	part_bytes(g,
	    part_add(g, VERIFY_SH_PART, "text/plain",
		"Checks this packet with openssl alone", PART_SUPPLEMENT),
	    evidence_verify_sh, evidence_verify_sh_len);
	if (s == NULL)
		return 0;
	buf_init(&b, CERTS_MAX);
	if (signer_certificates(s, &b, g->f) != 0) {
		buf_free(&b);
		return -1;
	}
	part_buf(g,
	    part_add(g, "certs/signer.pem", "application/x-pem-file",
		"The signer's certificate and its chain", PART_SUPPLEMENT),
	    &b);
	return 0;
}

static void
manifest_texts(const struct packet *p, struct manifest_text *out)
{
	size_t i;

	for (i = 0; i < p->n_texts; i++) {
		const struct packet_text *t = &p->texts[i];

		out[i] = (struct manifest_text){
			.text_part = t->text_name,
			.capture_part = t->capture_name,
			.platform = t->platform,
			.document = t->document,
			.version = t->version,
			.extractor = t->facts->extractor,
			.media = capture_media(t->look->media_type),
			.media_type = t->look->media_type,
			.base_url = t->look->url,
			.select = t->look->select,
			.remove = t->look->remove,
			.text_sha = t->facts->text,
			.capture_sha = t->look->raw,
			.first_seen_utc_ms = t->facts->first_utc_ms,
			.last_seen_utc_ms = t->facts->last_utc_ms,
			.captured_utc_ms = t->look->time_utc_ms,
			.record = t->look->record,
			.status = t->look->status,
			.url = t->look->url,
		};
		if (t->words != NULL) {
			out[i].words_part = t->words->part.name;
			out[i].words_maker = t->words->maker;
			out[i].words_sha = t->words->part.sha;
		}
	}
}

static int
manifest_of(struct gathering *g, const struct packet *p, const struct report *r,
    struct buf *out)
{
	struct manifest_text *texts =
	    arena_new(g->a, p->n_texts, sizeof(*texts));
	struct manifest_quote *quotes =
	    arena_new(g->a, r->n_quotes, sizeof(*quotes));
	struct packet_withheld *withheld =
	    arena_new(g->a, p->n_withheld + 1, sizeof(*withheld));
	const struct manifest m = {
		.report_id = p->id,
		.kind = p->kind,
		.platform = p->platform,
		.release = p->release,
		.extractor = p->extractor,
		.as_of_utc_ms = p->as_of_utc_ms,
		.rendered_utc_ms = p->rendered_utc_ms,
		.texts = texts,
		.n_texts = p->n_texts,
		.quotes = quotes,
		.n_quotes = r->n_quotes,
		.withheld = withheld,
		.n_withheld = p->n_withheld,
	};
	size_t i;

	manifest_texts(p, texts);
	for (i = 0; i < p->n_withheld; i++)
		withheld[i] = *p->withheld[i];
	for (i = 0; i < r->n_quotes; i++) {
		const struct report_quote *q = &r->quotes[i];

		quotes[i] = (struct manifest_quote){
			.number = q->number,
			.text_part = p->texts[q->words.text].text_name,
			.start = q->words.start,
			.end = q->words.end,
			.sha = q->words.sha,
			.role = q->role,
		};
	}
	return manifest_write(&m, g->items, g->n, out, g->f);
}

static int
by_name(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int
parts_gather(struct arena *a, const struct packet *p, const struct report *r,
    const struct signer *s, struct parts *out, struct fault *f)
{
	struct gathering g = { .a = a, .f = f };
	struct part *all;
	struct buf b;

	if (parts_first(&g, r, s) != 0)
		return -1;
	parts_texts(&g, p);
	parts_log(&g, p);
	if (g.rc != 0)
		return -1;
	qsort(g.items, g.n, sizeof(*g.items), by_name);
	buf_init(&b, MANIFEST_MAX);
	if (manifest_of(&g, p, r, &b) != 0) {
		buf_free(&b);
		return -1;
	}
	part_buf(&g,
	    part_add(&g, MANIFEST_NAME, "application/json",
		"The manifest: every part, text and quote with its digest",
		PART_DATA),
	    &b);
	if (g.rc != 0)
		return -1;
	/* The manifest first: what is printed on the cover leads to it. */
	all = arena_new(a, g.n, sizeof(*all));
	all[0] = g.items[g.n - 1];
	memcpy(all + 1, g.items, (g.n - 1) * sizeof(*all));
	out->items = all;
	out->n = g.n;
	out->evidence = all[0].sha;
	return 0;
}
