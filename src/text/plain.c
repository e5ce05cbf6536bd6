#include "text/normal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text_in.h"

void
plain_read(struct reading *r, struct flow *out)
{
	r->lang = "";
	flow_lines(out, r->p, r->n);
	flow_close(out);
}

char *
normal_string(const char *p, size_t n, size_t *len)
{
	struct flow f;
	char *s;

	flow_init(&f, NULL);
	flow_open(&f, BLOCK_PARAGRAPH, 0, 0);
	flow_words(&f, p, n);
	flow_close(&f);
	if (len != NULL)
		*len = f.len;
	s = mem_strndup(f.text == NULL ? "" : f.text, f.len);
	flow_free(&f);
	return s;
}
