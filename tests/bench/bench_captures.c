/*
 * bench_captures CAPTURES: how fast real captures become text, one after the
 * other, read and extracted with the declaration that held then, else "body":
 * all HTML that CAPTURES/index.tsv calls neither an error page nor the same
 * page again.  peer/run.mjs does the same with the engine that others use.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/jv.h"
#include "intake/declaration.h"
#include "text/extract.h"

#define FILE_BYTES ((size_t)1 << 28)

struct known {
	const char *file;
	const struct declaration_source *source;
};

struct run {
	const char *folder;
	struct arena a;
	struct known *known; /* the last one of a file counts */
	size_t n_known, n, gaps, bytes;
};

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
give_up(const char *what, const struct fault *f)
{
	(void)fprintf(stderr, "%s: %s\n", what, f->text);
	exit(3);
}

/* A file of the folder as text. */
static char *
read_list(const struct run *r, const char *name)
{
	char path[4096];
	struct fault f;
	struct buf b;

	buf_init(&b, FILE_BYTES);
	(void)snprintf(path, sizeof(path), "%s/%s", r->folder, name);
	if (file_read(path, &b, &f) != 0)
		give_up(path, &f);
	buf_add(&b, "", 1);
	return buf_take(&b);
}

static void
add_pair(struct run *r, const struct jv *pair)
{
	const struct jv *html = jv_get(pair, "html");
	struct declaration_service s;
	struct fault f;
	struct buf b;
	size_t i;

	buf_init(&b, FILE_BYTES);
	buf_str(&b, "{\"terms\":{\"T\":");
	jv_write(jv_get(pair, "declaration"), &b);
	buf_str(&b, "}}");
	if (declaration_service_parse("S", &b, NULL, &r->a, &s, &f) != 0)
		give_up("declaration", &f);
	buf_free(&b);
	for (i = 0; i < jv_count(html); i++) {
		r->known =
		    arena_more(&r->a, r->known, r->n_known, sizeof(*r->known));
		r->known[r->n_known].file =
		    arena_strdup(&r->a, jv_text(jv_at(html, i)));
		r->known[r->n_known++].source = &s.periods[0].d.sources[i];
	}
}

static void
read_pairs(struct run *r)
{
	char *list = read_list(r, "pairs.jsonl"), *p, *next;
	struct fault f;
	struct jv *pair;

	for (p = list; *p != '\0'; p = next) {
		next = p + strcspn(p, "\n");
		if (jv_parse(p, (size_t)(next - p), &pair, &f) != 0)
			give_up("pairs.jsonl", &f);
		add_pair(r, pair);
		jv_free(pair);
		next += *next == '\n';
	}
	free(list);
}

static void
extract(struct run *r, const char *file)
{
	struct extract_source s = { .media = MEDIA_HTML,
		.media_type = "text/html",
		.base_url = "https://example.com/",
		.select = "body",
		.remove = "" };
	char path[4096];
	const char *gap;
	struct fault f;
	struct page p;
	struct buf b;
	size_t i;

	for (i = 0; i < r->n_known; i++)
		if (strcmp(r->known[i].file, file) == 0) {
			s.base_url = r->known[i].source->url;
			s.select = r->known[i].source->select;
			s.remove = r->known[i].source->remove;
		}
	buf_init(&b, FILE_BYTES);
	(void)snprintf(path, sizeof(path), "%s/%s", r->folder, file);
	if (file_read(path, &b, &f) != 0)
		give_up(path, &f);
	s.bytes = b.data;
	s.len = b.len;
	if (extract_page(&s, &p, &gap, &f) != 0)
		give_up(path, &f);
	page_free(&p);
	r->bytes += b.len;
	r->gaps += gap != NULL;
	r->n++;
	buf_free(&b);
}

/* A line of index.tsv: its file comes first, what is said of it last. */
static void
extract_line(struct run *r, char *line)
{
	size_t n = strcspn(line, "\t");

	if (n < 5 || memcmp(line + n - 5, ".html", 5) != 0 ||
	    strstr(line, "error_page") != NULL ||
	    strstr(line, "same_page") != NULL)
		return;
	line[n] = '\0';
	extract(r, line);
}

int
main(int argc, char *argv[])
{
	struct run r = { .n = 0 };
	struct rusage use;
	double begun, took;
	char *list, *line;

	if (argc != 2)
		return 2;
	r.folder = argv[1];
	arena_init(&r.a);
	read_pairs(&r);
	list = read_list(&r, "index.tsv");
	begun = now();
	for (line = strtok(list, "\n"); line != NULL; line = strtok(NULL, "\n"))
		extract_line(&r, line);
	took = now() - begun;
	(void)getrusage(RUSAGE_SELF, &use);
	(void)printf("%zu documents, %zu gaps, %.1f MB, %.2f s: "
		     "%.1f documents/s, %.2f MB/s, %ld MB\n",
	    r.n, r.gaps, (double)r.bytes / 1e6, took, (double)r.n / took,
	    (double)r.bytes / 1e6 / took, use.ru_maxrss / 1024);
	free(list);
	arena_free(&r.a);
	return 0;
}
