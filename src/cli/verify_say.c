#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/table.h"
#include "verify_in.h"

/* The verdicts on one file, for people. */

static void
say_words(struct buf *to, const char *s)
{
	table_words_to(to, s, strlen(s));
}

static void
say_verdict(struct buf *to, enum verdict_name name, const struct verdict *v)
{
	buf_fmt(to, "  %-24s %s", verdict_title(name), verdict_word(v->answer));
	if (v->why[0] != '\0') {
		buf_str(to, ": ");
		say_words(to, v->why);
	}
	buf_str(to, "\n");
}

static void
say_signature(
    struct buf *to, const struct verify_signature *s, size_t i, size_t n)
{
	char time[CLOCK_TEXT];
	size_t k;

	buf_fmt(to, "signature %zu of %zu: ", i + 1, n);
	say_words(to,
	    s->s->place == PDFREAD_USAGE_RIGHTS ? "usage rights" : s->s->field);
	if (s->level[0] != '\0') {
		buf_str(to, ", ");
		say_words(to, s->level);
	}
	if (s->signer[0] != '\0') {
		buf_str(to, ", by ");
		say_words(to, s->signer);
	}
	if (s->has_signed_at)
		buf_fmt(to, ", who says %s",
		    clock_rfc3339(s->signed_at_utc_ms, time));
	buf_str(to, "\n");
	for (k = 0; k < VERDICT_SIGNATURE_N; k++)
		say_verdict(to, (enum verdict_name)k, &s->verdicts.v[k]);
	for (k = 0; k < s->n_warnings; k++) {
		buf_str(to, "  tolerated: ");
		say_words(to, s->warnings[k]);
		buf_str(to, "\n");
	}
}

void
verify_say(const struct verify_found *x, struct buf *to)
{
	const struct verify_report *r = x->report;
	const struct packet_check *p = x->packet;
	size_t i;

	say_words(to, x->path);
	buf_str(to, "\n");
	for (i = 0; i < r->n; i++)
		say_signature(to, &r->signatures[i], i, r->n);
	if (p->is_packet) {
		buf_str(to, "packet ");
		say_words(to, p->id);
		buf_str(to, "\n");
		for (i = 0; i < 3; i++)
			say_verdict(to, (enum verdict_name)(VERDICT_LOGGED + i),
			    &p->v[i]);
		buf_fmt(to, "  quotes: %zu checked, %zu failed\n",
		    p->quotes_checked, p->quotes_failed);
		if (p->lacks[0] != '\0')
			buf_fmt(
			    to, "  withheld, and not in it: %s\n", p->lacks);
		if (p->policy)
			buf_fmt(to, "  witnesses: %zu of %zu cosigned, %s\n",
			    p->n_cosigned, p->n_witnesses,
			    p->quorum ? "which is what the policy asks for"
				      : "fewer than the policy asks for");
	}
	for (i = 0; i < pdfread_notes(r->pdf); i++) {
		buf_str(to, "tolerated: ");
		say_words(to, pdfread_note(r->pdf, i));
		buf_str(to, "\n");
	}
	say_words(to, x->line);
	buf_str(to, "\n");
}
