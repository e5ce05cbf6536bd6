#include "pdf/face.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help/draw.h"
#include "help/test.h"
#include "help/tool.h"

#include "base/mem.h"
#include "base/utf8.h"

static int
setup(void **state)
{
	struct faces *fs = NULL;
	struct fault f;

	if (faces_load(draw_fonts(), &fs, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	*state = fs;
	return 0;
}

static int
teardown(void **state)
{
	faces_free(*state);
	return 0;
}

/* A folder with a manifest of these rows and the real Lato. */
static void
load_rows(const char *rows, enum fault_kind kind, const char *words)
{
	char dir[] = "/tmp/proviso-test-XXXXXX", path[128], cwd[PATH_MAX];
	char lato[2 * PATH_MAX];
	struct faces *fs = NULL;
	struct fault f;

	assert_non_null(mkdtemp(dir));
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	(void)snprintf(path, sizeof(path), "%s/manifest.tsv", dir);
	assert_ok(file_publish(path, rows, strlen(rows), 0600, &f), &f);
	(void)snprintf(lato, sizeof(lato), "%s/%s/Lato-Regular.ttf",
	    draw_fonts()[0] == '/' ? "" : cwd, draw_fonts());
	(void)snprintf(path, sizeof(path), "%s/Lato-Regular.ttf", dir);
	assert_int_equal(symlink(lato, path), 0);
	assert_fault(faces_load(dir, &fs, &f), &f, kind, words);
	assert_null(fs);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/manifest.tsv", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

#define SHA0 "0000000000000000000000000000000000000000000000000000000000000000"
#define SHA_LATO                           \
	"0ad460bd756454f8485609747b25c564" \
	"4a54d307a65daabbb24c646c112ed541"
#define ROW(role, file, sha) \
	role "\t0\t-\t" file "\tfonts-x\tOFL-1.1\t" sha "\n"
#define LATO(role) ROW(role, "Lato-Regular.ttf", SHA_LATO)

static void
test_a_folder_without_manifest_is_a_fault(void **state)
{
	struct faces *fs = NULL;
	struct fault f;

	(void)state;
	assert_fault(faces_load("/nonexistent", &fs, &f), &f, FAULT_ABSENT,
	    "manifest.tsv");
}

static void
test_a_face_with_another_digest_is_refused_with_both(void **state)
{
	(void)state;
	load_rows(ROW("text", "Lato-Regular.ttf", SHA0) LATO("bold")
		      LATO("quote") LATO("mono"),
	    FAULT_FORMAT, "SHA-256 is 0ad460bd");
}

static void
test_an_absent_face_names_its_package(void **state)
{
	(void)state;
	load_rows(LATO("text") ROW("bold", "None.ttf", SHA0) LATO("quote")
		      LATO("mono"),
	    FAULT_ABSENT, "Debian's package fonts-x");
}

static void
test_rows_that_are_not_right_are_refused(void **state)
{
	(void)state;
	load_rows("text\t0\t-\tLato-Regular.ttf\n", FAULT_FORMAT,
	    "line 1: 4 columns, want 7");
	load_rows(
	    "# a\n" LATO("title"), FAULT_FORMAT, "line 2: no such role: title");
	load_rows(ROW("text", "../Lato-Regular.ttf", SHA_LATO), FAULT_FORMAT,
	    "not a plain file name");
	load_rows(ROW("text", "Lato-Regular.ttf", "00"), FAULT_FORMAT,
	    "has 64 digits, this has 2");
	load_rows("text\t-1\t-\ta\tb\tc\t" SHA0 "\n", FAULT_LIMIT, "index");
	load_rows(LATO("text") LATO("bold") LATO("quote"), FAULT_FORMAT,
	    "no face has the role mono");
	load_rows("", FAULT_FORMAT, "no face has the role text");
}

static unsigned long
missing(const struct faces *fs, const char *s)
{
	return faces_missing(fs, VOICE_QUOTE, s, strlen(s));
}

static void
test_the_first_character_that_no_face_has_is_named(void **state)
{
	const struct faces *fs = *state;

	assert_int_equal(missing(fs, "a\xCD\xB8z"), 0x378); /* unassigned */
	assert_int_equal(missing(fs, "a\xEF\x80\x81"), 0xF001); /* private */
	assert_int_equal(missing(fs, "a\xEF\xBF\xBF"), 0xFFFF); /* none */
	assert_int_equal(missing(fs, "a\x07"), 7);
	assert_int_equal(missing(fs, "a\xC2\x80"), 0x80);
	assert_int_equal(missing(fs, "a\xFFz"), 0xFFFD); /* not UTF-8 */
	assert_int_equal(faces_missing(fs, VOICE_TEXT, "a\0b", 3), 0xFFFD);
	assert_int_equal(missing(fs, ""), 0);
}

static void
test_what_is_drawn_as_nothing_is_not_missing(void **state)
{
	const struct faces *fs = *state;

	assert_int_equal(missing(fs,
			     "a\u200B\u200D\u2060\u202D\uFE0F\uFEFF"
			     "\u00AD\u061C\u2066"),
	    0);
	assert_int_equal(missing(fs, "\t\u00A0\u202F\u3000\u2028\u2003"), 0);
}

/*
 * Every character of 2,808 texts of 51 services, as archived by Open Terms
 * Archive, in characters.txt.
 */
static void
test_every_character_of_the_real_archive_has_a_face(void **state)
{
	const struct faces *fs = *state;
	struct fault f;
	struct buf b;
	size_t v;

	buf_init(&b, 1u << 20);
	assert_ok(file_read("tests/unit/pdf/characters.txt", &b, &f), &f);
	assert_int_equal(utf8_count((char *)b.data, b.len), 1401);
	for (v = VOICE_TEXT; v <= VOICE_MONO; v++)
		assert_int_equal(
		    faces_missing(fs, (enum voice)v, (char *)b.data, b.len), 0);
	buf_free(&b);
}

static void
test_other_scripts_and_new_pictures_have_a_face(void **state)
{
	const struct faces *fs = *state;

	assert_int_equal(missing(fs, "العربية עברית ไทย हिन्दी বাংলা தமிழ்"), 0);
	assert_int_equal(
	    missing(fs, "Ελληνικά Русский Հայերեն ქართული አማርኛ"), 0);
	assert_int_equal(
	    missing(
		fs, "🫶🏽 🪙 🧑‍💻 🇵🇹 ①Ⓡ⌘☒☐✔"),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_folder_without_manifest_is_a_fault),
		cmocka_unit_test(
		    test_a_face_with_another_digest_is_refused_with_both),
		cmocka_unit_test(test_an_absent_face_names_its_package),
		cmocka_unit_test(test_rows_that_are_not_right_are_refused),
		cmocka_unit_test(
		    test_the_first_character_that_no_face_has_is_named),
		cmocka_unit_test(test_what_is_drawn_as_nothing_is_not_missing),
		cmocka_unit_test(
		    test_every_character_of_the_real_archive_has_a_face),
		cmocka_unit_test(
		    test_other_scripts_and_new_pictures_have_a_face),
	};

	return cmocka_run_group_tests_name("face", tests, setup, teardown);
}
