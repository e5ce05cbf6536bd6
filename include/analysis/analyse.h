#ifndef ANALYSIS_ANALYSE_H
#define ANALYSIS_ANALYSE_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/document.h"
#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/clause.h"
#include "model/finding.h"
#include "model/page.h"

/*
 * What a clause does, by rules kept as data (src/analysis/data): signals found
 * in its words, and sentences that each name the signals they need.  A
 * sentence whose signal is absent is not printed, and a clause of whose words
 * the rules can say nothing is not analysed.
 */
struct analyse_input {
	const char *text; /* the clause */
	size_t len;
	size_t start; /* of the clause in the version's normal text */
	/* The words that introduce it, where they stand outside of it: "We will
	   not:" before an item that is a clause of its own.  NULL = none. */
	const char *lead;
	size_t lead_len;
	const char *heading_path;
	const struct topic_hit *topic; /* spans are bytes of the clause */
	const char *platform; /* "Claude.ai" */
	const char *owner; /* "Anthropic", or "" */
	const char *document; /* "Privacy Policy" */
	const char *lang; /* tag, or "": guessed from the words */
	/* The words that stood here before, or NULL. */
	const char *before;
	size_t before_len;
	int64_t before_utc_ms; /* their last sight */
	const struct document_facts *facts; /* or NULL */
};

/* Set lead and lead_len of clause c of page p. */
void analyse_lead(
    const struct page *p, const struct clause *c, struct analyse_input *in);

/*
 * The finding of one clause, in a; spans are bytes of the version's text,
 * those of the topic too.  Without topic, or where no case of the rules fits,
 * analysed is 0 and only the topic is filled.
 */
int analyse_clause(const struct analyse_input *in, struct arena *a,
    struct finding *out, struct fault *f) MUST_CHECK;

/* Whether rules exist that analyse clauses of this topic. */
int analyse_knows(const char *topic);

#endif /* ANALYSIS_ANALYSE_H */
