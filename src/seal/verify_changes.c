#include <stdio.h>
#include <string.h>

#include "pdfread/change.h"
#include "seal_in.h"

/*
 * An approval whose field was locked with a level: tools write that level as
 * a DocMDP transform too, which /Perms does not name.
 */
bool
judge_is_approval(const struct pdfread_signature *s)
{
	return s->docmdp != 0 && !s->certifies && s->lock != 0;
}

/*
 * What the certification of the document permits: of the signatures that
 * certify, the first is the one that counts (ISO 32000-2 section 12.8.2.2),
 * and what it forbids no later signature can permit.  A lock holds for what
 * follows its signature; what it lets others do is what they may do without.
 */
static int
level_of(const struct judge *j)
{
	const struct pdfread *pdf = j->report->pdf;
	int level = j->s->docmdp;
	size_t i;

	for (i = 0; i < pdfread_signatures(pdf); i++) {
		const struct pdfread_signature *s = pdfread_signature(pdf, i);
		int other = s->docmdp;

		if (judge_is_approval(s))
			other = 0;
		if (i <= j->index && s->lock != 0 && s->lock < 3 &&
		    (other == 0 || s->lock < other))
			other = s->lock;
		if (other != 0 && (level == 0 || other < level))
			level = other;
	}
	return level;
}

static void
say_refused(struct judge *j, const struct pdfread_changes *x)
{
	char words[400];

	if (x->n_refused == 1)
		(void)snprintf(words, sizeof(words), "%s", x->refused[0]);
	else
		(void)snprintf(words, sizeof(words), "%.330s; and %zu more%s",
		    x->refused[0], x->n_refused - 1,
		    x->n_refused == PDFREAD_CHANGES_MAX ? " at least" : "");
	judge_set(j, VERDICT_UNCHANGED, VERDICT_NO, words);
}

static void
say_permitted(struct judge *j, const struct pdfread_changes *x, int level)
{
	struct verdict *covers = &j->v.verdicts.v[VERDICT_COVERS];
	char words[400];
	size_t i, n = 0;

	n = (size_t)snprintf(words, sizeof(words), "%s",
	    x->beyond_validation ? "permitted changes follow: "
				 : "validation data follow: ");
	for (i = 0; i < x->n_permitted && n < sizeof(words); i++)
		n += (size_t)snprintf(words + n, sizeof(words) - n, "%s%s",
		    i > 0 ? "; " : "", x->permitted[i]);
	if (x->n_permitted == 0)
		(void)snprintf(words, sizeof(words),
		    "a revision follows that changes nothing");
	judge_set(j, VERDICT_COVERS, VERDICT_NO, words);
	covers->permitted = true;
	judge_set(j, VERDICT_UNCHANGED, VERDICT_YES, "");
	for (i = 0; i < x->n_permitted; i++)
		judge_warn(j, "permitted after signing: %s", x->permitted[i]);
	if (level == 1 && x->n_permitted > 0)
		judge_warn(j,
		    "certified at level 1: ISO 32000-2 does not count "
		    "validation data and document time stamps as changes, but "
		    "Acrobat and Foxit do, and say no: changed after "
		    "certification");
}

/* Bytes behind the last revision are of no revision: nobody may add them. */
static bool
tail_hangs_over(const struct judge *j)
{
	const struct pdfread *pdf = j->report->pdf;
	size_t i = pdfread_revision(pdf, pdfread_revisions(pdf) - 1)->end;

	for (; i < j->len; i++)
		if (strchr("\r\n\t ", j->pdf[i]) == NULL || j->pdf[i] == '\0')
			return true;
	return false;
}

static void
judge_later(struct judge *j, size_t left)
{
	const struct pdfread_permit permit = {
		.revision = j->s->revision,
		.level = level_of(j),
		.locks = j->s,
	};
	struct pdfread_second q;
	struct pdfread_changes x;
	char words[400];

	(void)snprintf(words, sizeof(words),
	    "%zu bytes follow the signed revision, which ends at byte %zu",
	    left, j->v.raw.end);
	judge_set(j, VERDICT_COVERS, VERDICT_NO, words);
	if (j->v.verdicts.v[VERDICT_INTACT].answer != VERDICT_YES) {
		judge_set(j, VERDICT_UNCHANGED, VERDICT_UNKNOWN,
		    "the signature itself does not hold");
		return;
	}
	if (j->s->revision + 1 == pdfread_revisions(j->report->pdf) ||
	    tail_hangs_over(j)) {
		(void)snprintf(words, sizeof(words),
		    "%zu bytes were added after signing", left);
		judge_set(j, VERDICT_UNCHANGED, VERDICT_NO, words);
		return;
	}
	pdfread_second_newest(j->report->pdf, &q);
	if (!q.opens && !pdfread_encrypted(j->report->pdf)) {
		(void)snprintf(words, sizeof(words),
		    "a second reader (libqpdf) cannot open the newest "
		    "revision: %s",
		    q.why);
		judge_set(j, VERDICT_UNCHANGED, VERDICT_NO, words);
		return;
	}
	pdfread_changes(j->report->pdf, &permit, &x);
	if (permit.level != 0 && permit.level == j->s->lock)
		judge_warn(j,
		    "its field is locked (/Lock /P %d): level %d holds for what "
		    "follows, as under a certification",
		    j->s->lock, j->s->lock);
	if (x.n_refused > 0)
		say_refused(j, &x);
	else
		say_permitted(j, &x, permit.level);
}

/* Once a file: the last signed revision holds the earlier ones. */
static void
warn_of_dormant(struct judge *j)
{
	const char *words;

	if (j->index + 1 != pdfread_signatures(j->report->pdf) ||
	    j->s->revision == PDFREAD_NONE)
		return;
	words = pdfread_dormant(j->report->pdf, j->s->revision);
	if (words != NULL)
		judge_warn(j, "%s", words);
}

/* COVERS-WHOLE-FILE and UNCHANGED-AFTER-SIGNING. */
void
judge_rest(struct judge *j)
{
	const bool intact =
	    j->v.verdicts.v[VERDICT_INTACT].answer == VERDICT_YES;
	size_t end = j->v.raw.end, left, i;

	if (end == 0) {
		judge_set(j, VERDICT_COVERS, VERDICT_UNKNOWN,
		    "its byte range is not to be relied on");
		judge_set(j, VERDICT_UNCHANGED, VERDICT_UNKNOWN,
		    "its byte range is not to be relied on");
		return;
	}
	warn_of_dormant(j);
	/* Some tools sign up to %%EOF and leave its line end out; where it is
	 * signed, nothing more is tolerated. */
	left = j->len - end;
	i = left == 0 ? j->len : end;
	if (end == pdfread_revision(j->report->pdf, j->s->revision)->eof)
		i = pdfread_revision(j->report->pdf, j->s->revision)->end;
	if (i != j->len) {
		judge_later(j, left);
		return;
	}
	if (left > 0)
		judge_warn(j,
		    "the line end after %%%%EOF is not covered by the "
		    "signature");
	judge_set(j, VERDICT_COVERS, VERDICT_YES, "");
	judge_set(j, VERDICT_UNCHANGED, intact ? VERDICT_YES : VERDICT_UNKNOWN,
	    intact ? "" : "the signature itself does not hold");
}
