#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * What the analysis concludes about one provision, in typed statements.
 * Rules make them; who made a statement and how sure it is stand in it.
 */
enum statement_kind {
	STATEMENT_FACT, /* counted or computed; the source says from what */
	STATEMENT_QUOTE, /* words of the document, bound to bytes */
	STATEMENT_CITATION, /* an address in the law, resolved */
	STATEMENT_INTERPRETATION, /* a reading, by a rule or a person */
};

enum confidence {
	CONFIDENCE_ESTABLISHED, /* follows from the words alone */
	CONFIDENCE_SUPPORTED, /* from the words and a stated rule */
	CONFIDENCE_TENTATIVE, /* rests on a reading others may not share */
};

enum exposure {
	EXPOSURE_HIGH,
	EXPOSURE_MEDIUM,
	EXPOSURE_LOW,
};

/* What decided something: a byte range of the version's normal text. */
struct signal_span {
	const char *signal; /* the rule's name for it: "opt-out-offered" */
	size_t start, end;
};

struct statement {
	enum statement_kind kind;
	const char *text; /* our words; words of others stand in “…” pairs and
			     are verbatim parts of spans */
	enum confidence confidence; /* interpretations only */
	const char *rule; /* "ai-training/3": the rule that made it */
	const struct signal_span *spans; /* the words that show it */
	size_t n_spans;
};

/* One row of the regulatory landscape: a law and why the clause touches it. */
struct law_link {
	const char *instrument; /* "gdpr", "ccpa", "lgpd"; ccpa covers its
				   regulations too */
	const char *const *canonical; /* "GDPR Art. 6(1)(f)", resolved */
	const int *same_act; /* 1: regulates the same act; 0: bears on it */
	size_t n;
	const char *authority; /* who enforces it */
	struct statement why;
};

struct action_item {
	const char *text; /* imperative: "Turn training off on every account" */
	const char *owner; /* a role: "IT operations" */
	int due_days; /* after the report's as-of day */
	const char *rule;
};

/* The topic of a clause, and the words that decided it. */
struct topic_hit {
	const char *topic; /* "ai-training"; NULL = none */
	const char *title; /* "AI training" */
	enum confidence confidence;
	const struct signal_span *spans;
	size_t n_spans;
};

struct statement_list {
	const struct statement *items;
	size_t n;
};

/*
 * Everything about one provision in the version as of the day.  With topic
 * NULL, or no rule for the topic, analysed is 0 and the rest is empty: such a
 * clause is counted and listed, never padded.
 */
struct finding {
	struct topic_hit topic;
	int analysed;
	const char *headline; /* "Chats may train models; two uses survive the
				 opt-out" */
	const char *summary; /* one or two plain sentences for the table */
	enum exposure exposure;
	enum confidence confidence;
	struct statement_list what; /* What it is */
	struct statement_list why; /* Why it matters */
	struct statement_list note; /* Interpretive note */
	struct statement_list impact; /* Impact on people */
	const struct law_link *laws; /* 1 Regulatory landscape */
	size_t n_laws;
	struct statement_list governance; /* 2; the first gives the reason for
					     the exposure */
	struct statement_list jurisdictions; /* 3 */
	struct statement_list contract; /* 4 */
	struct statement_list compliance; /* 5 */
	const struct action_item *actions; /* the first is "Do next" */
	size_t n_actions;
	const char *default_word; /* for comparisons: "On; opt-out", "Off" */
	const char *opt_out; /* "yes", "no", "not stated" */
	const char *goes_on; /* what goes on after an opt-out: "flagged"; "" =
				not stated */
};

const char *exposure_title(enum exposure e); /* "High" */
const char *confidence_title(enum confidence c); /* "established" */
char statement_letter(enum statement_kind k); /* 'F' 'Q' 'C' 'I' */
const char *statement_title(enum statement_kind k); /* "Fact" */

#endif /* MODEL_FINDING_H */
