#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is read again as itself, and no text tells a secret twice. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct net_url base, u, again;
	struct buf once, twice;
	struct fault f;
	char *s;

	if (size > 20000)
		return 0;
	s = malloc(size + 1);
	if (s == NULL)
		return 0;
	memcpy(s, data, size);
	s[size] = '\0';
	if (net_url_parse("https://a.example/b/c?d", &base, &f) != 0)
		abort();
	if (net_url_join(&base, s, &u, &f) == 0) {
		if (strncmp(u.text, "http://", 7) != 0 &&
		    strncmp(u.text, "https://", 8) != 0)
			abort();
		if (net_url_parse(u.text, &again, &f) != 0 ||
		    strcmp(u.text, again.text) != 0 || again.had_credentials)
			abort();
		net_url_free(&again);
		net_url_free(&u);
	}
	net_url_free(&base);
	buf_init(&once, 1 << 20);
	buf_init(&twice, 1 << 20);
	(void)net_url_redact((const char *)data, size, &once);
	(void)net_url_redact(
	    once.len == 0 ? "" : (const char *)once.data, once.len, &twice);
	if (once.len != twice.len ||
	    (once.len > 0 && memcmp(once.data, twice.data, once.len) != 0))
		abort();
	buf_free(&once);
	buf_free(&twice);
	free(s);
	return 0;
}
