#include "model/finding.h"

const char *
exposure_title(enum exposure e)
{
	static const char *const titles[] = {
		[EXPOSURE_HIGH] = "High",
		[EXPOSURE_MEDIUM] = "Medium",
		[EXPOSURE_LOW] = "Low",
	};

	return titles[e];
}

const char *
confidence_title(enum confidence c)
{
	static const char *const titles[] = {
		[CONFIDENCE_ESTABLISHED] = "established",
		[CONFIDENCE_SUPPORTED] = "supported",
		[CONFIDENCE_TENTATIVE] = "tentative",
	};

	return titles[c];
}

char
statement_letter(enum statement_kind k)
{
	return "FQCI"[k];
}

const char *
statement_title(enum statement_kind k)
{
	static const char *const titles[] = {
		[STATEMENT_FACT] = "Fact",
		[STATEMENT_QUOTE] = "Quote",
		[STATEMENT_CITATION] = "Citation",
		[STATEMENT_INTERPRETATION] = "Interpretation",
	};

	return titles[k];
}
