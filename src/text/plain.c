#include <string.h>

#include "text_in.h"

void
plain_read(struct reading *r, struct flow *out)
{
	r->lang = "";
	flow_lines(out, r->p, r->n);
	flow_close(out);
}
