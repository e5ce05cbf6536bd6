#ifndef PDFREAD_FILE_H
#define PDFREAD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/fault.h"

/*
 * A PDF that somebody may have prepared against us, read strictly.
 *
 * Everything is found as ISO 32000-2 says: from the last "startxref" through
 * cross-reference tables and streams and /Prev; nothing is searched for and
 * nothing is repaired.  All offsets are in the file's own bytes.  A file that
 * cannot be followed like this is a fault.  The bytes are borrowed and must
 * outlive the value; what getters give lives as long as it.
 */
struct pdfread;

/* What a signature's bytes can be no larger than: 512 MB. */
#define PDFREAD_MAX ((size_t)512 << 20)

int pdfread_open(const unsigned char *p, size_t n, struct pdfread **out,
    struct fault *f) MUST_CHECK;
void pdfread_free(struct pdfread *r); /* NULL is fine */

/*
 * A state of the file: what stood when its end was the file's end.  xref is
 * what its "startxref" says, eof the end of its "%%EOF", end the same with the
 * line end behind it, where there is one.
 */
struct pdfread_revision {
	size_t xref, eof, end;
};

size_t pdfread_revisions(const struct pdfread *r);
/* Oldest first. */
const struct pdfread_revision *pdfread_revision(
    const struct pdfread *r, size_t i);

#define PDFREAD_NONE ((size_t)-1)

/* How a signature was found. */
enum pdfread_place {
	PDFREAD_FIELD, /* the value of a signature field */
	PDFREAD_USAGE_RIGHTS, /* /Perms /UR3 of the catalog */
};

/* A signature or document time stamp, as its dictionary has it. */
struct pdfread_signature {
	enum pdfread_place place;
	const char *field; /* full name of the field, UTF-8 */
	const char *type, *filter, *subfilter; /* "" where absent */
	const char *name, *reason, *location; /* text, UTF-8 */
	bool has_time;
	int64_t time_utc_ms; /* /M */
	uint32_t num, gen; /* of the dictionary's object */
	size_t dict, dict_end; /* "<<" and after ">>" */
	int64_t range[4]; /* /ByteRange; all four or n_range differs */
	size_t n_range; /* how many numbers it has, 0: no such array */
	size_t contents, contents_end; /* of the string, delimiters included */
	const unsigned char *cert; /* /Cert: the certificate of the kind
				      adbe.x509.rsa_sha1; NULL where none */
	size_t cert_len;
	int docmdp; /* /P of the DocMDP transform; 0: does not certify */
	bool certifies; /* catalog /Perms /DocMDP names it */
	int lock; /* /P of its field's /Lock: what may follow it, as /P of
		     DocMDP; 0: nothing said */
	size_t revision; /* the one that ends where its ranges end, or
			    PDFREAD_NONE */
	size_t seen_oldest, seen_newest; /* revisions that hold it */
	char trouble[200]; /* what is wrong with the dictionary or the way to
			      it; "" where nothing is */
};

size_t pdfread_signatures(const struct pdfread *r);
/* By the end of their ranges, so that the first signed comes first. */
const struct pdfread_signature *pdfread_signature(
    const struct pdfread *r, size_t i);

/* Signature fields of the newest revision that hold no signature yet. */
size_t pdfread_empty_fields(const struct pdfread *r);

/* What was tolerated, in words. */
struct pdfread_note {
	const char *words;
};
size_t pdfread_notes(const struct pdfread *r);
const char *pdfread_note(const struct pdfread *r, size_t i);

/* Whether an encryption dictionary stands in the newest trailer. */
bool pdfread_encrypted(const struct pdfread *r);

/*
 * The same signature as a second reader (libqpdf, recovery off) sees it when
 * the file ends at end: *agrees, or the reason why not in why.
 */
struct pdfread_second {
	bool refused; /* the file asks for more work than it gets */
	bool opens; /* the second reader could read the revision at all */
	bool agrees;
	char why[240];
	size_t warnings; /* that it had */
	char warning[200]; /* the first of them */
};
int pdfread_compare(struct pdfread *r, const struct pdfread_signature *s,
    size_t end, struct pdfread_second *out, struct fault *f) MUST_CHECK;

/* Whether the second reader can open the newest revision; asked once. */
void pdfread_second_newest(struct pdfread *r, struct pdfread_second *out);

#endif /* PDFREAD_FILE_H */
