#include "model/ruling.h"

#include <string.h>

static const struct {
	const char *name, *title;
} rulings[RULING_CLASSES] = {
	[RULING_SAME] = { "same", "Same" },
	[RULING_NOISE] = { "noise", "Noise" },
	[RULING_RETURN] = { "return", "Return" },
	[RULING_SOURCE_CHANGED] = { "source-changed", "Source changed" },
	[RULING_ADMINISTRATIVE] = { "administrative", "Administrative" },
	[RULING_SUBSTANTIVE] = { "substantive", "Substantive" },
	[RULING_GAP] = { "gap", "Gap" },
};

const char *
ruling_name(enum ruling_class c)
{
	return rulings[c].name;
}

const char *
ruling_title(enum ruling_class c)
{
	return rulings[c].title;
}

int
ruling_parse(const char *name, enum ruling_class *out)
{
	int i;

	for (i = 0; i < RULING_CLASSES; i++) {
		if (strcmp(name, rulings[i].name) == 0) {
			*out = (enum ruling_class)i;
			return 0;
		}
	}
	return -1;
}
