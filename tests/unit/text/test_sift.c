#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gumbo.h>

#include "base/file.h"
#include "base/mem.h"
#include "help/test.h"
#include "text/dom.h"

/*
 * What is kept from the parser must hold no word of the page.  So each page
 * here is also parsed whole, and the words of both trees are compared, but
 * for those that no page shows.
 */
static bool
is_no_text(const char *name)
{
	static const char *const names[] = { "script", "style", "iframe",
		"noembed", "noframes", "svg", "template" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
whole_words(const GumboNode *n, char *out, size_t *o)
{
	unsigned i;

	if (n->type == GUMBO_NODE_ELEMENT) {
		if (is_no_text(gumbo_normalized_tagname(n->v.element.tag)))
			return;
		for (i = 0; i < n->v.element.children.length; i++)
			whole_words(n->v.element.children.data[i], out, o);
	} else if (n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_CDATA ||
	    n->type == GUMBO_NODE_WHITESPACE) {
		memcpy(out + *o, n->v.text.text, strlen(n->v.text.text));
		*o += strlen(n->v.text.text);
	}
}

static void
assert_same_words(const char *html, size_t n, const char *what)
{
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *whole;
	char *want, *have;
	const char *gap;
	struct arena a;
	struct fault f;
	struct dom d;
	size_t w = 0, h = 0, room;
	uint32_t i;

	options.max_errors = 0;
	arena_init(&a);
	assert_ok(dom_parse(&a, html, n, &d, &gap, &f), &f);
	if (gap != NULL)
		fail_msg("%s: %s", what, gap);
	whole = gumbo_parse_with_options(&options, html, n);
	room = 64 * n + 64;
	want = mem_grow(NULL, room, 1);
	have = mem_grow(NULL, room, 1);
	whole_words(whole->root, want, &w);
	for (i = 0; i < d.n; i++) {
		if (is_no_text(d.names[d.nodes[i].name])) {
			i = d.nodes[i].end - 1;
		} else if (d.nodes[i].name == DOM_TEXT) {
			memcpy(have + h, d.nodes[i].text, d.nodes[i].len);
			h += d.nodes[i].len;
		}
	}
	if (w != h || memcmp(have, want, w) != 0)
		fail_msg("%s: kept \"%.*s\", whole \"%.*s\"", what,
		    (int)(h < 300 ? h : 300), have, (int)(w < 300 ? w : 300),
		    want);
	gumbo_destroy_output(&options, whole);
	free(want);
	free(have);
	arena_free(&a);
}

static void
test_where_raw_text_ends(void **state)
{
	static const char *const pages[] = {
		"a<script>b</script>c",
		"a<script>b</scriptx>c</script >d",
		"a<SCRIPT>b</Script/>c",
		"a<script>b</script",
		"a<script>b</script foo='>'>c",
		"a<script><!-- <script>b</script> --></script>c",
		"a<script><!-- <script>b</script>c</script>d",
		"a<script><!-- </script>b",
		"a<script><!--></script>b",
		"a<script><!---></script>b",
		"a<script><!-- <scriptx>b</script>c</script>d",
		"a<script><!-- <script >b</script/>c--></script>d",
		"a<style><!-- </style>b",
		"a<style></STYLE\n>b",
		"a<title>b<p></title>c<textarea><p>d</textarea>e",
		"a<textarea>b</textarea",
		"a<xmp><b></xmp>c<iframe><p></iframe>d<noembed><p></noembed>e",
		"a<noframes><p></noframes>b<noscript><p>c</noscript>d",
		"a<plaintext><script>b</script>c",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_same_words(pages[i], strlen(pages[i]), pages[i]);
}

/*= HTML 13.2.5.43, .44: "<!-->" and "<!--->" are whole comments */
static void
test_where_tags_and_comments_end(void **state)
{
	static const char *const pages[] = {
		"a<!-- <script> -->b<!-->c<!--->d<!-- e --!>f<!-- g -- h>i-->j",
		"a<!doctype html>b<!x <p>c<?php <script> ?>d</ e>f</>g",
		"a<p b='>' c=\">\" d=e\"f>g<p '>'>h<p =x>i<p x= >j<p x = 'y'/>k",
		"a<p/ b='c'/d>e<p b=c/>f<p b=\n\">\">g",
		"a<<p>b</<p>c<3 d< e<",
		"a<script b='</script>'>c</script>d",
		"a<a\fb='>'\r>c</a\r\n>d",
		"a</script>b</title>c</style>d",
		"a<p b='c",
		"<![CDATA[a<b>]]>c",
		"a<</template>b<h2>c",
		"a<<!-- x -->b<p>c",
		"a<select><option>b<<style>c<p></select>d",
		"a<!-",
		"a</",
		"a<",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_same_words(pages[i], strlen(pages[i]), pages[i]);
}

static void
test_a_nul_in_a_name_makes_another_name(void **state)
{
	static const char page[] = "a<script\0><p>b</script>c<sv\0g><p>d";

	(void)state;
	assert_same_words(page, sizeof(page) - 1, "a NUL in a name");
}

/*= HTML 13.2.5.42: in a drawing this is text up to "]]>" */
static void
test_drawings_selects_and_templates(void **state)
{
	static const char *const pages[] = {
		"a<svg><path d='>'/><text>b</text></svg>c",
		"a<svg/>b<svg viewBox=0/><g></g></svg>c",
		"a<svg><svg></svg><style><![CDATA[ </svg> ]]></style></svg>b",
		"a<svg><title>b</title><desc>c</desc></svg>d<script>e</script>f",
		"a<svg><!-- </svg> --></svg>b",
		"a<template><p>b<template>c</template>d</template>e",
		"a<template><script></template></script>b</template>c",
		"a<template><select><option>b</template>c<style>d</style>e",
		"a<select><option>b<option>c</select>d<style>e</style>f",
		"a<select><option>b<input>c<style>d</style>e",
		"a<select><script>b</script><option>c</select>d",
		"a<table><tr><td><select><option>b<td>c</table>d",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_same_words(pages[i], strlen(pages[i]), pages[i]);
}

static void
test_a_soup_of_tags_has_the_same_words(void **state)
{
	static const char *const pieces[] = { "<p>", "</p>", "<div>", "</div>",
		"<b>", "</b>", "<i x=1>", "</i>", "<a href='>'>", "</a>",
		"<table>", "</table>", "<tr>", "<td>", "</td>", "<th>",
		"<caption>", "<tbody>", "<ul>", "</ul>", "<li>", "<ol>", "<dl>",
		"<dd>", "<dt>", "<h1>", "</h1>", "<button>", "</button>",
		"<form>", "</form>", "<object>", "</object>", "<span>",
		"</span>", "<script>", "</script>", "<!--", "-->", "<style>",
		"</style>", "<textarea>", "</textarea>", "<title>", "</title>",
		"<xmp>", "</xmp>", "<iframe>", "</iframe>", "<noscript>",
		"</noscript>", "<head>", "</head>", "<body>", "</body>",
		"</html>", "<br>", "</br>", "<hr>", "<img>", "<pre>\n",
		"</pre>", "<nobr>", "<marquee>", "</marquee>", "<ruby><rt>",
		"<colgroup><col>", "<option>", "<input>", "<font color=a>",
		"</font>", "<em>", "</em>", "<main>", "</main>", "&amp;", "&lt",
		"\n", " ", "<", ">", "<p b=\"", "\"", "'", "<noframes>",
		"</noframes>", "<base>", "<link>", "<meta>", "<frame>" };
	char html[1024], what[32], word[16];
	uint32_t seed = 7;
	size_t round, n, k;
	int i;

	(void)state;
	for (round = 0; round < 6000; round++) {
		n = 0;
		for (i = 0; i < 40; i++) {
			seed = seed * 1103515245U + 12345U;
			k = (seed >> 16) % (sizeof(pieces) / sizeof(*pieces));
			memcpy(html + n, pieces[k], strlen(pieces[k]));
			n += strlen(pieces[k]);
			(void)snprintf(word, sizeof(word), "w%d", i);
			if (seed >> 30 != 0) {
				memcpy(html + n, word, strlen(word));
				n += strlen(word);
			}
		}
		html[n] = '\0';
		(void)snprintf(what, sizeof(what), "round %zu", round);
		assert_same_words(html, n, html);
	}
}

static void
test_real_captures_have_the_same_words(void **state)
{
	const char *shared = getenv("SHARED");
	char dir[] = "/tmp/proviso-sift-XXXXXX", cmd[1400], path[1200];
	char line[1024];
	struct fault f;
	struct buf b;
	FILE *list;
	size_t n = 0;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/ota/html-captures.tar.gz",
	    shared != NULL ? shared : "../shared");
	if (!file_exists(path)) {
		print_message("skipped: no %s\n", path);
		skip();
	}
	assert_non_null(mkdtemp(dir));
	(void)snprintf(cmd, sizeof(cmd), "tar -C %s -xzf %s", dir, path);
	assert_int_equal(system(cmd), 0);
	(void)snprintf(cmd, sizeof(cmd), "find %s -name '*.html' | sort", dir);
	assert_non_null(list = popen(cmd, "r"));
	while (fgets(line, sizeof(line), list) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		buf_init(&b, 1 << 24);
		assert_ok(file_read(line, &b, &f), &f);
		assert_same_words((char *)b.data, b.len, line);
		buf_free(&b);
		n++;
	}
	(void)pclose(list);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(n, 145);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_where_raw_text_ends),
		cmocka_unit_test(test_where_tags_and_comments_end),
		cmocka_unit_test(test_a_nul_in_a_name_makes_another_name),
		cmocka_unit_test(test_drawings_selects_and_templates),
		cmocka_unit_test(test_a_soup_of_tags_has_the_same_words),
		cmocka_unit_test(test_real_captures_have_the_same_words),
	};

	return cmocka_run_group_tests_name("sift", tests, NULL, NULL);
}
