#ifndef PROVISION_TOPIC_RULES_H
#define PROVISION_TOPIC_RULES_H

#include <stddef.h>

#include "base/phrase.h"
#include "provision/topic.h"

/*
 * The rules of topics as read from lines of text (data/topics.rules, whose
 * head says how they are written).  Everything lives in the value's arena.
 */
enum topic_lang {
	TOPIC_EN,
	TOPIC_PT,
	TOPIC_DE,
	TOPIC_LANGS,
};

struct topic_rule {
	size_t topic;
	int weight;
	const char *phrase; /* as written: the name of a span */
};

struct topic_rules {
	struct arena arena;
	struct topic *topics;
	size_t n;
	struct topic_rule *rules;
	size_t n_rules;
	/* Ids are indexes of rules; [1] is for headings. */
	struct phrases *phrases[TOPIC_LANGS][2];
};

/* From n lines; where it fails, the fault names the line. */
struct topic_rules *topic_rules_read(
    const char *const *lines, size_t n, struct fault *f);
void topic_rules_free(struct topic_rules *r);

/* The lines, made by the build from data/topics.rules. */
extern const char *const topic_lines[];
extern const unsigned long topic_lines_n;

#endif /* PROVISION_TOPIC_RULES_H */
