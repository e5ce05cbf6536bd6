#include "base/clock.h"
#include "verify_in.h"

/* The verdicts on one file, as JSON. */

static struct jv *
json_verdicts(const struct verdict *v, enum verdict_name first, size_t n)
{
	struct jv *all = jv_object(), *one;
	size_t i;

	for (i = 0; i < n; i++) {
		one = jv_object();
		jv_set_str(one, "verdict", verdict_word(v[i].answer));
		if (v[i].answer != VERDICT_YES)
			jv_set_str(one, "why", v[i].why);
		if (v[i].permitted)
			jv_set_bool(one, "permitted", true);
		jv_set_take(
		    all, verdict_title((enum verdict_name)(first + i)), one);
	}
	return all;
}

static struct jv *
json_time(bool has, int64_t utc_ms)
{
	char time[CLOCK_TEXT];

	return has ? jv_str(clock_rfc3339(utc_ms, time)) : jv_null();
}

static struct jv *
json_signature(const struct verify_signature *s)
{
	struct jv *o = jv_object(), *list = jv_array();
	struct digest_hex hex = digest_hex(&s->cert);
	size_t i;

	jv_set_str(o, "field", s->s->field);
	jv_set_str(o, "subfilter", s->s->subfilter);
	jv_set_str(o, "level", s->level);
	jv_set_str(o, "signer", s->signer);
	jv_set_str(o, "issuer", s->issuer);
	if (s->root[0] != '\0')
		jv_set_str(o, "root", s->root);
	if (s->signer[0] != '\0')
		jv_set_str(o, "certificate_sha256", hex.s);
	jv_set_take(
	    o, "signed_at", json_time(s->has_signed_at, s->signed_at_utc_ms));
	jv_set_take(o, "time_stamp", json_time(s->has_stamp, s->stamp_utc_ms));
	jv_set_take(o, "verdicts",
	    json_verdicts(s->verdicts.v, VERDICT_INTACT, VERDICT_SIGNATURE_N));
	for (i = 0; i < s->n_warnings; i++)
		jv_push_take(list, jv_str(s->warnings[i]));
	jv_set_take(o, "tolerated", list);
	return o;
}

struct jv *
verify_value(const struct verify_found *x)
{
	const struct verify_report *r = x->report;
	const struct packet_check *p = x->packet;
	struct jv *top = jv_object(), *list = jv_array(), *packet = jv_object();
	struct jv *quotes = jv_object(), *notes = jv_array();
	size_t i;

	jv_set_str(top, "file", x->path);
	jv_set_str(top, "bottom_line", x->line);
	jv_set_int(top, "exit", x->status);
	for (i = 0; i < r->n; i++)
		jv_push_take(list, json_signature(&r->signatures[i]));
	jv_set_take(top, "signatures", list);
	jv_set_take(packet, "id", p->is_packet ? jv_str(p->id) : jv_null());
	jv_set_take(packet, "verdicts", json_verdicts(p->v, VERDICT_LOGGED, 3));
	jv_set_int(quotes, "checked", (int64_t)p->quotes_checked);
	jv_set_int(quotes, "failed", (int64_t)p->quotes_failed);
	jv_set_take(packet, "quotes", quotes);
	if (p->lacks[0] != '\0')
		jv_set_str(packet, "withheld", p->lacks);
	if (p->policy) {
		struct jv *w = jv_object();

		jv_set_int(w, "cosigned", (int64_t)p->n_cosigned);
		jv_set_int(w, "of", (int64_t)p->n_witnesses);
		jv_set_bool(w, "quorum", p->quorum);
		jv_set_take(packet, "witnesses", w);
	}
	jv_set_take(top, "packet", packet);
	for (i = 0; i < pdfread_notes(r->pdf); i++)
		jv_push_take(notes, jv_str(pdfread_note(r->pdf, i)));
	jv_set_take(top, "tolerated", notes);
	return top;
}
