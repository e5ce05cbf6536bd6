#include <string.h>

#include "browser_in.h"

/* A rendered page in the form that all looks have. */

static struct net_extra *
extra_add(struct net_look *l, const char *role, const char *media_type,
    const void *bytes, size_t n)
{
	struct net_extra *x;

	l->extras = arena_more(&l->arena, l->extras, l->n_extras, sizeof(*x));
	x = &l->extras[l->n_extras++];
	x->role = role;
	x->media_type = media_type;
	x->bytes = arena_strndup(&l->arena, n == 0 ? "" : bytes, n);
	x->len = n;
	return x;
}

static void
extras_of(struct net_look *l, const struct browser_page *p)
{
	size_t i;

	for (i = 0; i < p->n_shots; i++)
		extra_add(l,
		    i == 0 ? "screenshot"
			   : arena_fmt(&l->arena, "screenshot-%zu", i + 1),
		    "image/png", p->shots[i].data, p->shots[i].len);
	if (p->requests.len > 0)
		extra_add(l, "requests", "application/json", p->requests.data,
		    p->requests.len);
}

/* What plain HTTP brought before: its record, and the body as received. */
static int
plain_of(struct net_look *l, struct jv *detail, const struct net_look *plain,
    struct fault *f)
{
	struct jv *record;
	size_t i;

	if (plain == NULL)
		return 0;
	if (net_look_record(plain, &record, f) != 0)
		return -1;
	jv_set_take(detail, "plain", record);
	if (plain->received.len > 0)
		extra_add(l, "plain", "application/octet-stream",
		    plain->received.data, plain->received.len);
	for (i = 0; i < plain->n_hops; i++)
		if (plain->hops[i].chain[0] != '\0')
			extra_add(l,
			    arena_fmt(
				&l->arena, "plain-certificates-%zu", i + 1),
			    "application/pem-certificate-chain",
			    plain->hops[i].chain, strlen(plain->hops[i].chain));
	return 0;
}

int
browser_look(struct browser_page *p, const char *why,
    const struct net_look *plain, struct net_look **out, struct fault *f)
{
	struct net_look *l = p->look;
	struct jv *detail = p->detail;
	struct buf b;
	int rc = -1;

	buf_init(&b, (size_t)1 << 20);
	p->detail = NULL;
	if (detail == NULL)
		detail = jv_object();
	jv_set_str(detail, "fallback", why);
	extras_of(l, p);
	if (plain_of(l, detail, plain, f) != 0)
		goto out;
	jv_write(detail, &b);
	if (buf_check(&b, "browser", f) != 0)
		goto out;
	l->browser = arena_strndup(&l->arena, (char *)b.data, b.len);
	if (l->end == NET_END_OK) {
		buf_free(&l->decoded);
		l->decoded = p->dom;
		buf_init(&p->dom, 0);
		l->coding = NET_RENDERED;
		/* The document is text by now, whatever its bytes were. */
		l->media_type = "text/html; charset=utf-8";
	}
	p->look = NULL;
	*out = l;
	rc = 0;
out:
	jv_free(detail);
	buf_free(&b);
	browser_page_free(p);
	return rc;
}
