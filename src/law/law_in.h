#ifndef LAW_IN_H
#define LAW_IN_H

#include <stddef.h>
#include <stdint.h>

/*
 * The tables that catalogue.sh makes.  Numbers are places in law_pool; the
 * order of a row's texts is that of the columns in src/law/data.
 */
enum law_column {
	LAW_INSTRUMENT,
	LAW_PATH,
	LAW_KIND,
	LAW_PARENT,
	LAW_HEADING,
	LAW_PLACEMENT,
	LAW_STATUS,
	LAW_CANONICAL,
	LAW_URL,
	LAW_GLOSS,
	LAW_FROM,
	LAW_UNTIL,
	LAW_KNOWN,
	LAW_AMENDED,
	LAW_COLUMNS
};

#define LAW_NO_PARENT 65535

struct law_row {
	uint32_t text[LAW_COLUMNS];
	uint16_t parent; /* row number, or LAW_NO_PARENT */
};

/* What stood in an earlier text, or stands in another law, and is asked for. */
struct law_former {
	uint32_t instrument, path, words;
};

extern const char *const law_pool;
extern const struct law_row law_rows[];
extern const size_t law_n_rows;
extern const struct law_former law_formers[];
extern const size_t law_n_formers;
extern const uint16_t law_by_path[];
extern const uint16_t law_by_canonical[];

#endif /* LAW_IN_H */
