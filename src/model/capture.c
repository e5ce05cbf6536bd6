#include "model/capture.h"

#include <string.h>

enum media
capture_media(const char *type)
{
	static const struct {
		const char *type;
		enum media media;
	} types[] = {
		{ "text/html", MEDIA_HTML },
		{ "application/xhtml+xml", MEDIA_HTML },
		{ "text/markdown", MEDIA_MARKDOWN },
		{ "text/x-markdown", MEDIA_MARKDOWN },
		{ "text/plain", MEDIA_TEXT },
		{ "application/pdf", MEDIA_PDF },
	};
	size_t i, k, n = strcspn(type, "; ");
	char c;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strlen(types[i].type) != n)
			continue;
		for (k = 0; k < n; k++) {
			c = type[k];
			if (c >= 'A' && c <= 'Z')
				c = (char)(c - 'A' + 'a');
			if (c != types[i].type[k])
				break;
		}
		if (k == n)
			return types[i].media;
	}
	return MEDIA_OTHER;
}
