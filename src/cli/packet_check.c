#include "cli/packet_check.h"

#include <stdio.h>
#include <string.h>

#include "base/jv.h"
#include "pdfread/parts.h"

#define PACKET_MANIFEST "evidence.json"
#define PACKET_SCHEMA "proviso-evidence/1"

static void
set_all(struct packet_check *c, enum verdict_answer a, const char *why)
{
	size_t i;

	for (i = 0; i < 3; i++)
		verdict_set(&c->v[i], a, why);
}

/* The attachment of that name, or false; *unreadable with the reason. */
static bool
find_part(struct pdfread *pdf, const char *name, struct part *out, bool *found,
    struct fault *f)
{
	size_t n, i;

	*found = false;
	if (pdfread_parts(pdf, &n, f) != 0)
		return false;
	for (i = 0; i < n; i++)
		if (strcmp(pdfread_part_name(pdf, i), name) == 0) {
			*found = true;
			return pdfread_part(pdf, i, out, f) == 0;
		}
	return true;
}

/* Whether the bytes are a manifest of ours; its id. */
static bool
is_manifest(const struct part *p, struct packet_check *c)
{
	struct fault unused;
	const char *schema, *id;
	struct jv *top;
	bool yes;

	if (jv_parse(p->bytes, p->len, &top, &unused) != 0)
		return false;
	schema = jv_text(jv_get(top, "schema"));
	yes = schema != NULL && strcmp(schema, PACKET_SCHEMA) == 0;
	id = jv_text(jv_get(top, "id"));
	if (yes && id != NULL)
		(void)snprintf(c->id, sizeof(c->id), "%s", id);
	jv_free(top);
	return yes;
}

int
packet_check(struct verify_report *r, const struct packet_check_options *o,
    struct packet_check *out, struct fault *f)
{
	struct packet_check c = { .is_packet = false };
	struct fault words = { .kind = FAULT_NONE };
	struct part manifest;
	bool found;

	(void)f;
	set_all(&c, VERDICT_NOT_APPLICABLE, "the file is no packet of proviso");
	if (!find_part(r->pdf, PACKET_MANIFEST, &manifest, &found, &words)) {
		/* It may be a packet: do not say that it is none. */
		set_all(&c, VERDICT_UNKNOWN, words.text);
		*out = c;
		return 0;
	}
	if (found && is_manifest(&manifest, &c)) {
		c.is_packet = true;
		set_all(&c, VERDICT_UNKNOWN, "this archive keeps no log yet");
		if (o->vkey == NULL)
			verdict_set(&c.v[VERDICT_LOGGED - VERDICT_LOGGED],
			    VERDICT_UNKNOWN, "no key was named with --vkey");
		verdict_set(&c.v[VERDICT_EVIDENCE - VERDICT_LOGGED],
		    VERDICT_UNKNOWN, "the evidence was not compared");
	}
	*out = c;
	return 0;
}
