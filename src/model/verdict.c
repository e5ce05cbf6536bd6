#include "model/verdict.h"

#include <stdio.h>
#include <string.h>

const char *
verdict_title(enum verdict_name n)
{
	static const char *const titles[VERDICT_N] = {
		[VERDICT_INTACT] = "INTACT",
		[VERDICT_COVERS] = "COVERS-WHOLE-FILE",
		[VERDICT_UNCHANGED] = "UNCHANGED-AFTER-SIGNING",
		[VERDICT_TRUSTED] = "TRUSTED",
		[VERDICT_TIMESTAMPED] = "TIMESTAMPED",
		[VERDICT_LOGGED] = "LOGGED",
		[VERDICT_EVIDENCE] = "EVIDENCE-MATCHES",
		[VERDICT_FRESH] = "FRESH",
	};

	return titles[n];
}

const char *
verdict_word(enum verdict_answer a)
{
	static const char *const words[] = {
		[VERDICT_YES] = "yes",
		[VERDICT_NO] = "no",
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_NOT_APPLICABLE] = "not applicable",
	};

	return words[a];
}

void
verdict_set(struct verdict *v, enum verdict_answer a, const char *why)
{
	v->answer = a;
	v->permitted = false;
	(void)snprintf(v->why, sizeof(v->why), "%s", why);
}

int
verdict_worse(int a, int b)
{
	static const int order[] = { 3, 1, 6, 5, 0 };
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return 3;
}

/* The status that one signature's verdicts call for, and in which words. */
static int
signature_status(const struct verdict_signature *s, const char **words)
{
	const struct verdict *v = s->v;

	if (v[VERDICT_INTACT].answer == VERDICT_NO) {
		*words = "a signature does not hold";
		return 1;
	}
	/* What could not be checked must not pass for checked. */
	if (v[VERDICT_INTACT].answer != VERDICT_YES) {
		*words = "a signature could not be checked";
		return 1;
	}
	if (v[VERDICT_COVERS].answer == VERDICT_NO &&
	    !v[VERDICT_COVERS].permitted) {
		*words = "a signature does not cover the whole file";
		return 1;
	}
	if (v[VERDICT_UNCHANGED].answer == VERDICT_NO) {
		*words = "the file was changed after it was signed";
		return 1;
	}
	if (v[VERDICT_TRUSTED].answer == VERDICT_NO) {
		*words = "intact, but a signer is not trusted";
		return 5;
	}
	if (v[VERDICT_TRUSTED].answer != VERDICT_YES) {
		*words = "intact; whether the signer is to be trusted was not "
			 "settled";
		return 5;
	}
	*words = "signed by a trusted signer and unchanged since";
	return 0;
}

/* The status of all signatures; words are those of the worst. */
static int
signatures_status(
    const struct verdict_signature *sigs, size_t n, const char **words)
{
	const char *own;
	int status = 0, s;
	size_t i;

	if (n == 0) {
		*words = "the file has no signature";
		return 1;
	}
	for (i = 0; i < n; i++) {
		s = signature_status(&sigs[i], &own);
		if (i == 0 || (s != status && verdict_worse(s, status) == s)) {
			status = s;
			*words = own;
		}
	}
	return status;
}

/* Add "; words" to a line that has room for size bytes. */
static void
add(char *line, size_t size, const char *words)
{
	size_t n = strlen(line);

	(void)snprintf(line + n, size - n, "; %s", words);
}

/* What changes no status is said all the same. */
static void
add_rest(char *line, size_t size, const struct verdict_signature *sigs,
    size_t n, const struct verdict packet[3])
{
	static const char *const words[3][2] = {
		{ "", "whether it was logged is not known" },
		{ "every quote is found at its bytes",
		    "whether the evidence inside matches is not known" },
		{ "neither revoked nor replaced",
		    "whether it was revoked or replaced is not known" },
	};
	size_t i, stamped = 0;

	for (i = 0; i < 3; i++) {
		if (packet[i].answer == VERDICT_YES && words[i][0][0] != '\0')
			add(line, size, words[i][0]);
		else if (packet[i].answer == VERDICT_UNKNOWN)
			add(line, size, words[i][1]);
	}
	if (packet[VERDICT_FRESH - VERDICT_LOGGED].answer == VERDICT_NO)
		add(line, size, "it was revoked or replaced");
	for (i = 0; i < n; i++)
		stamped += sigs[i].v[VERDICT_TIMESTAMPED].answer == VERDICT_YES;
	if (n > 0 && stamped == 0)
		add(line, size, "no time stamp proves when it was signed");
}

int
verdict_status(const struct verdict_signature *sigs, size_t n,
    const struct verdict packet[3], char *out, size_t out_len)
{
	const struct verdict *logged = &packet[VERDICT_LOGGED - VERDICT_LOGGED];
	const struct verdict *evidence =
	    &packet[VERDICT_EVIDENCE - VERDICT_LOGGED];
	const char *words = "";
	int status = signatures_status(sigs, n, &words);

	if (evidence->answer == VERDICT_NO && status != 1) {
		status = 1;
		words = "the evidence inside does not match";
	}
	if (logged->answer == VERDICT_NO && status != 1) {
		status = 6;
		words = "signed, not logged";
	}
	(void)snprintf(out, out_len, "%s: %s",
	    status == 0       ? "yes"
		: status == 5 ? "not trusted"
			      : "no",
	    words);
	if (status != 1)
		add_rest(out, out_len, sigs, n, packet);
	return status;
}
