#include "crypto/tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "crypto_in.h"

/* A chain in PEM: certificates are 1 to 3 KB, some of 10 exist. */
#define TLS_CHAIN_BYTES ((size_t)128 << 10)

void
tls_seen_init(struct tls_seen *t)
{
	*t = (struct tls_seen){ .n_chain = 0 };
	buf_init(&t->chain, TLS_CHAIN_BYTES);
}

void
tls_seen_free(struct tls_seen *t)
{
	buf_free(&t->chain);
	tls_seen_init(t);
}

static void
tls_keep_chain(struct tls_seen *t, const STACK_OF(X509) * chain)
{
	const int n = sk_X509_num(chain);
	unsigned char *der;
	struct fault f;
	struct cert *c;
	int i, len;

	buf_free(&t->chain);
	buf_init(&t->chain, TLS_CHAIN_BYTES);
	t->n_chain = 0;
	for (i = 0; i < n && i < TLS_CHAIN_MAX; i++) {
		der = NULL;
		c = NULL;
		len = i2d_X509(sk_X509_value(chain, i), &der);
		/* One that cannot be written again is not counted. */
		if (len > 0 && cert_from_der(der, (size_t)len, &c, &f) == 0 &&
		    cert_pem(c, &t->chain, &f) == 0)
			t->n_chain++;
		cert_free(c);
		OPENSSL_free(der);
	}
	ERR_clear_error();
}

static void
tls_keep_error(struct tls_seen *t, long error)
{
	t->error = (int)error;
	t->verified = error == X509_V_OK;
	(void)snprintf(t->why, sizeof(t->why), "%s",
	    t->verified ? "" : X509_verify_cert_error_string(error));
}

/* Called for each certificate of the chain; an error is told once or more. */
static int
tls_verify(int ok, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_seen *t =
	    ssl == NULL ? NULL : SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (t == NULL)
		return ok;
	if (!t->asked) {
		t->asked = true;
		tls_keep_chain(t, X509_STORE_CTX_get0_untrusted(ctx));
		tls_keep_error(t, X509_V_OK);
	}
	if (!ok && t->error == X509_V_OK)
		tls_keep_error(t, X509_STORE_CTX_get_error(ctx));
	return ok;
}

void
tls_watch(void *ssl_ctx, struct tls_seen *t)
{
	SSL_CTX *ctx = ssl_ctx;

	/* A later handshake on a kept connection would find a watch gone. */
	(void)SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
	(void)SSL_CTX_set_app_data(ctx, t);
	SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), tls_verify);
}

void
tls_look(void *ssl, struct tls_seen *t)
{
	const SSL *s = ssl;

	(void)snprintf(
	    t->version, sizeof(t->version), "%s", SSL_get_version(s));
	(void)snprintf(t->cipher, sizeof(t->cipher), "%s",
	    SSL_CIPHER_get_name(SSL_get_current_cipher(s)));
	t->asked = true;
	tls_keep_chain(t, SSL_get_peer_cert_chain(s));
	tls_keep_error(t, SSL_get_verify_result(s));
}
