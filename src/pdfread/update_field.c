#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "update_in.h"

/* Fields in one form; forms of authorities have a few thousand. */
#define FIELDS_MAX 65536

/* Room for the four numbers of /ByteRange: 10 digits each. */
#define RANGE_ROOM 60

struct form_node {
	const struct pdf_value *v;
	const char *prefix;
	bool signature;
};

struct form_walk {
	struct pdfread *r;
	struct arena *a;
	size_t revision;
	struct form_node *stack;
	size_t n, room, visited;
	struct form_field *out;
	size_t n_out;
	struct seen seen;
};

static int
form_push(struct form_walk *w, const struct pdf_value *list, const char *prefix,
    bool signature, struct fault *f)
{
	size_t i;

	for (i = list->kind == PDF_ARRAY ? list->u.array.n : 0; i > 0; i--) {
		if (w->visited++ == FIELDS_MAX)
			return fault_set(f, FAULT_LIMIT,
			    "want at most %d fields, have more", FIELDS_MAX);
		if (w->n == w->room) {
			w->room = w->room == 0 ? 64 : w->room * 2;
			w->stack =
			    mem_grow(w->stack, w->room, sizeof(*w->stack));
		}
		w->stack[w->n++] =
		    (struct form_node){ &list->u.array.items[i - 1], prefix,
			    signature };
	}
	return 0;
}

static int
form_visit(struct form_walk *w, const struct form_node *x, struct fault *f)
{
	const struct pdf_value *dict, *v, *kids;
	const struct pdf_object *o = NULL;
	struct form_field field = { .name = x->prefix,
		.signature = x->signature };
	const char *own;

	if (value_resolve(w->r, w->revision, x->v, &dict, &o, f) != 0)
		return -1;
	if (dict->kind != PDF_DICT ||
	    (o != NULL && !seen_add(&w->seen, o->num)))
		return 0;
	if (value_key(w->r, w->revision, dict, "FT", &v, f) != 0)
		return -1;
	if (v->kind == PDF_NAME)
		field.signature = pdf_is_name(v, "Sig");
	if (value_key(w->r, w->revision, dict, "T", &v, f) != 0)
		return -1;
	if (v->kind == PDF_STRING) {
		own = text_utf8(w->a, v->u.s);
		field.name = x->prefix[0] == '\0'
		    ? own
		    : arena_fmt(w->a, "%s.%s", x->prefix, own);
		if (value_key(w->r, w->revision, dict, "V", &v, f) != 0)
			return -1;
		field.empty = v->kind == PDF_NULL;
		field.value = v;
		if (o != NULL)
			field.ref = (struct pdf_ref){ o->num, o->gen };
		w->out = arena_more(w->a, w->out, w->n_out, sizeof(*w->out));
		w->out[w->n_out++] = field;
	}
	if (value_key(w->r, w->revision, dict, "Kids", &kids, f) != 0)
		return -1;
	return form_push(w, kids, field.name, field.signature, f);
}

int
form_fields(struct pdfread *r, struct arena *a, struct form_field **out,
    size_t *n, struct fault *f)
{
	struct form_walk w = { .r = r, .a = a, .revision = r->n_revisions - 1 };
	const struct pdf_value *v;
	struct form_node x;
	int rc = -1;

	if (value_key(r, w.revision, revision_trailer(r, w.revision), "Root",
		&v, f) != 0 ||
	    value_key(r, w.revision, v, "AcroForm", &v, f) != 0 ||
	    value_key(r, w.revision, v, "Fields", &v, f) != 0 ||
	    form_push(&w, v, "", false, f) != 0)
		goto out;
	while (w.n > 0) {
		x = w.stack[--w.n];
		if (form_visit(&w, &x, f) != 0)
			goto out;
	}
	*out = w.out;
	*n = w.n_out;
	rc = 0;
out:
	seen_free(&w.seen);
	free(w.stack);
	return rc;
}

int
pdfread_empty_field(
    struct pdfread *r, size_t i, const char **out, struct fault *f)
{
	struct form_field *fields;
	size_t n, k;

	*out = NULL;
	if (form_fields(r, &r->arena, &fields, &n, f) != 0)
		return -1;
	for (k = 0; k < n; k++)
		if (fields[k].signature && fields[k].empty &&
		    fields[k].ref.num != 0 && i-- == 0) {
			*out = fields[k].name;
			break;
		}
	return 0;
}

/* The field that is to be signed; a new one gets a name that is free. */
static int
field_choose(struct pdfread_update *u, const struct pdfread_seal *s,
    struct pdf_ref *ref, const char **name, struct fault *f)
{
	struct form_field *fields;
	size_t n, i, k;

	*ref = (struct pdf_ref){ 0, 0 };
	if (form_fields(u->r, &u->arena, &fields, &n, f) != 0)
		return -1;
	for (i = 0; s->field != NULL && i < n; i++) {
		if (strcmp(fields[i].name, s->field) != 0)
			continue;
		if (!fields[i].signature)
			return fault_set(f, FAULT_FORMAT,
			    "the field \"%s\" is not for signatures", s->field);
		if (!fields[i].empty)
			return fault_set(f, FAULT_FORMAT,
			    "the field \"%s\" is signed already", s->field);
		if (fields[i].ref.num == 0)
			return fault_set(f, FAULT_FORMAT,
			    "the field \"%s\" stands in no object of its own",
			    s->field);
		*ref = fields[i].ref;
		*name = fields[i].name;
		return 0;
	}
	if (s->field != NULL)
		return fault_set(
		    f, FAULT_ABSENT, "there is no field \"%s\"", s->field);
	for (k = 1;; k++) {
		*name = arena_fmt(&u->arena, "%s%zu", s->stem, k);
		for (i = 0; i < n && strcmp(fields[i].name, *name) != 0; i++)
			;
		if (i == n)
			return 0;
	}
}

/* Whether the list names the field, or one above it. */
static bool
lock_names(
    struct pdfread_update *u, const struct pdf_value *list, const char *name)
{
	size_t i, n;

	for (i = 0; list->kind == PDF_ARRAY && i < list->u.array.n; i++) {
		const struct pdf_value *v = &list->u.array.items[i];
		const char *one;

		if (v->kind != PDF_STRING)
			continue;
		one = text_utf8(&u->arena, v->u.s);
		n = strlen(one);
		if (strncmp(name, one, n) == 0 &&
		    (name[n] == '\0' || name[n] == '.'))
			return true;
	}
	return false;
}

/* Whether one /Reference of a signature locks the field of that name. */
static int
lock_holds(struct pdfread_update *u, const struct pdf_value *ref,
    const char *name, bool *yes, struct fault *f)
{
	const struct pdf_value *v, *params, *list;

	*yes = false;
	if (value_resolve(u->r, u->newest, ref, &ref, NULL, f) != 0 ||
	    value_key(u->r, u->newest, ref, "TransformMethod", &v, f) != 0)
		return -1;
	if (!pdf_is_name(v, "FieldMDP"))
		return 0;
	if (value_key(u->r, u->newest, ref, "TransformParams", &params, f) !=
		0 ||
	    value_key(u->r, u->newest, params, "Action", &v, f) != 0 ||
	    value_key(u->r, u->newest, params, "Fields", &list, f) != 0)
		return -1;
	*yes = pdf_is_name(v, "All") ||
	    (pdf_is_name(v, "Include") && lock_names(u, list, name)) ||
	    (pdf_is_name(v, "Exclude") && !lock_names(u, list, name));
	return 0;
}

/*= ISO 32000-2 section 12.8.2.4: what a FieldMDP of before locks may not be
 *= changed, and a signature changes its field */
static int
lock_check(struct pdfread_update *u, const char *name, struct fault *f)
{
	const struct pdf_value *refs;
	struct form_field *fields;
	size_t n, i, k;
	bool yes;

	if (form_fields(u->r, &u->arena, &fields, &n, f) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (!fields[i].signature || fields[i].empty)
			continue;
		if (value_key(u->r, u->newest, fields[i].value, "Reference",
			&refs, f) != 0)
			return -1;
		for (k = 0; refs->kind == PDF_ARRAY && k < refs->u.array.n;
		     k++) {
			if (lock_holds(
				u, &refs->u.array.items[k], name, &yes, f) != 0)
				return -1;
			if (yes)
				return fault_set(f, FAULT_FORMAT,
				    "the signature in field \"%s\" locks the "
				    "form: a signature in field \"%s\" would "
				    "break it",
				    fields[i].name, name);
		}
	}
	return 0;
}

static void
text_key_put(struct buf *b, const char *key, const char *utf8)
{
	if (utf8 == NULL || utf8[0] == '\0')
		return;
	buf_fmt(b, "/%s ", key);
	print_text(b, utf8);
	buf_str(b, "\n");
}

/*= ISO 32000-2 section 12.8.2: /Reference with the transform's parameters */
static void
reference_put(struct pdfread_update *u, struct buf *b,
    const struct pdfread_seal *s, const char *name)
{
	if (s->certify == 0 && !s->lock)
		return;
	buf_str(b, "/Reference [");
	if (s->certify != 0)
		buf_fmt(b,
		    "<</Type /SigRef /TransformMethod /DocMDP "
		    "/TransformParams <</Type /TransformParams /V /1.2 /P "
		    "%d>>>>",
		    s->certify);
	if (s->lock) {
		/*= ISO 32000-2 table 256: /Data refers to what is compared */
		buf_fmt(b,
		    "<</Type /SigRef /TransformMethod /FieldMDP /Data %u %u R "
		    "/TransformParams <</Type /TransformParams /V /1.2 "
		    "/Action /Include /Fields [",
		    u->root.num, u->root.gen);
		print_text(b, name);
		buf_str(b, "]>>>>");
	}
	buf_str(b, "]\n");
}

/* The dictionary of the signature, with blank places. */
static void
seal_text(struct pdfread_update *u, const struct pdfread_seal *s,
    const char *name, struct edit *c)
{
	char date[CLOCK_TEXT];
	struct buf b;
	size_t i;

	buf_init(&b, 2 * s->reserve + 65536);
	if (s->time_stamp) {
		/*= EN 319 142-1 section 5.4.3: document time-stamps */
		buf_str(&b,
		    "<</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter "
		    "/ETSI.RFC3161\n");
	} else {
		buf_str(&b,
		    "<</Type /Sig /Filter /Adobe.PPKLite /SubFilter "
		    "/ETSI.CAdES.detached\n/M (");
		buf_str(&b, clock_pdf(s->time_utc_ms, date));
		buf_str(&b, ")\n");
		text_key_put(&b, "Name", s->name);
		text_key_put(&b, "Reason", s->reason);
		text_key_put(&b, "Location", s->location);
		reference_put(u, &b, s, name);
	}
	buf_str(&b, "/ByteRange [");
	u->slot.byte_range = b.len;
	u->slot.byte_range_len = RANGE_ROOM;
	buf_fmt(&b, "%-*s", RANGE_ROOM, "0 0 0 0");
	buf_str(&b, "]\n/Contents ");
	u->slot.contents = b.len;
	u->slot.contents_len = 2 * s->reserve + 2;
	buf_str(&b, "<");
	for (i = 0; i < s->reserve; i++)
		buf_str(&b, "00");
	buf_str(&b, ">>>");
	c->text = arena_strndup(&u->arena, (const char *)b.data, b.len);
	c->n_text = b.len;
	c->seal = true;
	buf_free(&b);
}

/* The form, made where there is none; the field goes into /Fields if new. */
static int
form_edit(struct pdfread_update *u, struct edit *catalog,
    const struct edit *field, struct fault *f)
{
	struct place form, list;
	struct edit made = { .num = 0 };

	if (place_open(u, catalog, "AcroForm", &form, f) != 0)
		return -1;
	made.v = form.v.kind == PDF_DICT ? form.v : make_dict();
	if (field != NULL) {
		if (place_open(u, &made, "Fields", &list, f) != 0)
			return -1;
		array_push(
		    &u->arena, &list.v, make_ref(field->num, field->gen));
		place_close(u, &list);
	}
	/*= ISO 32000-2 table 225: signatures exist, and append only */
	if (pdf_key(&made.v, "SigFlags") == NULL ||
	    pdf_key(&made.v, "SigFlags")->kind != PDF_INT ||
	    pdf_key(&made.v, "SigFlags")->u.i != 3)
		dict_set(&u->arena, &made.v, "SigFlags", make_int(3));
	form.v = made.v;
	place_close(u, &form);
	return 0;
}

/* "1.7" as 17; 0 where it is none. */
static int
version_of(const char *s)
{
	if (s[0] < '1' || s[0] > '9' || s[1] != '.' || s[2] < '0' || s[2] > '9')
		return 0;
	return (s[0] - '0') * 10 + (s[2] - '0');
}

/*= EN 319 142-1 section 5.1: below PDF 2.0 the extension is declared */
static int
extension_declare(
    struct pdfread_update *u, struct edit *catalog, struct fault *f)
{
	struct pdf_value esic = make_dict();
	const struct pdf_value *v = pdf_key(&catalog->v, "Version");
	struct place ext;
	int version = version_of((const char *)u->r->p + 5), own;

	/* Of header and catalog, the later one holds. */
	if (v != NULL && v->kind == PDF_NAME && v->u.s.n == 3) {
		own = version_of(v->u.s.p);
		version = own > version ? own : version;
	}
	if (version >= 20)
		return 0;
	if (version < 17)
		dict_set(&u->arena, &catalog->v, "Version",
		    make_name(&u->arena, "1.7"));
	if (place_open(u, catalog, "Extensions", &ext, f) != 0)
		return -1;
	if (pdf_key(&ext.v, "ESIC") != NULL)
		return 0;
	dict_set(&u->arena, &esic, "BaseVersion", make_name(&u->arena, "1.7"));
	dict_set(&u->arena, &esic, "ExtensionLevel", make_int(2));
	dict_set(&u->arena, &ext.v, "ESIC", esic);
	place_close(u, &ext);
	return 0;
}

/* A new field, which is its own widget, without area unless it shows. */
static int
field_new(struct pdfread_update *u, const struct pdfread_seal *s,
    const char *name, struct edit *field, struct fault *f)
{
	static const double nowhere[4] = { 0, 0, 0, 0 };
	const double box[4] = { s->look == NULL ? 0 : s->look->x0,
		s->look == NULL ? 0 : s->look->y0,
		s->look == NULL ? 0 : s->look->x1,
		s->look == NULL ? 0 : s->look->y1 };
	struct arena *a = &u->arena;
	struct edit *page;
	struct place annots;
	struct pdf_ref ref;

	if (page_find(u->r, s->look == NULL ? 1 : s->look->page, &ref, f) !=
		0 ||
	    edit_of(u, ref, &page, f) != 0)
		return -1;
	field->v = make_dict();
	dict_set(a, &field->v, "Type", make_name(a, "Annot"));
	dict_set(a, &field->v, "Subtype", make_name(a, "Widget"));
	dict_set(a, &field->v, "FT", make_name(a, "Sig"));
	dict_set(a, &field->v, "T", make_text(a, name));
	/*= ISO 14289-1 section 7.18.4: a field has a text for those who cannot
	 *= see it */
	dict_set(a, &field->v, "TU",
	    make_text(a,
		s->look != NULL     ? s->look->words
		    : s->time_stamp ? "Time stamp"
				    : "Signature"));
	dict_set(a, &field->v, "Rect",
	    make_numbers(a, s->look == NULL ? nowhere : box, 4));
	/* Print and Locked: PDF/A wants the first. */
	dict_set(a, &field->v, "F", make_int(132));
	dict_set(a, &field->v, "P", make_ref(ref.num, ref.gen));
	if (place_open(u, page, "Annots", &annots, f) != 0)
		return -1;
	array_push(a, &annots.v, make_ref(field->num, field->gen));
	place_close(u, &annots);
	/*= ISO 14289-1 section 7.18.3: pages with annotations have /Tabs /S */
	if (u->r->n_signatures == 0 && pdf_key(&page->v, "Tabs") == NULL)
		dict_set(a, &page->v, "Tabs", make_name(a, "S"));
	return s->look == NULL ? 0 : look_put(u, s->look, field, page, f);
}

int
pdfread_update_seal(
    struct pdfread_update *u, const struct pdfread_seal *s, struct fault *f)
{
	struct edit *catalog, *seal, *field;
	struct pdf_value perms;
	struct pdf_ref ref;
	const char *name = "";

	if (u->sealed)
		return fault_set(f, FAULT_STATE, "an update has one signature");
	if (s->certify != 0 && u->r->n_signatures > 0)
		return fault_set(f, FAULT_FORMAT,
		    "the file is signed already: a certification must be the "
		    "first signature");
	if (field_choose(u, s, &ref, &name, f) != 0 ||
	    (!s->time_stamp && lock_check(u, name, f) != 0) ||
	    edit_of(u, u->root, &catalog, f) != 0)
		return -1;
	seal = edit_new(u);
	seal_text(u, s, name, seal);
	if (ref.num != 0) {
		if (edit_of(u, ref, &field, f) != 0)
			return -1;
	} else {
		field = edit_new(u);
		if (field_new(u, s, name, field, f) != 0)
			return -1;
	}
	dict_set(&u->arena, &field->v, "V", make_ref(seal->num, 0));
	if (form_edit(u, catalog, ref.num != 0 ? NULL : field, f) != 0)
		return -1;
	if (u->r->n_signatures == 0 && extension_declare(u, catalog, f) != 0)
		return -1;
	if (s->certify != 0) {
		/*= ISO 32000-2 section 12.8.6: without /Perms no viewer keeps
		 *= to the level */
		perms = make_dict();
		dict_set(&u->arena, &perms, "DocMDP", make_ref(seal->num, 0));
		dict_set(&u->arena, &catalog->v, "Perms", perms);
	}
	u->sealed = true;
	return 0;
}
