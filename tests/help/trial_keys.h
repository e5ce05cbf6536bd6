#ifndef TESTS_HELP_TRIAL_KEYS_H
#define TESTS_HELP_TRIAL_KEYS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/trial.h"

/* Trial keys in a folder of their own, for code that takes paths. */
struct trial_keys {
	char dir[64];
	char root[96], root_key[96], signer[96], signer_key[96], crl[96];
};

static inline int
trial_keys_put(
    const char *path, const struct trial_text *t, mode_t mode, struct fault *f)
{
	return file_create(path, t->p, t->n, mode, f);
}

static inline int
trial_keys_make(struct trial_keys *k, enum trial_type type, int64_t now_utc_ms,
    struct fault *f)
{
	const struct trial_request r = {
		.name = "Jo\xc3\xa3o Example",
		.type = type,
		.crl = false,
		.now_utc_ms = now_utc_ms,
	};
	struct trial t;
	int rc = -1;

	memset(k, 0, sizeof(*k));
	memset(&t, 0, sizeof(t));
	(void)snprintf(k->dir, sizeof(k->dir), "/tmp/proviso-test-XXXXXX");
	if (mkdtemp(k->dir) == NULL)
		return fault_sys(f, "%s", k->dir);
	(void)snprintf(k->root, sizeof(k->root), "%s/root.pem", k->dir);
	(void)snprintf(k->root_key, sizeof(k->root_key), "%s/root.key", k->dir);
	(void)snprintf(k->signer, sizeof(k->signer), "%s/signer.pem", k->dir);
	(void)snprintf(
	    k->signer_key, sizeof(k->signer_key), "%s/signer.key", k->dir);
	if (trial_make(&r, &t, f) == 0 &&
	    trial_keys_put(k->root, &t.root, 0644, f) == 0 &&
	    trial_keys_put(k->root_key, &t.root_key, 0600, f) == 0 &&
	    trial_keys_put(k->signer, &t.signer, 0644, f) == 0 &&
	    trial_keys_put(k->signer_key, &t.signer_key, 0600, f) == 0)
		rc = 0;
	trial_free(&t);
	return rc;
}

static inline void
trial_keys_remove(struct trial_keys *k)
{
	if (k->dir[0] == '\0')
		return;
	(void)unlink(k->root);
	(void)unlink(k->root_key);
	(void)unlink(k->signer);
	(void)unlink(k->signer_key);
	(void)rmdir(k->dir);
	k->dir[0] = '\0';
}

#endif /* TESTS_HELP_TRIAL_KEYS_H */
