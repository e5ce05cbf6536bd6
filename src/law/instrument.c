#include <string.h>

#include "law/catalogue.h"

/*
 * In the order of the Makefile's LAWDATA, which is that of the rows.  known
 * is the first day whose text was compared with the catalogue's.
 */
static const struct law_instrument instruments[] = {
	{
	    .id = "gdpr",
	    .name = "GDPR",
	    .title = "Regulation (EU) 2016/679 (General Data Protection "
		     "Regulation)",
	    .jurisdiction = "European Union",
	    .authority = "Authorities of the member states",
	    .as_of = "2016-05-04", /* OJ L 119; no later act amends it */
	    .applies = "2018-05-25",
	    .known = "2018-05-25",
	    .language = "en",
	},
	{
	    .id = "ccpa",
	    .name = "CCPA",
	    .title = "California Consumer Privacy Act of 2018, as amended "
		     "(Cal. Civ. Code, Title 1.81.5)",
	    .jurisdiction = "California",
	    .authority = "California Privacy Protection Agency; Attorney "
			 "General",
	    .as_of = "2026-01-01",
	    .applies = "2020-01-01",
	    .known = "2025-01-01",
	    .language = "en",
	},
	{
	    .id = "ccpa-regs",
	    .name = "CCPA regulations",
	    .title = "California Consumer Privacy Act Regulations (Cal. Code "
		     "Regs. tit. 11, div. 6, ch. 1)",
	    .jurisdiction = "California",
	    .authority = "California Privacy Protection Agency; Attorney "
			 "General",
	    .as_of = "2026-01-01",
	    .applies = "2020-08-14",
	    .known = "2026-01-01",
	    .language = "en",
	},
	{
	    .id = "lgpd",
	    .name = "LGPD",
	    .title = "Lei nº 13.709, de 14 de agosto de 2018 (Lei Geral de "
		     "Proteção de Dados Pessoais)",
	    .jurisdiction = "Brazil",
	    .authority = "ANPD",
	    .as_of = "2026-08-01",
	    .applies = "2020-09-18",
	    .known = "2020-09-18",
	    .language = "pt",
	},
	{
	    .id = "ai-act",
	    .name = "AI Act",
	    .title = "Regulation (EU) 2024/1689 (Artificial Intelligence Act)",
	    .jurisdiction = "European Union",
	    .authority = "Market surveillance authorities of the member "
			 "states; AI Office",
	    .as_of = "2026-07-27",
	    .applies = "2024-08-01",
	    .known = "2024-08-01",
	    .language = "en",
	},
	{
	    .id = "kr-pipa",
	    .name = "PIPA",
	    .title = "개인정보 보호법 (Personal Information Protection Act)",
	    .jurisdiction = "South Korea",
	    .authority = "Personal Information Protection Commission",
	    .as_of = "2025-03-13",
	    .applies = "2011-09-30",
	    .known = "2025-03-13",
	    .language = "ko",
	},
};

size_t
catalogue_instruments(void)
{
	return sizeof(instruments) / sizeof(instruments[0]);
}

const struct law_instrument *
catalogue_instrument_at(size_t i)
{
	return i < catalogue_instruments() ? &instruments[i] : NULL;
}

const struct law_instrument *
catalogue_instrument(const char *id)
{
	size_t i;

	for (i = 0; i < catalogue_instruments(); i++)
		if (strcmp(instruments[i].id, id) == 0)
			return &instruments[i];
	return NULL;
}
