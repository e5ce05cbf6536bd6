#ifndef PDFREAD_UPDATE_IN_H
#define PDFREAD_UPDATE_IN_H

#include "pdfread/update.h"
#include "pdfread_in.h"

/* What the files of the update share. */
struct edit {
	uint32_t num, gen;
	struct pdf_value v; /* what it becomes */
	const void *was; /* the items of v as the file has them; NULL: new */
	bool stream; /* with these bytes */
	const unsigned char *data;
	size_t n_data;
	const char *text; /* in place of v: its text as it is to stand */
	size_t n_text;
	size_t at; /* where it was written */
	bool seal; /* the text has the slot */
};

struct pdfread_update {
	struct pdfread *r;
	struct arena arena;
	unsigned char id[PDFREAD_ID];
	size_t newest; /* revision */
	struct pdf_ref root;
	struct edit **edits;
	size_t n_edits;
	uint32_t next; /* number of the next new object */
	struct slot slot; /* in the text of the signature */
	bool sealed;
};

/* Values made here; names and strings are copied. */
struct pdf_value make_name(struct arena *a, const char *s);
struct pdf_value make_int(int64_t v);
struct pdf_value make_ref(uint32_t num, uint32_t gen);
struct pdf_value make_text(struct arena *a, const char *utf8);
struct pdf_value make_dict(void);
struct pdf_value make_array(
    struct arena *a, const struct pdf_value *items, size_t n);
struct pdf_value make_numbers(struct arena *a, const double *v, size_t n);

/* The same containers with one thing changed; the old ones stay. */
void dict_set(struct arena *a, struct pdf_value *dict, const char *key,
    struct pdf_value v);
void array_push(struct arena *a, struct pdf_value *array, struct pdf_value v);

/* A value as PDF text. */
int value_print(
    const struct pdf_value *v, struct buf *out, struct fault *f) MUST_CHECK;
void print_text(struct buf *out, const char *utf8);

/* The change of an object: as it stands in the newest revision, until then. */
int edit_of(struct pdfread_update *u, struct pdf_ref ref, struct edit **out,
    struct fault *f) MUST_CHECK;
struct edit *edit_new(struct pdfread_update *u);

/*
 * Let one key of a dictionary be changed, wherever its value stands: holder
 * is the object with the dictionary.  *out is a copy of the value (null where
 * there is none), *home the object to put it back in: holder, or the object
 * that the key refers to, whose whole value it then is.
 */
struct place {
	struct edit *home;
	const char *key; /* NULL: the home's value itself */
	struct pdf_value v;
};
int place_open(struct pdfread_update *u, struct edit *holder, const char *key,
    struct place *out, struct fault *f) MUST_CHECK;
void place_close(struct pdfread_update *u, struct place *p);

/* The form's fields (update_field.c). */
struct form_field {
	const char *name; /* full */
	struct pdf_ref ref; /* num 0: it stands in no object of its own */
	bool signature, empty;
	const struct pdf_value *value; /* of one that is not empty */
};
int form_fields(struct pdfread *r, struct arena *a, struct form_field **out,
    size_t *n, struct fault *f) MUST_CHECK;

/* What a field shows, and its place in the structure tree (update_look.c). */
int look_put(struct pdfread_update *u, const struct pdfread_look *l,
    struct edit *field, const struct edit *page, struct fault *f) MUST_CHECK;

/* The page of that number, from 1; it must be an object of its own. */
int page_find(struct pdfread *r, size_t page, struct pdf_ref *out,
    struct fault *f) MUST_CHECK;

#endif /* PDFREAD_UPDATE_IN_H */
