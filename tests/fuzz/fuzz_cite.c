#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "law/catalogue.h"
#include "law/cite.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Whatever is read, what it says holds together: every unit exists, and the
 * canonical form of a citation of one unit is read as that unit again.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	struct law_unit u;
	struct cite c, again;
	struct fault f;
	size_t i;

	if (cite_parse(text, &c, &f) != 0) {
		free(text);
		return 0;
	}
	for (i = 0; i < c.n_units; i++)
		if (catalogue_at(c.units[i], &u) != 0)
			abort();
	if ((c.status == CITE_OK) != (c.n_units > 0) &&
	    c.status != CITE_UNKNOWN_UNIT)
		abort();
	if (c.status == CITE_OK && strlen(c.canonical) <= CITE_MAX_TEXT) {
		if (cite_parse(c.canonical, &again, &f) != 0 ||
		    again.status != CITE_OK ||
		    strcmp(again.canonical, c.canonical) != 0 ||
		    again.n_units != c.n_units)
			abort();
		cite_free(&again);
	}
	cite_free(&c);
	free(text);
	return 0;
}
