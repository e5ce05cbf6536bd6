#ifndef ANALYSIS_DOCUMENT_H
#define ANALYSIS_DOCUMENT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/clause.h"
#include "model/finding.h"

/*
 * What a whole document says of places: which regions it addresses, and whom
 * it names as controller.  Every fact is bound to the words that show it.
 */
enum document_fact_kind {
	DOCUMENT_REGION, /* a place is named: users of it, its law, its people */
	DOCUMENT_SUPPLEMENT, /* a part of its own holds terms for the place */
	DOCUMENT_CONTROLLER, /* words names the controller for the place */
};

struct document_fact {
	enum document_fact_kind kind;
	const char *place; /* "Republic of Korea"; "" for a controller of all */
	const char *words; /* verbatim: the controller's name; else "" */
	const char *section; /* "section 9", "“Your rights”", or "" */
	struct signal_span span;
};

struct document_facts {
	const struct document_fact *items; /* in the order of the text */
	size_t n;
};

/* clauses give the sections; with n_clauses 0 none are named. */
int analyse_document(const char *text, size_t len, const char *lang,
    const struct clause *clauses, size_t n_clauses, struct arena *a,
    struct document_facts *out, struct fault *f) MUST_CHECK;

#endif /* ANALYSIS_DOCUMENT_H */
