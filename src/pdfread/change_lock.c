#include <string.h>

#include "pdfread_in.h"

/* Whether a list of names has this one, or a field above it. */
static bool
names_have(struct change *c, const struct pdf_value *list,
    const struct pdf_object *home, const char *name)
{
	const struct pdf_object *o;
	const struct pdf_value *v;
	struct pdf_bytes plain;
	struct fault unused;
	size_t i, n;
	const char *s;

	if (list->kind != PDF_ARRAY)
		return false;
	for (i = 0; i < list->u.array.n && change_step(c, 1); i++) {
		if (value_resolve(c->r, c->old, &list->u.array.items[i], &v, &o,
			&unused) != 0 ||
		    v->kind != PDF_STRING)
			continue;
		plain = v->u.s;
		if (c->r->encrypted)
			(void)second_string(
			    c->r, c->old, o != NULL ? o : home, v, &plain);
		s = text_utf8(&c->scratch, plain);
		n = strlen(s);
		if (strncmp(s, name, n) == 0 &&
		    (name[n] == '\0' || name[n] == '.'))
			return true;
	}
	return false;
}

/*= ISO 32000-2 section 12.8.2.4: All, Include or Exclude */
static bool
params_lock(struct change *c, const struct pdf_value *dict,
    const struct pdf_object *home, const char *name)
{
	const struct pdf_value *action, *list, *ref = pdf_key(dict, "Fields");
	const struct pdf_object *o = NULL;
	struct fault unused;

	if (value_key(c->r, c->old, dict, "Action", &action, &unused) != 0 ||
	    value_key(c->r, c->old, dict, "Fields", &list, &unused) != 0 ||
	    (ref != NULL &&
		value_resolve(c->r, c->old, ref, &list, &o, &unused) != 0))
		return true;
	home = o != NULL ? o : home;
	if (pdf_is_name(action, "Include"))
		return names_have(c, list, home, name);
	if (pdf_is_name(action, "Exclude"))
		return !names_have(c, list, home, name);
	return pdf_is_name(action, "All");
}

/* What raw is; *home becomes the object that it stands in. */
static bool
follow(struct change *c, const struct pdf_value *raw,
    const struct pdf_value **out, const struct pdf_object **home)
{
	static const struct pdf_value none = { .kind = PDF_NULL };
	const struct pdf_object *o = NULL;
	struct fault unused;

	*out = &none;
	if (raw != NULL &&
	    value_resolve(c->r, c->old, raw, out, &o, &unused) != 0)
		return false;
	*home = o != NULL ? o : *home;
	return true;
}

bool
change_locked(struct change *c, const char *name)
{
	const struct pdfread_signature *s = c->p->locks;
	const struct pdf_object *home = NULL, *near, *at;
	const struct pdf_value *list, *one, *v;
	struct pdf_value ref = { .kind = PDF_REF };
	size_t i;

	if (s == NULL || s->num == 0)
		return false;
	ref.u.ref = (struct pdf_ref){ s->num, s->gen };
	if (!follow(c, &ref, &v, &home))
		return true;
	if (pdf_key(v, "ByteRange") == NULL &&
	    !follow(c, pdf_key(v, "V"), &v, &home))
		return true;
	if (!follow(c, pdf_key(v, "Reference"), &list, &home) ||
	    list->kind != PDF_ARRAY)
		return false;
	for (i = 0; i < list->u.array.n; i++) {
		near = home;
		if (!follow(c, &list->u.array.items[i], &one, &near))
			return true;
		at = near;
		if (!follow(c, pdf_key(one, "TransformMethod"), &v, &at))
			return true;
		if (!pdf_is_name(v, "FieldMDP"))
			continue;
		if (!follow(c, pdf_key(one, "TransformParams"), &v, &near) ||
		    params_lock(c, v, near, name))
			return true;
	}
	return false;
}
