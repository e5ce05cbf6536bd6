#include "model/verdict.h"

#include <stdio.h>

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

/* The status that one signature's verdicts call for, 0 where none does. */
static int
signature_status(const struct verdict_signature *s, const char **name)
{
	const struct verdict *v = s->v;

	if (v[VERDICT_INTACT].answer != VERDICT_YES) {
		*name = "the signature does not hold";
		return 1;
	}
	if (v[VERDICT_COVERS].answer == VERDICT_NO &&
	    !v[VERDICT_COVERS].permitted) {
		*name = "the signature does not cover the whole file";
		return 1;
	}
	if (v[VERDICT_UNCHANGED].answer == VERDICT_NO) {
		*name = "the file was changed after it was signed";
		return 1;
	}
	if (v[VERDICT_TRUSTED].answer != VERDICT_YES) {
		*name = v[VERDICT_TRUSTED].answer == VERDICT_NO
		    ? "intact, but the signer is not trusted"
		    : "intact; whether the signer is to be trusted was not asked";
		return 5;
	}
	return 0;
}

int
verdict_status(const struct verdict_signature *sigs, size_t n,
    const struct verdict packet[3], char *out, size_t out_len)
{
	const struct verdict *logged = &packet[VERDICT_LOGGED - VERDICT_LOGGED];
	const struct verdict *evidence =
	    &packet[VERDICT_EVIDENCE - VERDICT_LOGGED];
	const struct verdict *fresh = &packet[VERDICT_FRESH - VERDICT_LOGGED];
	const char *words = "";
	const char *name = NULL;
	int status = 0, s;
	size_t i;

	if (n == 0) {
		(void)snprintf(out, out_len, "no: the file has no signature");
		return 1;
	}
	for (i = 0; i < n; i++) {
		s = signature_status(&sigs[i], &name);
		if (i == 0 || verdict_worse(s, status) != status) {
			status = i == 0 ? s : verdict_worse(s, status);
			words = name != NULL ? name : "";
		}
	}
	if (evidence->answer == VERDICT_NO && status != 1) {
		status = 1;
		words = "the evidence inside does not match";
	}
	if (logged->answer == VERDICT_NO &&
	    verdict_worse(6, status) != status) {
		status = 6;
		words = "signed, not logged";
	}
	switch (status) {
	case 0:
		(void)snprintf(out, out_len,
		    "yes: signed by a trusted signer and unchanged since%s%s%s",
		    evidence->answer == VERDICT_YES
			? "; every quote is found at its bytes"
			: "",
		    sigs[0].v[VERDICT_TIMESTAMPED].answer == VERDICT_YES
			? ""
			: "; without a time stamp",
		    fresh->answer == VERDICT_NO
			? "; but it was revoked or replaced"
			: "");
		break;
	default:
		(void)snprintf(out, out_len, "%s: %s",
		    status == 5 ? "not trusted" : "no", words);
	}
	return status;
}
