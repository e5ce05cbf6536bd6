/*
 * How fast pages become text.  Reads names of files, one a line, from stdin;
 * .html and .md among them are extracted, and parsed by the bare parsers, in
 * turns.  Prints MB/s of each and the ratio of the times, best of three:
 *
 *     find DIR -name '*.html' -o -name '*.md' | build/tests/bench/bench_text
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <gumbo.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "text/extract.h"
#include "../src/text/text_in.h"

struct set {
	struct buf *files;
	size_t n, cap, bytes;
};

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
set_add(struct set *s, const char *path)
{
	struct fault f;

	if (s->n == s->cap) {
		s->cap = s->cap == 0 ? 64 : 2 * s->cap;
		s->files = mem_grow(s->files, s->cap, sizeof(*s->files));
	}
	buf_init(&s->files[s->n], (size_t)1 << 26);
	if (file_read(path, &s->files[s->n], &f) != 0) {
		(void)fprintf(stderr, "%s\n", f.text);
		exit(3);
	}
	s->bytes += s->files[s->n++].len;
}

static double
ours(const struct set *s, enum media media)
{
	struct extract_source src = { .media = media,
		.media_type = "",
		.base_url = "https://a.example/",
		.select = "",
		.remove = "" };
	double begun = now();
	struct page p;
	struct fault f;
	const char *gap;
	size_t i;

	for (i = 0; i < s->n; i++) {
		src.bytes = s->files[i].data;
		src.len = s->files[i].len;
		if (extract_page(&src, &p, &gap, &f) == 0)
			page_free(&p);
	}
	return now() - begun;
}

static double
bare_cmark(const struct set *s)
{
	double begun = now();
	cmark_parser *parser;
	size_t i;

	cmark_gfm_core_extensions_ensure_registered();
	for (i = 0; i < s->n; i++) {
		parser = cmark_parser_new(CMARK_OPT_DEFAULT);
		(void)cmark_parser_attach_syntax_extension(
		    parser, cmark_find_syntax_extension("table"));
		cmark_parser_feed(
		    parser, (char *)s->files[i].data, s->files[i].len);
		cmark_node_free(cmark_parser_finish(parser));
		cmark_parser_free(parser);
	}
	return now() - begun;
}

/* The parser on whole pages, or on what it is given of them. */
static double
bare_gumbo(const struct set *s, int sifted, size_t *given)
{
	GumboOptions o = kGumboDefaultOptions;
	GumboOutput *out;
	const char *gap;
	double took = 0, begun;
	char *p;
	size_t i, n;

	*given = 0;
	for (i = 0; i < s->n; i++) {
		p = (char *)s->files[i].data;
		n = s->files[i].len;
		if (sifted)
			p = sift_html(p, n, &n, &gap);
		*given += n;
		begun = now();
		out = gumbo_parse_with_options(&o, p, n);
		gumbo_destroy_output(&o, out);
		took += now() - begun;
		if (sifted)
			free(p);
	}
	return took;
}

static void
report(const char *what, size_t bytes, double took, double of)
{
	(void)printf("%-34s %7.1f MB/s  %6.3f s", what,
	    (double)bytes / 1e6 / took, took);
	if (of > 0)
		(void)printf("  of which we take %.2f", of / took);
	(void)printf("\n");
}

static void
least(double *best, double took)
{
	if (*best <= 0 || took < *best)
		*best = took;
}

int
main(void)
{
	struct set md = { 0 }, html = { 0 };
	double best[5] = { 0 };
	struct rusage use;
	char line[4096];
	size_t n, given = 0, whole;
	int i;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		n = strcspn(line, "\n");
		line[n] = '\0';
		if (n > 3 && strcmp(line + n - 3, ".md") == 0)
			set_add(&md, line);
		else if (n > 5 && strcmp(line + n - 5, ".html") == 0)
			set_add(&html, line);
	}
	for (i = 0; i < 3; i++) {
		least(&best[0], ours(&md, MEDIA_MARKDOWN));
		least(&best[1], bare_cmark(&md));
		least(&best[2], ours(&html, MEDIA_HTML));
		least(&best[3], bare_gumbo(&html, 0, &whole));
		least(&best[4], bare_gumbo(&html, 1, &given));
	}
	(void)getrusage(RUSAGE_SELF, &use);
	(void)printf(
	    "%zu Markdown files, %.1f MB\n", md.n, (double)md.bytes / 1e6);
	if (md.n > 0) {
		report("  to blocks", md.bytes, best[0], 0);
		report("  cmark-gfm alone", md.bytes, best[1], best[0]);
	}
	(void)printf("%zu HTML files, %.1f MB, of which the parser is given "
		     "%.1f MB\n",
	    html.n, (double)html.bytes / 1e6, (double)given / 1e6);
	if (html.n > 0) {
		report("  to blocks", html.bytes, best[2], 0);
		report(
		    "  gumbo alone, whole pages", html.bytes, best[3], best[2]);
		report("  gumbo alone, what it is given", html.bytes, best[4],
		    best[2]);
	}
	(void)printf(
	    "memory at most %ld MB, inputs included\n", use.ru_maxrss / 1024);
	return 0;
}
