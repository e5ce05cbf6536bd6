#include <string.h>
#include <strings.h>

#include "net/browser.h"

/* Shells of script-made pages say "Loading" and the name of the site. */
#define WORDS_FEW 50

static bool
has(const char *p, size_t n, const char *word)
{
	const size_t len = strlen(word);
	size_t i;

	for (i = 0; i + len <= n; i++)
		if (p[i] == word[0] && strncasecmp(p + i, word, len) == 0)
			return true;
	return false;
}

bool
browser_wanted(const void *html, size_t n, size_t words, const char **why)
{
	if (words >= WORDS_FEW || !has(html, n, "<script"))
		return false;
	*why = words == 0 ? "a page with scripts and no words"
			  : "a page with scripts and hardly a word";
	return true;
}
