#include "base/clock.h"
#include "base/jv.h"
#include "report_in.h"

/* The doc around all elements. */

void
report_json(const struct report *r, struct buf *out)
{
	struct jv *top = jv_object(), *els = jv_array();
	char when[CLOCK_TEXT];
	size_t i;

	jv_set_str(top, "schema", "proviso-report/1");
	jv_set_str(top, "report_kind", r->doc.kind);
	jv_set_str(top, "title", r->doc.title);
	jv_set_str(top, "id", r->doc.id);
	jv_set_str(top, "lang", r->doc.lang);
	jv_set_str(top, "author", r->doc.author);
	jv_set_str(top, "footer", r->doc.footer);
	jv_set_bool(top, "draft", r->doc.state == DOC_DRAFT);
	jv_set_str(
	    top, "rendered", clock_rfc3339(r->doc.rendered_utc_ms, when));
	for (i = 0; i < r->doc.n; i++)
		jv_push_take(els, json_el(&r->doc.els[i]));
	jv_set_take(top, "elements", els);
	jv_write(top, out);
	jv_free(top);
	buf_str(out, "\n");
}
