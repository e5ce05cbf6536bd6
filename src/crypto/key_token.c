/* The engine interface is on its way out, but Debian 12 has no PKCS#11
 * provider: libengine-pkcs11-openssl (libp11, by OpenSC) is what it keeps, and
 * it is needed at run time only. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <stdlib.h>
#include <string.h>

#include <openssl/engine.h>
#include <openssl/err.h>

#include "base/mem.h"
#include "crypto/key.h"
#include "crypto_in.h"

#define URI_MAX 1024

/* A PIN in a command line is one that everybody reads. */
static int
token_check(const char *uri, struct fault *f)
{
	if (strlen(uri) > URI_MAX)
		return fault_set(f, FAULT_LIMIT,
		    "pkcs11: want a URI of at most %d bytes", URI_MAX);
	if (strstr(uri, "pin-value") != NULL ||
	    strstr(uri, "pin-source") != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "pkcs11: want no PIN in the URI, since others can read it "
		    "there; give --pass-file, or type it");
	return 0;
}

/*
 *= RFC 7512 section 2.4: module-path is an attribute of the query; the engine
 *= is told it apart.  *bare and *module are yours.
 */
static int
token_split(const char *uri, char **bare, char **module, struct fault *f)
{
	const char *query = strchr(uri, '?');
	static const char key[] = "module-path=";

	*bare = mem_strndup(
	    uri, query == NULL ? strlen(uri) : (size_t)(query - uri));
	*module = NULL;
	if (query == NULL)
		return 0;
	if (strncmp(query + 1, key, sizeof(key) - 1) != 0 ||
	    strchr(query, '&') != NULL)
		return fault_set(f, FAULT_FORMAT,
		    "pkcs11: want ?module-path=… and nothing else after \"?\"");
	*module = mem_strdup(query + sizeof(key));
	return 0;
}

static int
token_engine(ENGINE **out, const char *module, struct fault *f)
{
	ENGINE *e;

	ENGINE_load_dynamic();
	e = ENGINE_by_id("pkcs11");
	if (e == NULL) {
		ERR_clear_error();
		return fault_set(f, FAULT_ABSENT,
		    "OpenSSL has no engine for PKCS#11 here (Debian: "
		    "libengine-pkcs11-openssl)");
	}
	*out = e;
	if (module != NULL &&
	    ENGINE_ctrl_cmd_string(e, "MODULE_PATH", module, 0) != 1)
		return crypto_fault(
		    f, "the PKCS#11 module %s cannot be set", module);
	return 0;
}

int
key_load_token(const struct key_source *s, struct key **out, struct fault *f)
{
	struct secret pin = { NULL, 0, 0 };
	char *bare = NULL, *module = NULL;
	EVP_PKEY *pkey = NULL;
	ENGINE *e = NULL;
	bool begun = false;
	int rc = -1;

	if (token_check(s->path, f) != 0 ||
	    token_split(s->path, &bare, &module, f) != 0 ||
	    token_engine(&e, module, f) != 0)
		goto out;
	if (ENGINE_init(e) != 1) {
		crypto_fault(f,
		    "the PKCS#11 module cannot be opened%s%s (see "
		    "PKCS11_MODULE_PATH, or ?module-path= in the URI)",
		    module != NULL ? ": " : "", module != NULL ? module : "");
		goto out;
	}
	begun = true;
	if (key_pass(s, bare, &pin, f) != 0)
		goto out;
	if (ENGINE_ctrl_cmd_string(e, "PIN", pin.p, 0) != 1) {
		crypto_fault(f, "%s: the PIN cannot be set", bare);
		goto out;
	}
	pkey = ENGINE_load_private_key(e, bare, NULL, NULL);
	if (pkey == NULL) {
		crypto_fault(f,
		    "%s: no private key is found there, or the PIN is wrong",
		    bare);
		goto out;
	}
	if (key_take(pkey, bare, out, f) != 0)
		goto out;
	pkey = NULL;
	rc = 0;
out:
	EVP_PKEY_free(pkey);
	/* A key that was loaded holds the engine itself. */
	if (begun)
		(void)ENGINE_finish(e);
	ENGINE_free(e);
	secret_free(&pin);
	free(bare);
	free(module);
	return rc;
}
