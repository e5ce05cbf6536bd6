#ifndef PROVISION_TOPIC_H
#define PROVISION_TOPIC_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/fault.h"
#include "model/finding.h"

/*
 * What a clause is about, by rules kept as data
 * (src/provision/data/topics.rules): phrases that count for and against in
 * the clause's words and in its headings.  Same words, same answer.
 */
struct topic {
	const char *id; /* "ai-training" */
	const char *title; /* "AI training" */
};

int topic_count(size_t *n, struct fault *f) MUST_CHECK;
const struct topic *topic_at(size_t i); /* after topic_count; NULL past it */
/* A topic by its id; NULL where there is none, or the rules do not load. */
const struct topic *topic_find(const char *id);

/*
 * The best topic of a clause of len bytes; out->topic is NULL where nothing
 * reaches the threshold.  heading_path is "1. A > 1.1 B" or "".  lang is a
 * language tag; "" or NULL: guessed from the words.  The spans are bytes of
 * the clause's text and name the phrase that fitted; they live in a.
 */
int topic_match(const char *text, size_t len, const char *heading_path,
    const char *lang, struct arena *a, struct topic_hit *out,
    struct fault *f) MUST_CHECK;

/* All topics that reach the threshold, best first. */
int topic_match_all(const char *text, size_t len, const char *heading_path,
    const char *lang, struct arena *a, struct topic_hit **out, size_t *n,
    struct fault *f) MUST_CHECK;

#endif /* PROVISION_TOPIC_H */
