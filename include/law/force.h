#ifndef LAW_FORCE_H
#define LAW_FORCE_H

#include <stdint.h>

#include "law/catalogue.h"

/*
 * Whether a unit was in force on a day: yes; no, because; or not known,
 * because the catalogue was not compared with the text of that day.
 */
enum force_answer { FORCE_YES, FORCE_NO, FORCE_UNKNOWN };

struct force {
	enum force_answer answer;
	char why[160]; /* "" only with yes */
};

/* On the day (UTC) of this instant. */
struct force force_on(const struct law_unit *u, int64_t utc_ms);

/* By the catalogue's own text: what its status says. */
struct force force_now(const struct law_unit *u);

const char *force_word(enum force_answer a); /* "yes" "no" "unknown" */

#endif /* LAW_FORCE_H */
