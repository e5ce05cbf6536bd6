#ifndef LAW_STYLE_H
#define LAW_STYLE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/fault.h"
#include "law/catalogue.h"

/* The printed forms of a unit's address. */
enum style {
	STYLE_CANONICAL, /* GDPR Art. 6(1)(f) */
	STYLE_BLUEBOOK, /* Regulation 2016/679, art. 6(1)(f), 2016 O.J. ... */
	STYLE_OSCOLA, /* Regulation (EU) 2016/679 ... OJ L119/1, art 6(1)(f) */
	STYLE_ABNT, /* art. 6(1)(f) do Regulamento (UE) 2016/679 */
};

/* The style of a name as the command line has it; a fault lists them. */
int style_named(const char *name, enum style *out, struct fault *f) MUST_CHECK;

void style_print(const struct law_unit *u, enum style s, struct buf *out);

/*
 * Units in canonical form, as short as a list may be: what the one before
 * says already is left out.
 *     GDPR Art. 6(1)(f); Art. 13(1)(c), (d); Art. 21(1)
 *     Cal. Civ. Code § 1798.100(a)(1), (c); § 1798.121(a)
 *     LGPD, art. 7º, IX; art. 10; art. 18, § 2º
 * Of one instrument, the text is read by cite_parse() as these units.
 */
void style_list(const size_t *units, size_t n, struct buf *out);

#endif /* LAW_STYLE_H */
