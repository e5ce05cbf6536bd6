#include "cli/seal_arg.h"

#include <string.h>

#include "net/post.h"

static int
seal_post(void *arg, const struct post *p, struct buf *out, struct fault *f)
{
	const struct seal_arg *a = arg;
	const struct net_post n = {
		.url = p->url,
		.media_type = p->media_type,
		.accept = p->accept,
		.basic_auth = p->basic_auth,
		.body = p->body,
		.n = p->n,
		.max_bytes = p->max_bytes,
		.timeout_ms = p->timeout_ms,
		.allow_private = p->allow_private,
		.proxy = a->proxy,
		.ca = a->ca,
	};

	return net_post(&n, out, f);
}

bool
seal_arg_signs(const struct seal_arg *a)
{
	return a->key != NULL || a->p12 != NULL;
}

static int
check_key(const struct seal_arg *a, struct fault *f)
{
	if (a->key != NULL && a->p12 != NULL)
		return fault_set(
		    f, FAULT_FORMAT, "want --key or --p12, have both");
	if (a->key != NULL && a->cert == NULL)
		return fault_set(f, FAULT_FORMAT, "--key without --cert");
	if (a->cert != NULL && a->key == NULL && a->p12 == NULL)
		return fault_set(f, FAULT_FORMAT, "--cert without --key");
	if (!seal_arg_signs(a) &&
	    (a->chain != NULL || a->pass_file != NULL || a->pss != NULL))
		return fault_set(f, FAULT_FORMAT, "%s without --key",
		    a->chain != NULL           ? "--chain"
			: a->pass_file != NULL ? "--pass-file"
					       : "--pss");
	return 0;
}

int
seal_arg_check(struct seal_arg *a, struct fault *f)
{
	size_t i;

	if (check_key(a, f) != 0)
		return -1;
	a->level = a->n_tsa > 0 ? SEAL_T : SEAL_B;
	if (a->level_word != NULL &&
	    seal_level_parse(a->level_word, &a->level, f) != 0)
		return -1;
	if (a->level == SEAL_B && a->n_tsa > 0)
		return fault_set(f, FAULT_FORMAT,
		    "--level b has no time stamp: want t, lt or lta with --tsa");
	if (a->level > SEAL_B && a->n_tsa == 0)
		return fault_set(f, FAULT_FORMAT,
		    "--level %s wants a time-stamp authority: --tsa",
		    a->level_word);
	if (a->n_tsa == 0 && (a->tsa_auth != NULL || a->tsa_policy != NULL))
		return fault_set(f, FAULT_FORMAT, "%s without --tsa",
		    a->tsa_auth != NULL ? "--tsa-auth" : "--tsa-policy");
	for (i = 0; i < a->n_tsa; i++)
		if (strncmp(a->tsa[i], "http://", 7) != 0 &&
		    strncmp(a->tsa[i], "https://", 8) != 0)
			return fault_set(f, FAULT_FORMAT,
			    "--tsa: want an address that begins with http:// "
			    "or https://, have \"%s\"",
			    a->tsa[i]);
	return 0;
}

int
seal_arg_open(struct seal_arg *a, int64_t now_utc_ms, struct fault *f)
{
	const struct signer_request r = {
		.key = { .path = a->key,
		    .p12 = a->p12,
		    .pass_file = a->pass_file,
		    .ask = ask_secret,
		    .pss = a->pss != NULL },
		.cert_path = a->cert,
		.chain_path = a->chain,
		.now_utc_ms = now_utc_ms,
	};
	const struct poster net = { seal_post, a };

	a->source.n = 0;
	while (a->source.n < a->n_tsa) {
		a->source.at[a->source.n].url = a->tsa[a->source.n];
		a->source.n++;
	}
	a->source.policy = a->tsa_policy;
	a->source.net = net;
	if (a->tsa_auth != NULL &&
	    tsp_source_auth(&a->source, a->tsa_auth, f) != 0)
		return -1;
	a->services = (struct seal_services){
		.tsa = a->source.n > 0 ? &a->source : NULL,
		.gather = { .net = net,
		    .now_utc_ms = now_utc_ms,
		    .allow_private = a->allow_private != NULL,
		    .cache = a->cache },
		.now_utc_ms = now_utc_ms,
	};
	if (!seal_arg_signs(a))
		return 0;
	if (signer_load(&r, &a->signer, f) != 0)
		return -1;
	if (a->level >= SEAL_T)
		signer_stamp(a->signer, &a->source);
	return 0;
}

void
seal_arg_close(struct seal_arg *a)
{
	signer_free(a->signer);
	a->signer = NULL;
	tsp_source_wipe(&a->source);
}
