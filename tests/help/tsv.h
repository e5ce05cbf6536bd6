#ifndef TESTS_HELP_TSV_H
#define TESTS_HELP_TSV_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Tables of ../shared, which tests read where they are and skip where they
 * are not.  A row is cut in place; missing fields are "".
 */
#define TSV_FIELDS 16
#define TSV_LINE 8192

struct tsv {
	FILE *file;
	char line[TSV_LINE];
	char *field[TSV_FIELDS];
	size_t n;
};

static inline int
tsv_next(struct tsv *t)
{
	static char none[1];
	char *p = t->line, *tab;
	size_t i;

	if (fgets(t->line, sizeof(t->line), t->file) == NULL) {
		(void)fclose(t->file);
		t->file = NULL;
		return 0;
	}
	t->line[strcspn(t->line, "\n")] = '\0';
	for (i = 0; i < TSV_FIELDS; i++)
		t->field[i] = none;
	for (t->n = 0; t->n < TSV_FIELDS && p != NULL; t->n++) {
		t->field[t->n] = p;
		if ((tab = strchr(p, '\t')) != NULL)
			*tab++ = '\0';
		p = tab;
	}
	return 1;
}

/* Open a file of ../shared; 0 and a printed word where there is none. */
static inline int
tsv_open(struct tsv *t, const char *name)
{
	const char *shared = getenv("SHARED");
	char path[1024];

	(void)snprintf(path, sizeof(path), "%s/%s",
	    shared != NULL ? shared : "../shared", name);
	if ((t->file = fopen(path, "r")) == NULL) {
		(void)printf("skipped: no %s\n", path);
		return 0;
	}
	return 1;
}

#endif /* TESTS_HELP_TSV_H */
