#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The answers of `verify`: never one word, and the exit status a pure
 * function of them.  A verdict is not a fault: a file that can be judged and
 * found bad is VERDICT_NO with a reason.
 */
enum verdict_answer {
	VERDICT_YES,
	VERDICT_NO,
	VERDICT_UNKNOWN,
	VERDICT_NOT_APPLICABLE,
};

struct verdict {
	enum verdict_answer answer;
	bool permitted; /* COVERS-WHOLE-FILE: what follows is permitted */
	char why[400]; /* "" only with yes */
};

enum verdict_name {
	VERDICT_INTACT,
	VERDICT_COVERS,
	VERDICT_UNCHANGED,
	VERDICT_TRUSTED,
	VERDICT_TIMESTAMPED,
	VERDICT_LOGGED,
	VERDICT_EVIDENCE,
	VERDICT_FRESH,
};

#define VERDICT_SIGNATURE_N \
	5 /* INTACT … TIMESTAMPED are asked of each
				 signature */
#define VERDICT_N 8

const char *verdict_title(enum verdict_name n); /* "COVERS-WHOLE-FILE" */
const char *verdict_word(enum verdict_answer a); /* "not applicable" */

/* Set answer and reason; returns v so that it can stand in an initialiser. */
void verdict_set(struct verdict *v, enum verdict_answer a, const char *why);

/* The verdicts on one signature of a file. */
struct verdict_signature {
	struct verdict v[VERDICT_SIGNATURE_N];
};

/*
 * The exit status of CLI.md for one file: signatures (none: 1) and the three
 * verdicts on the packet.  The bottom line, one sentence, goes to out.
 */
int verdict_status(const struct verdict_signature *sigs, size_t n,
    const struct verdict packet[3], char *out, size_t out_len);

/* The worse of two statuses: worst first 3, 1, 6, 5, 0. */
int verdict_worse(int a, int b);

#endif /* MODEL_VERDICT_H */
