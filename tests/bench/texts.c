/*
 * texts CAPTURES OUT: the text of each pair in CAPTURES/pairs.jsonl (captures
 * with the declaration that held then), as OUT/1.txt, OUT/2.txt, …, a block a
 * line, for a judge that knows what others made of the same captures.  Says on stderr
 * which declarations are refused (and reads them all the same), and which
 * captures are gaps.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/jv.h"
#include "intake/declaration.h"
#include "model/joined.h"
#include "text/extract.h"

#define FILE_BYTES ((size_t)1 << 28)

static void
give_up(const char *what, const struct fault *f)
{
	(void)fprintf(stderr, "%s: %s\n", what, f->text);
	exit(3);
}

/* The declaration of a pair, as a service's file would say it. */
static void
read_declaration(
    const struct jv *pair, struct arena *a, struct declaration *out)
{
	struct declaration_service s;
	struct fault f;
	struct buf b;

	buf_init(&b, FILE_BYTES);
	buf_str(&b, "{\"terms\":{\"T\":");
	jv_write(jv_get(pair, "declaration"), &b);
	buf_str(&b, "}}");
	if (declaration_service_parse("S", &b, NULL, a, &s, &f) != 0)
		give_up("declaration", &f);
	*out = s.periods[0].d;
	buf_free(&b);
}

/* The words of the blocks: what stands between is not the page's own. */
static void
write_words(const char *path, const struct page *p)
{
	struct fault f;
	struct buf b;
	size_t i;

	buf_init(&b, FILE_BYTES);
	for (i = 0; i < p->n_blocks; i++) {
		buf_add(&b, p->text + p->blocks[i].start,
		    p->blocks[i].end - p->blocks[i].start);
		buf_str(&b, "\n");
	}
	if (file_publish(path, b.len > 0 ? b.data : (const void *)"", b.len,
		0644, &f) != 0)
		give_up(path, &f);
	buf_free(&b);
}

static void
make_text(const char *folder, const char *out, const struct jv *pair, size_t n)
{
	struct joined_part parts[JOINED_PARTS_MAX];
	struct buf files[JOINED_PARTS_MAX], joined;
	const struct jv *html = jv_get(pair, "html");
	struct extract_source s = { .media = MEDIA_HTML,
		.media_type = "text/html" };
	struct declaration d;
	char type[JOINED_TYPE], path[4096];
	const char *gap;
	struct arena a;
	struct fault f;
	struct page p;
	size_t i;

	arena_init(&a);
	buf_init(&joined, FILE_BYTES);
	read_declaration(pair, &a, &d);
	if (*d.refused != '\0')
		(void)fprintf(stderr, "%zu: refused: %s\n", n, d.refused);
	for (i = 0; i < jv_count(html); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    jv_text(jv_at(html, i)));
		buf_init(&files[i], FILE_BYTES);
		if (file_read(path, &files[i], &f) != 0)
			give_up(path, &f);
		parts[i] = (struct joined_part){ d.sources[i].url, "text/html",
			files[i].data, files[i].len };
	}
	s.bytes = files[0].data;
	s.len = files[0].len;
	s.base_url = d.sources[0].url;
	s.select = declaration_select(&a, &d);
	s.remove = declaration_remove(&a, &d);
	if (i > 1) {
		if (joined_write(parts, i, &joined, type, &f) != 0)
			give_up("joined", &f);
		s.media = MEDIA_OTHER;
		s.media_type = type;
		s.bytes = joined.data;
		s.len = joined.len;
	}
	if (extract_page(&s, &p, &gap, &f) != 0)
		give_up(jv_text(jv_get(pair, "version_commit")), &f);
	if (gap != NULL)
		(void)fprintf(stderr, "%zu: gap: %s\n", n, gap);
	(void)snprintf(path, sizeof(path), "%s/%zu.txt", out, n);
	write_words(path, &p);
	page_free(&p);
	for (i = 0; i < jv_count(html); i++)
		buf_free(&files[i]);
	buf_free(&joined);
	arena_free(&a);
}

int
main(int argc, char *argv[])
{
	struct jv *pair;
	struct buf list;
	char path[4096];
	size_t n = 0, len;
	const char *p;
	struct fault f;

	if (argc != 3)
		return 2;
	buf_init(&list, FILE_BYTES);
	(void)snprintf(path, sizeof(path), "%s/pairs.jsonl", argv[1]);
	if (file_read(path, &list, &f) != 0)
		give_up(path, &f);
	buf_add(&list, "", 1);
	for (p = (const char *)list.data; *p != '\0'; p += len + 1) {
		len = strcspn(p, "\n");
		if (jv_parse(p, len, &pair, &f) != 0)
			give_up(path, &f);
		make_text(argv[1], argv[2], pair, ++n);
		jv_free(pair);
		if (p[len] == '\0')
			break;
	}
	buf_free(&list);
	return 0;
}
