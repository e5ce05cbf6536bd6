#include "law/force.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"

static struct force
say(enum force_answer answer, const char *words, const char *day)
{
	struct force f = { .answer = answer };

	(void)snprintf(f.why, sizeof(f.why), "%s%s", words, day);
	return f;
}

struct force
force_now(const struct law_unit *u)
{
	if (strcmp(u->status, "in-force") == 0)
		return say(FORCE_YES, "", "");
	if (strcmp(u->status, "not-yet-operative") == 0)
		return say(FORCE_NO, "not operative until ", u->from);
	if (strcmp(u->status, "inoperative") == 0)
		return say(FORCE_NO, "inoperative since ", u->until);
	return say(FORCE_NO, u->status, ""); /* repealed, vetoed */
}

struct force
force_on(const struct law_unit *u, int64_t utc_ms)
{
	const struct law_instrument *in = catalogue_instrument(u->instrument);
	const char *from = u->from[0] != '\0' ? u->from : in->applies;
	const char *known = u->known[0] != '\0' ? u->known : in->known;
	char day[CLOCK_TEXT];

	(void)clock_day(utc_ms, day);
	if (strcmp(u->status, "vetoed") == 0)
		return say(FORCE_NO, "vetoed", "");
	/* Days compare as texts: YYYY-MM-DD. */
	if (strcmp(day, from) < 0)
		return say(FORCE_NO,
		    u->from[0] != '\0' ? "not operative until "
				       : "the law applies from ",
		    from);
	if (u->until[0] != '\0' && strcmp(day, u->until) >= 0)
		return say(FORCE_NO,
		    strcmp(u->status, "repealed") == 0 ? "repealed as of "
						       : "inoperative since ",
		    u->until);
	if (u->until[0] != '\0')
		return say(FORCE_UNKNOWN,
		    "the catalogue does not hold the text before ", u->until);
	if (strcmp(u->status, "repealed") == 0)
		return strcmp(day, in->as_of) >= 0
		    ? say(FORCE_NO, "repealed", "")
		    : say(FORCE_UNKNOWN, "repealed, on a day not recorded", "");
	if (strcmp(day, known) < 0)
		return say(FORCE_UNKNOWN,
		    "the catalogue does not hold the text before ", known);
	return say(FORCE_YES, "", "");
}

const char *
force_word(enum force_answer a)
{
	static const char *const words[] = {
		[FORCE_YES] = "yes",
		[FORCE_NO] = "no",
		[FORCE_UNKNOWN] = "unknown",
	};

	return words[a];
}
