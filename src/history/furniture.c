#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "history/fold.h"

#include "history_in.h"

/*
 * What stands around a policy on its page: menus, selectors, hints, questions
 * of consent.  A block is only marked where its own words or the place it
 * stands in show it, and no sentence is ever marked but those of a question of
 * consent above its first buttons and between its rows of buttons.
 */

/* A label has no more words than this, and a line of a menu than that. */
#define LABEL_WORDS 4
#define LINE_WORDS 20
#define CAPTION_WORDS 6

/* Labels of menus that make a menu. */
#define MENU_LABELS 3

/* Before the first heading, a page has no more blocks than this. */
#define HEAD_BLOCKS 60

/* Blocks above the first buttons of a question, and between two rows. */
#define DIALOG_HEAD 5
#define DIALOG_BLOCKS 400

/* Changes of case that join labels: "StatusAbout UsCareers". */
#define JOINTS_MIN 2

/* So many headings in a row are a table of contents. */
#define CONTENTS_MIN 3

/* The same word so often is no sentence. */
#define PROBE_WORDS 6

/* A line of a copyright notice, in a menu and without one. */
#define NOTICE_WORDS 24
#define NOTICE_ALONE_WORDS 12

/* A list of other pages begins so near to the end. */
#define OTHER_BLOCKS 40

struct room {
	const struct lookrules *rules;
	struct body *b;
	char *fold; /* room for the longest block */
};

int
furniture_sentence(const struct body_block *k)
{
	const char *s = k->text;
	size_t i;

	for (i = 0; i + 1 < k->len; i++)
		if ((s[i] == '.' || s[i] == ';' || s[i] == '?' ||
			s[i] == '!') &&
		    s[i + 1] == ' ' && i > 0 &&
		    !(s[i - 1] >= '0' && s[i - 1] <= '9'))
			return 1;
	/* Full stops of scripts without blanks. */
	for (i = 0; i + 3 <= k->len; i++)
		if (memcmp(s + i, "\xe3\x80\x82", 3) == 0 ||
		    memcmp(s + i, "\xef\xbc\x9b", 3) == 0 ||
		    memcmp(s + i, "\xef\xbc\x9a", 3) == 0)
			return 1;
	return k->len > 0 && strchr(".;:,!?", s[k->len - 1]) != NULL;
}

/* All letters of the block, numbers and addresses too. */
static size_t
letters(struct room *r, const struct body_block *k)
{
	return fold_letters(k->text, k->len, r->fold);
}

/* "Ctrl+I", "CtrlI", "Cmd K": a key that modifies, and one sign or two. */
static int
is_keys(const struct lookrule *rule, const char *s, size_t len)
{
	const struct lookrule_phrase *p;
	size_t i = 0, k, left;
	int found = 0;

	for (;;) {
		for (k = 0; k < rule->n_phrases; k++) {
			p = &rule->phrases[k];
			if (p->len <= len - i &&
			    memcmp(p->folded, s + i, p->len) == 0)
				break;
		}
		if (k == rule->n_phrases)
			break;
		found = 1;
		i += rule->phrases[k].len;
		while (i < len && s[i] == '+')
			i++;
	}
	left = len - i;
	return found && left >= 1 && left <= 2 && (unsigned char)s[i] < 0x80;
}

/* An address that tells more than where it leads, and nothing else. */
static int
is_tracker(const struct body_block *k)
{
	const char *s = k->text;
	size_t i, equal = 0, image = 0;
	int address = 0;

	if (k->len > 4 && memcmp(s, "![](", 4) == 0)
		image = 1;
	for (i = 0; i < k->len; i++) {
		equal += s[i] == '=';
		if (s[i] == ' ')
			return 0;
		if (i + 3 <= k->len && memcmp(s + i, "://", 3) == 0)
			address = 1;
	}
	return address && (image || equal >= 2);
}

/* The same word time and again, or the same signs: a page measures a font. */
static int
is_probe(const struct body_block *k)
{
	const char *s = k->seen;
	size_t first = strcspn(s, " "), i, n, words = 0;

	for (i = 0; s[i] != '\0'; i += n + (s[i + n] == ' ')) {
		n = strcspn(s + i, " ");
		if (n != first || memcmp(s + i, s, first) != 0)
			return 0;
		words++;
	}
	return words >= PROBE_WORDS;
}

/* Where a film stands: "0:00 / 1:30". */
static int
is_timer(const struct body_block *k)
{
	size_t i, colons = 0, slashes = 0;

	for (i = 0; i < k->len; i++) {
		colons += k->text[i] == ':';
		slashes += k->text[i] == '/';
		if (strchr("0123456789:/ ", k->text[i]) == NULL)
			return 0;
	}
	return colons >= 2 && slashes == 1;
}

/* Several words that only a page's tools have: "Table of contents". */
static int
is_tool(struct room *r, const struct body_block *k)
{
	const struct lookrule *rule = lookrules_find(r->rules, "page-tool");
	size_t n;

	if (rule == NULL || k->kind != BLOCK_PARAGRAPH || k->words < 2 ||
	    k->words > LINE_WORDS)
		return 0;
	n = letters(r, k);
	return lookrule_is(rule, 1, r->fold, n);
}

/* By its own words alone. */
static const struct lookrule *
by_words(struct room *r, const struct body_block *k)
{
	const struct lookrule *rule;
	size_t i, n;

	if (is_tracker(k))
		return lookrules_find(r->rules, "tracking-label");
	if (is_probe(k))
		return lookrules_find(r->rules, "font-probe");
	if (is_timer(k) && k->kind != BLOCK_ROW)
		return lookrules_find(r->rules, "page-tool");
	if (is_tool(r, k))
		return lookrules_find(r->rules, "page-tool");
	/* What is listed in a clause is said there: "Search", "English". */
	if (k->words > LINE_WORDS || k->prose || k->kind == BLOCK_ROW ||
	    (k->kind == BLOCK_ITEM && k->clause))
		return NULL;
	if ((n = letters(r, k)) == 0) {
		/* Nothing but punctuation: only an ellipsis is known. */
		n = fold_unseen(k->text, k->len, r->fold);
	}
	for (i = 0; i < r->rules->n; i++) {
		rule = &r->rules->rules[i];
		if (rule->how == RULE_ONLY && lookrule_only(rule, r->fold, n))
			return rule;
		if (rule->how == RULE_KEYS && is_keys(rule, r->fold, n))
			return rule;
	}
	return NULL;
}

static const struct lookrule *
rule_of(const struct room *r, enum rule_how how)
{
	size_t i;

	for (i = 0; i < r->rules->n; i++)
		if (r->rules->rules[i].how == how)
			return &r->rules->rules[i];
	return NULL;
}

static int
is_title(const struct body_block *k)
{
	return k->kind == BLOCK_HEADING;
}

/* A row of buttons: nothing but buttons. */
static int
is_buttons(
    struct room *r, const struct lookrule *rule, const struct body_block *k)
{
	size_t n;

	if (k->words > LINE_WORDS || k->prose || k->kind == BLOCK_ROW ||
	    (k->kind == BLOCK_ITEM && k->clause))
		return 0;
	n = letters(r, k);
	return n > 0 && lookrule_only(rule, r->fold, n);
}

/*
 * A question of consent at the top of the page: its first row of buttons
 * under a few blocks that speak of cookies, and all up to the last row of the
 * same run, where no heading stands between them.
 */
static void
mark_dialog(struct room *r)
{
	const struct lookrule *rule = rule_of(r, RULE_DIALOG);
	struct body *b = r->b;
	size_t first, last, i, n;
	int speaks = 0;

	if (rule == NULL)
		return;
	for (i = 0; i < b->n; i++)
		if (is_buttons(r, rule, &b->blocks[i]))
			b->blocks[i].noise = rule;
	for (first = 0; first < b->n && first <= DIALOG_HEAD; first++) {
		if (b->blocks[first].noise == rule)
			break;
		if (is_title(&b->blocks[first]) &&
		    (first > 0 || b->blocks[first].level == 1))
			return;
		n = letters(r, &b->blocks[first]);
		speaks |= lookrule_in(rule, 0, r->fold, n) != NULL;
	}
	if (first == b->n || first > DIALOG_HEAD || (first > 0 && !speaks))
		return;
	last = first;
	for (i = first + 1; i < b->n && i < first + DIALOG_BLOCKS; i++) {
		if (is_title(&b->blocks[i]))
			break;
		if (b->blocks[i].noise == rule)
			last = i;
	}
	for (i = 0; i <= last; i++)
		b->blocks[i].noise = rule;
}

static int
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int
is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static int
joint_at(const struct body_block *k, size_t i)
{
	return i > 0 && is_upper(k->text[i]) && is_lower(k->text[i - 1]);
}

static size_t
count_joints(const struct body_block *k)
{
	size_t i, joints = 0;

	for (i = 1; i < k->len; i++)
		joints += (size_t)joint_at(k, i);
	return joints;
}

/* Labels without blanks between them, and no sentence. */
static int
is_joined(const struct body_block *k)
{
	size_t joints;

	if (k->prose || k->kind == BLOCK_ROW || furniture_sentence(k))
		return 0;
	joints = count_joints(k);
	return joints >= JOINTS_MIN && k->words <= 3 * joints;
}

static int
is_label(const struct body_block *k)
{
	if (k->prose || k->kind == BLOCK_ROW)
		return 0;
	return is_joined(k) ||
	    (k->words <= LABEL_WORDS && !furniture_sentence(k) &&
		memchr(k->text, '@', k->len) == NULL);
}

static int
is_notice(
    struct room *r, const struct lookrule *menu, const struct body_block *k)
{
	size_t n;

	if (k->words > NOTICE_WORDS || k->kind == BLOCK_ROW)
		return 0;
	n = letters(r, k);
	return lookrule_in(menu, 0, r->fold, n) != NULL;
}

/* How many labels of menus the block is: one, or what was joined to one. */
static size_t
menu_labels(
    struct room *r, const struct lookrule *menu, const struct body_block *k)
{
	size_t i, from = 0, n, count = 0;

	if (!is_label(k))
		return 0;
	if (count_joints(k) == 0) {
		n = letters(r, k);
		return (size_t)lookrule_is(menu, 1, r->fold, n);
	}
	for (i = 1; i <= k->len; i++) {
		if (i < k->len && !joint_at(k, i))
			continue;
		n = fold_letters(k->text + from, i - from, r->fold);
		count += (size_t)lookrule_is(menu, 1, r->fold, n);
		from = i;
	}
	return count;
}

/* Before the first heading of the page. */
static void
mark_head(struct room *r, const struct lookrule *menu)
{
	struct body *b = r->b;
	struct body_block *k;
	size_t i, end, labels = 0;

	for (end = 0; end < b->n && end < HEAD_BLOCKS; end++) {
		k = &b->blocks[end];
		if (k->noise == NULL && (k->prose || is_title(k)))
			break;
		labels += k->noise == NULL ? menu_labels(r, menu, k) : 0;
	}
	if (end == b->n || end == HEAD_BLOCKS || labels < MENU_LABELS)
		return;
	for (i = 0; i < end; i++) {
		k = &b->blocks[i];
		if (k->noise == NULL && !k->dated && k->words <= LINE_WORDS)
			k->noise = menu;
	}
}

/* A line above labels that were joined to one: "Follow us in these places". */
static int
is_caption(const struct body_block *k, const struct body_block *next)
{
	return is_joined(next) && k->kind == BLOCK_PARAGRAPH && !k->prose &&
	    !k->dated && k->words <= CAPTION_WORDS && !furniture_sentence(k) &&
	    memchr(k->text, '@', k->len) == NULL;
}

/* An item below what is in the menu: "Summit 2026". */
static int
is_menu_item(const struct body *b, size_t i, const struct lookrule *menu)
{
	return i > 0 && b->blocks[i].kind == BLOCK_ITEM &&
	    b->blocks[i].words <= CAPTION_WORDS &&
	    b->blocks[i - 1].noise == menu;
}

/* Behind the last words that say something. */
static void
mark_tail(struct room *r, const struct lookrule *menu)
{
	struct body *b = r->b;
	struct body_block *k;
	size_t last, i, labels = 0, from;

	for (last = b->n; last > 0; last--) {
		k = &b->blocks[last - 1];
		if (k->prose && k->noise == NULL && !is_notice(r, menu, k))
			break;
	}
	from = b->n;
	for (i = last; i < b->n; i++) {
		k = &b->blocks[i];
		if (k->noise != NULL)
			continue;
		if (k->words <= NOTICE_ALONE_WORDS && is_notice(r, menu, k)) {
			k->noise = menu;
			continue;
		}
		if (menu_labels(r, menu, k) > 0 && from == b->n)
			from = i;
		labels += menu_labels(r, menu, k);
	}
	if (labels < MENU_LABELS)
		return;
	while (from > last &&
	    (is_label(&b->blocks[from - 1]) ||
		is_caption(&b->blocks[from - 1], &b->blocks[from])))
		from--;
	for (i = from; i < b->n; i++) {
		k = &b->blocks[i];
		if (k->noise != NULL || memchr(k->text, '@', k->len) != NULL)
			continue;
		if (is_notice(r, menu, k) || is_joined(k) ||
		    (k->words <= LINE_WORDS &&
			(!k->dated || is_menu_item(b, i, menu))))
			k->noise = menu;
	}
}

/*
 * A menu that stands elsewhere: labels in a row, some of which were joined to
 * one, and those of menus among them.
 */
static void
mark_middle(struct room *r, const struct lookrule *menu)
{
	struct body *b = r->b;
	size_t from, to, end, i, labels;
	int joined;

	for (from = 0; from < b->n; from = to + 1) {
		labels = 0;
		joined = 0;
		for (to = from; to < b->n && is_label(&b->blocks[to]); to++) {
			labels += menu_labels(r, menu, &b->blocks[to]);
			joined |= is_joined(&b->blocks[to]);
		}
		if (!joined || labels < MENU_LABELS || to - from < MENU_LABELS)
			continue;
		/* Headings at its end are of what follows. */
		for (end = to; end > from && is_title(&b->blocks[end - 1]);
		     end--)
			;
		for (i = from; i < end; i++)
			if (b->blocks[i].noise == NULL && !b->blocks[i].dated)
				b->blocks[i].noise = menu;
	}
}

/* A heading above other pages' titles, and all up to the end. */
static void
mark_other_pages(struct room *r)
{
	const struct lookrule *rule = rule_of(r, RULE_AFTER);
	struct body *b = r->b;
	size_t i, k, n;

	if (rule == NULL)
		return;
	i = b->n > OTHER_BLOCKS ? b->n - OTHER_BLOCKS : 0;
	for (; i < b->n; i++) {
		if (b->blocks[i].words > LABEL_WORDS)
			continue;
		n = letters(r, &b->blocks[i]);
		if (lookrule_is(rule, 1, r->fold, n))
			break;
	}
	for (k = i; k < b->n; k++)
		if (b->blocks[k].prose && b->blocks[k].noise == NULL)
			return;
	for (k = i; k < b->n; k++)
		if (b->blocks[k].noise == NULL)
			b->blocks[k].noise = rule;
}

static int
by_fold(const void *x, const void *y)
{
	const struct body_block *a = *(const struct body_block *const *)x;
	const struct body_block *b = *(const struct body_block *const *)y;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->fold_len != b->fold_len)
		return a->fold_len < b->fold_len ? -1 : 1;
	return memcmp(a->fold, b->fold, a->fold_len);
}

/* The headings of the page, sorted by what they say. */
static const struct body_block **
headings_of(const struct body *b, size_t *n)
{
	const struct body_block **list = mem_new(b->n + 1, sizeof(*list));
	size_t i;

	*n = 0;
	for (i = 0; i < b->n; i++)
		if (is_title(&b->blocks[i]) && b->blocks[i].fold_len > 0)
			list[(*n)++] = &b->blocks[i];
	if (*n > 1)
		qsort(list, *n, sizeof(*list), by_fold);
	return list;
}

/* Lists of the page's own headings. */
static void
mark_contents(struct room *r)
{
	const struct lookrule *rule = lookrules_find(r->rules, "contents-list");
	const struct body_block **list, *k;
	struct body *b = r->b;
	size_t from, to, i, n;

	list = headings_of(b, &n);
	for (from = 0; from < b->n; from = to + 1) {
		for (to = from; to < b->n; to++) {
			k = &b->blocks[to];
			if (is_title(k) || k->kind == BLOCK_ROW || n == 0 ||
			    bsearch(&k, list, n, sizeof(*list), by_fold) ==
				NULL)
				break;
		}
		for (i = from; to - from >= CONTENTS_MIN && i < to; i++)
			if (b->blocks[i].noise == NULL)
				b->blocks[i].noise = rule;
	}
	free(list);
}

void
furniture_mark(const struct lookrules *rules, struct body *b)
{
	struct room r = { rules, b, NULL };
	const struct lookrule *menu = rule_of(&r, RULE_MENU);
	size_t i, longest = 0;

	for (i = 0; i < b->n; i++)
		if (b->blocks[i].len > longest)
			longest = b->blocks[i].len;
	r.fold = mem_new(longest + 1, 1);
	for (i = 0; i < b->n; i++)
		if (b->blocks[i].noise == NULL)
			b->blocks[i].noise = by_words(&r, &b->blocks[i]);
	mark_dialog(&r);
	if (menu != NULL) {
		mark_head(&r, menu);
		mark_tail(&r, menu);
		mark_middle(&r, menu);
	}
	mark_other_pages(&r);
	lists_mark(rules, b);
	mark_contents(&r);
	free(r.fold);
}
