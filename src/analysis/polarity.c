#include <string.h>
#include <strings.h>

#include "analysis_in.h"

/*
 * Whether a sentence does what a phrase in it says.  "We do not use your
 * content to train" and "We use your content to train" hold the same phrase,
 * and taking one for the other is the worst mistake a report can make.
 *
 * The walk goes from the phrase's head towards the start of its sentence, up
 * to the subject that governs it, and counts what turns the meaning over.
 */
#define WALK_MAX 70 /* words; a subject farther off governs nothing */

static const char *const subjects_vendor[] = { "we", "it", "company",
	"provider", "licensor", "supplier", "processor", "wir", "nós", NULL };
static const char *const subjects_user[] = { "you", "customer", "customers",
	"user", "users", "licensee", "subscriber", "client", "member",
	"members", "sie", "você", NULL };
static const char *const negators[] = { "not", "never", "cannot", "can't",
	"won't", "don't", "doesn't", "isn't", "aren't", "didn't", "nor",
	"neither", "no", "none", "nothing", "wouldn't", "shouldn't", "não",
	"nunca", "jamais", "nem", "nicht", "kein", "keine", "keinen", "keinem",
	"keiner", "keines", "niemals", "nie", "weder", NULL };
/* Those that stand before a noun and so reach over a verb's own subject. */
static const char *const none_of[] = { "no", "none", "neither", "nor",
	"nothing", "never", "kein", "keine", "keinen", "weder", "nenhum",
	"nenhuma", NULL };
static const char *const modals[] = { "may", "will", "can", "shall", "must",
	"would", "should", "could", "might", "does", "do", "did", NULL };
static const char *const inhibitors[] = { "prevent", "prevents", "prohibit",
	"prohibits", "prohibited", "refrain", "refrains", "stop", "stops",
	"cease", "ceases", "avoid", "avoids", "decline", "declines", "preclude",
	"precludes", "forbid", "forbids", "forbidden", "without", "ohne", "sem",
	NULL };
static const char *const lacks[] = { "without", "ohne", "sem", NULL };
static const char *const soft_words[] = { "limit", "limits", "restrict",
	"restricts", "restricted", "affect", "affects", "impair", NULL };
static const char *const turns[] = { "but", "however", "yet", "although",
	"though", "while", "whereas", "except", "excepting", "aber", "jedoch",
	"mas", "porém", NULL };
static const char *const supposes[] = { "if", "whether", "unless", "falls",
	"wenn", "ob", "se", "how", "why", "wie", "como", NULL };
static const char *const inserts[] = { "unless", "except", "if", "without",
	"where", "when", "as", "other", "subject", "during", "upon", "under",
	"with", "only", "for", "in", "to", "by", "on", "until", NULL };
static const char *const asks[] = { "ask", "request", "tell", "instruct",
	"want", "wish", "prefer", "choose", "elect", "direct", "require", "opt",
	"object", "stop", "prevent", "asking", "requesting", NULL };
static const char *const only_words[] = { "only", "just", "merely", "simply",
	"limited", "necessarily", "solely", NULL };
static const char *const bounds[] = { "later", "less", "more", "earlier",
	"fewer", "obligation", "matter", "doubt", "guarantee", NULL };

static int
in_list(const struct token *w, const char *const *list)
{
	for (; *list != NULL; list++)
		if (tokens_is(w, *list))
			return 1;
	return 0;
}

struct walk {
	const struct token *w;
	size_t first, end; /* of the sentence */
	size_t head;
	int open; /* others may do it */
	int passive; /* the head is "used" in "be used": its subject is a thing */
	int negated; /* once: "not … nor" is one negation */
	int inhibited; /* "refrain from", "without", "cannot promise" */
	int soft; /* "limits": turns only a negation over */
	int past_modal;
	size_t subject; /* PHRASE_NONE = none found */
	int user;
	int choice, iffy;
};

/* "not only", "whether or not", "no later than": no negation at all. */
static int
negates(const struct walk *k, size_t i)
{
	const struct token *next = i + 1 < k->end ? &k->w[i + 1] : NULL;

	if (!in_list(&k->w[i], negators))
		return 0;
	if (next != NULL && in_list(next, only_words) &&
	    !tokens_is(next, "solely"))
		return 0;
	if (i > k->first && tokens_is(&k->w[i - 1], "or") &&
	    tokens_is(&k->w[i], "not"))
		return 0;
	/* "no later than", "no guarantee that" say nothing of the verb. */
	if ((tokens_is(&k->w[i], "no") || tokens_is(&k->w[i], "not")) &&
	    next != NULL && in_list(next, bounds))
		return 0;
	return 1;
}

static int
is_name(const struct reading *r, const struct token *w)
{
	const char *names[2] = { r->in->owner, r->in->platform };
	size_t i, n;

	if ((w->flags & TOKEN_CAPITAL) == 0)
		return 0;
	for (i = 0; i < 2; i++) {
		n = names[i] == NULL ? 0 : strcspn(names[i], " .");
		/* The first word of the name, without regard to case. */
		if (n >= 3 && w->len >= n &&
		    (w->len == n || w->norm[n] == '.') &&
		    strncasecmp(w->norm, names[i], n) == 0)
			return 1;
	}
	return 0;
}

/* Left of the subject: "under no circumstances will we", "nor do we". */
static void
look_inverted(struct walk *k)
{
	static const char *const nouns[] = { "circumstances", "circumstance",
		"event", "time", "case", "way", NULL };
	const struct token *w = k->w + k->subject;
	size_t room = k->subject - k->first;

	if (room >= 1 && in_list(w - 1, none_of))
		k->negated = 1; /* "neither we nor our affiliates" */
	if (room < 2 || !in_list(w - 1, modals))
		return;
	if (in_list(w - 2, none_of) ||
	    (room >= 3 && in_list(w - 2, nouns) && tokens_is(w - 3, "no")))
		k->negated = 1;
}

/* "cannot guarantee that it will not": what is not promised may be done. */
static void
look_promise(struct walk *k)
{
	static const char *const promise[] = { "guarantee", "ensure", "promise",
		"warrant", "represent", NULL };
	size_t i;

	for (i = k->head; i > k->first + 1; i--) {
		/* "have no knowledge that we sell": it is denied. */
		if (tokens_is(&k->w[i - 1], "knowledge") &&
		    (negates(k, i - 2) ||
			(i > k->first + 3 && negates(k, i - 4)) ||
			(i > k->first + 2 && negates(k, i - 3)))) {
			k->inhibited += !k->negated;
			return;
		}
		if (in_list(&k->w[i - 1], promise) &&
		    (negates(k, i - 2) ||
			(i > k->first + 2 && negates(k, i - 3)))) {
			k->inhibited++;
			return;
		}
	}
}

/* Further left: "ask us not to", "whether we". */
static void
look_outside(struct walk *k)
{
	size_t i, n = 0;

	for (i = k->subject; i > k->first && n < 9; i--, n++) {
		const struct token *w = &k->w[i - 1];

		if (n < 4 && in_list(w, asks))
			k->choice = 1;
		if (n < 2 && in_list(w, supposes)) {
			k->choice |= tokens_is(w, "whether");
			k->iffy = 1;
		}
		if ((w->flags & TOKEN_STOP) != 0 && n > 0)
			return;
	}
}

/* "If, in the future, we do sell": the subject is the first after "if". */
static int
in_if_clause(const struct walk *k)
{
	size_t i, from;

	/* The first words of the sentence may be a label: "Sale: if we …". */
	for (i = k->first; i < k->subject; i++)
		if (in_list(&k->w[i], supposes) &&
		    !tokens_is(&k->w[i], "unless"))
			break;
	if (i >= k->subject || tokens_is(&k->w[i], "how"))
		return 0;
	/* "If it is on, we use": behind the comma, unless "If, one day, we". */
	if ((k->w[k->subject].flags & TOKEN_COMMA) != 0 &&
	    (k->w[i + 1].flags & TOKEN_COMMA) == 0 && k->subject > i + 2)
		return 0;
	for (from = i + 1; from < k->subject; from++)
		if (in_list(&k->w[from], subjects_user) ||
		    in_list(&k->w[from], subjects_vendor) ||
		    in_list(&k->w[from], turns))
			return 0;
	return k->subject - i <= 8;
}

/* Step over ", unless you agree," between a verb and its helper. */
static size_t
over_insertion(const struct walk *k, size_t i)
{
	size_t from = i, n = 0;

	if ((k->w[i + 1].flags & TOKEN_COMMA) == 0)
		return i;
	while (from > k->first && n < 14) {
		if ((k->w[from].flags & TOKEN_COMMA) != 0)
			break;
		from--;
		n++;
	}
	if (from <= k->first || (k->w[from].flags & TOKEN_COMMA) == 0 ||
	    !in_list(&k->w[from], inserts))
		return i;
	/* Only where the helper stands before it: "will not, unless …, use". */
	if (negates(k, from - 1) || in_list(&k->w[from - 1], modals))
		return from - 1;
	return i;
}

/* The word at i is not given the right to do what the head says. */
static int
not_granted(const struct walk *k, size_t i)
{
	static const char *const gives[] = { "grant", "grants", "give", "gives",
		"entitle", "entitles", "allow", "allows", "permit", "permits",
		NULL };
	size_t n;

	for (n = 0; i > k->first + 2 && n < 4; i--, n++)
		if (in_list(&k->w[i - 1], gives))
			return negates(k, i - 2);
	return 0;
}

/*
 * "our use of content to train" names a use and says of nobody that it may,
 * unless somebody agrees to it.
 */
static int
is_named_use(const struct walk *k)
{
	static const char *const agrees[] = { "consent", "agree", "permit",
		"allow", "authorize", "authorise", "accept", "grant", "may",
		"make", "makes", "acknowledge", "scope", NULL };
	size_t i;

	if (!tokens_is(&k->w[k->head], "use") || k->head + 1 >= k->end ||
	    !tokens_is(&k->w[k->head + 1], "of"))
		return 0;
	for (i = k->first; i < k->end; i++)
		if (in_list(&k->w[i], agrees))
			return 0;
	return 1;
}

/*
 * "We use data to serve you, and we do not use it to train": a phrase that
 * begins at the first verb and ends behind another helper says nothing.
 */
static int
crosses_denial(const struct walk *k, size_t last)
{
	size_t i, from;
	int comma;

	for (i = k->head + 2; i < last; i++) {
		if (!negates(k, i) || !in_list(&k->w[i - 1], modals))
			continue;
		from = i - 1;
		comma = 0;
		if (from > k->head + 1 &&
		    (in_list(&k->w[from - 1], subjects_vendor) ||
			in_list(&k->w[from - 1], subjects_user))) {
			from--;
			comma = (k->w[from].flags &
				    (TOKEN_COMMA | TOKEN_STOP)) != 0;
		}
		if (comma || tokens_is(&k->w[from - 1], "and") ||
		    tokens_is(&k->w[from - 1], "but") ||
		    tokens_is(&k->w[from - 1], "or"))
			return 1;
	}
	return 0;
}

/* A word that can be the subject of the head; fills user and subject. */
static int
is_subject(const struct reading *r, struct walk *k, size_t i)
{
	const struct token *w = &k->w[i];
	int user = in_list(w, subjects_user);

	if (!user && !in_list(w, subjects_vendor) && !tokens_is(w, "us") &&
	    !is_name(r, w))
		return 0;
	/* In "content you provide will be used" you is nobody's subject. */
	if (k->passive && user)
		return 0;
	/* "your use of our services": it and names inside a phrase, "to you". */
	if (i > k->first &&
	    (tokens_is(&k->w[i - 1], "to") || tokens_is(&k->w[i - 1], "with") ||
		tokens_is(&k->w[i - 1], "of") ||
		tokens_is(&k->w[i - 1], "from") ||
		tokens_is(&k->w[i - 1], "about")))
		return 0;
	/* "does not grant Acme the right to use" promises nothing either. */
	if (!user && not_granted(k, i))
		k->iffy = 1;
	/* "it is your duty to": nobody. */
	if (tokens_is(w, "it") && i + 1 < k->end &&
	    tokens_is(&k->w[i + 1], "is"))
		return 0;
	k->user = user;
	k->subject = i;
	return 1;
}

/* "that Acme may use", "Acme uses": a name stands where the subject does. */
static int
is_stranger(const struct walk *k, size_t i)
{
	const struct token *w = &k->w[i], *next = &k->w[i + 1];

	if ((w->flags & TOKEN_CAPITAL) == 0 || in_list(w, subjects_user) ||
	    k->passive || i == k->first)
		return 0;
	if (in_list(next, modals))
		return 1;
	return i + 1 == k->head && next->norm[next->len - 1] == 's';
}

/* "Partners may share data with us": what others do, not "we and partners". */
static int
is_other(const struct reading *r, const struct walk *k, size_t i)
{
	static const char *const others[] = { "partners", "parties",
		"providers", "vendors", "advertisers", "recipients", "others",
		"platforms", NULL };
	size_t n;

	if (k->passive || k->open)
		return 0;
	if (tokens_is(&k->w[i], "they"))
		return 1;
	if (!in_list(&k->w[i], others) || !in_list(&k->w[i + 1], modals))
		return 0;
	for (n = 0; i > k->first && n < 10; i--, n++)
		if (tokens_is(&k->w[i - 1], "we") || is_name(r, &k->w[i - 1]))
			return 0;
	return 1;
}

/* One step; 0 ends the walk. */
static int
walk_step(const struct reading *r, struct walk *k, size_t i)
{
	const struct token *w = &k->w[i];

	if (in_list(w, turns))
		return 0;
	if (tokens_is(w, "whether"))
		k->choice = 1;
	if (tokens_is(w, "how") || tokens_is(w, "wie") ||
	    tokens_is(w, "como")) {
		k->iffy = 1; /* "learn how we use": told elsewhere */
		return 0;
	}
	if (in_list(w, inhibitors)) {
		/* "without" negates only what follows at once; "ohne
		   Ankündigung ändern" is a change all the same. */
		if (!in_list(w, lacks) ||
		    k->head - i <= (tokens_is(w, "without") ? 2 : 1) ||
		    tokens_is(&k->w[k->head - 1], "zu"))
			k->inhibited++;
		return 1;
	}
	if (in_list(w, soft_words)) {
		k->soft = 1;
		return 1;
	}
	if (negates(k, i)) {
		if (!k->past_modal || in_list(w, none_of))
			k->negated = 1;
		return 1;
	}
	if (in_list(w, modals)) {
		/* "and may use" begins anew what "will not sell" said. */
		if (i > k->first &&
		    (tokens_is(&k->w[i - 1], "and") ||
			tokens_is(&k->w[i - 1], "or")))
			return 0;
		k->past_modal = 1;
		return 1;
	}
	if (is_subject(r, k, i))
		return 0;
	if (is_stranger(k, i)) {
		k->subject = i;
		return 0;
	}
	if (is_other(r, k, i)) {
		k->user = 1;
		k->subject = i;
		return 0;
	}
	return 1;
}

/* "“Training” means using Content to train": within so many words. */
#define MEANS_WITHIN 14

int
polarity_defines(const struct reading *r, size_t sentence)
{
	const struct sentence *s = &r->tokens.sentences[sentence];
	const struct token *w = r->tokens.items;
	size_t i;

	for (i = s->own; i < s->end && i < s->own + MEANS_WITHIN; i++)
		if (tokens_is(&w[i], "means") || tokens_is(&w[i], "mean") ||
		    tokens_is(&w[i], "bezeichnet") ||
		    (tokens_is(&w[i], "refers") && i < s->own + 8) ||
		    (tokens_is(&w[i], "meaning") && i > s->own &&
			tokens_is(&w[i - 1], "the")))
			return i > s->own;
	return 0;
}

/* "If you opt out, we will not use": what follows a choice is no default. */
static int
after_opt_out(const struct walk *k)
{
	size_t i;

	for (i = k->first; i + 1 < k->end; i++) {
		if (tokens_is(&k->w[i], "unless") ||
		    tokens_is(&k->w[i], "except"))
			return 0;
		if ((tokens_is(&k->w[i], "opt") ||
			tokens_is(&k->w[i], "opted") ||
			tokens_is(&k->w[i], "opting")) &&
		    tokens_is(&k->w[i + 1], "out"))
			return 1;
		if (tokens_is(&k->w[i], "object") && i < k->head &&
		    i > k->first && tokens_is(&k->w[i - 1], "you"))
			return 1;
	}
	return 0;
}

/* "If you enable this, we will not use": a promise under a condition. */
static int
after_condition(const struct walk *k)
{
	size_t i;

	for (i = k->first; i + 1 < k->head; i++)
		if ((tokens_is(&k->w[i], "if") || tokens_is(&k->w[i], "once") ||
			tokens_is(&k->w[i], "wenn")) &&
		    in_list(&k->w[i + 1], subjects_user))
			return 1;
	return 0;
}

/* "use no content to train", "not to train"; German puts nicht behind. */
static void
look_inside(struct walk *k, const struct phrase_match *m, enum rule_lang lang)
{
	size_t i, last = m->last;

	if (lang == RULE_DE) {
		for (i = k->head + 1; i < k->end; i++) {
			if (i > last &&
			    (k->w[i].flags & (TOKEN_COMMA | TOKEN_STOP)) != 0)
				break;
			if (negates(k, i))
				k->negated = 1;
		}
		return;
	}
	for (i = k->head + 1; i < last; i++) {
		if (i <= k->head + 3 && in_list(&k->w[i], none_of) &&
		    negates(k, i))
			k->negated = 1;
		else if (tokens_is(&k->w[i], "not") &&
		    (tokens_is(&k->w[i + 1], "to") ||
			tokens_is(&k->w[i + 1], "train") ||
			tokens_is(&k->w[i + 1], "for")))
			k->negated = 1;
	}
}

static int
is_question(const struct reading *r, size_t sentence)
{
	const struct sentence *s = &r->tokens.sentences[sentence];

	return s->stop > s->start && r->tokens.text[s->stop - 1] == '?';
}

/* The word w, not the first, in "be used", "not used"; "not use" is active. */
static int
is_passive(const struct token *w)
{
	static const char *const helpers[] = { "be", "been", "being", "is",
		"are", "were", "was", NULL };

	if (tokens_is(w - 1, "not"))
		return w->len > 2 && w->norm[w->len - 1] == 'd';
	return in_list(w - 1, helpers);
}

/* Known without words, such as the kind of the document. */
static int
is_given(const struct reading *r, const char *signal)
{
	size_t g = rules_signal(r->rules, signal);

	return g != PHRASE_NONE && r->given[g];
}

enum status
polarity_of(const struct reading *r, const struct phrase_match *m, int firm)
{
	const struct sentence *s = &r->tokens.sentences[m->sentence];
	struct walk k = { 0 };
	size_t i, n = 0;

	k.w = r->tokens.items;
	k.first = s->first;
	k.end = s->end;
	k.head = m->head;
	k.open = r->rules->signals[r->rules->phrase_rules[m->id].signal].open;
	k.subject = PHRASE_NONE;
	k.passive = m->head > s->first && is_passive(&k.w[m->head]);
	for (i = m->head; i > k.first && n < WALK_MAX; n++) {
		i--;
		if (i + 1 < k.end && i > k.first)
			i = over_insertion(&k, i);
		if (!walk_step(r, &k, i))
			break;
	}
	if (k.subject != PHRASE_NONE) {
		look_inverted(&k);
		look_outside(&k);
		k.iffy |= in_if_clause(&k);
	}
	look_promise(&k);
	/* "the sale of data", "to sell data": an act that nobody does. */
	if (firm && r->lang == RULE_EN && k.subject == PHRASE_NONE &&
	    !k.passive && !k.past_modal)
		return STATUS_IF;
	/* A policy on use speaks of users, unless it says who else. */
	if (k.subject == PHRASE_NONE && is_given(r, "doc-aup"))
		return STATUS_USER;
	look_inside(&k, m, r->lang);
	if (polarity_defines(r, m->sentence) || is_question(r, m->sentence) ||
	    (r->lang == RULE_EN &&
		(is_named_use(&k) ||
		    (!k.negated && crosses_denial(&k, m->last)))))
		return STATUS_IF;
	if (k.choice)
		return STATUS_CHOICE;
	if (k.user)
		return STATUS_USER;
	if (k.iffy)
		return STATUS_IF;
	if (k.soft && k.negated)
		k.inhibited++;
	if ((k.negated + k.inhibited) % 2 == 1)
		return after_opt_out(&k) || after_condition(&k) ? STATUS_CHOICE
								: STATUS_NOT;
	return STATUS_DONE;
}
