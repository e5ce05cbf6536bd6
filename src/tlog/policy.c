#include "tlog/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "tlog_in.h"

#define POLICY_WORDS "C2SP tlog-policy"

/* Witness networks have dozens of members. */
#define POLICY_LOGS_MAX 64
#define POLICY_MEMBERS_MAX 1024
#define POLICY_WORDS_MAX 256 /* on one line */

/* A witness, or a group whose members stand before it. */
struct policy_member {
	const char *name;
	size_t name_n;
	bool group;
	struct vkey key; /* of a witness */
	size_t need; /* of a group */
	size_t *members;
	size_t n_members;
};

struct policy {
	struct arena arena;
	struct vkey logs[POLICY_LOGS_MAX];
	size_t n_logs;
	struct policy_member *members;
	size_t n;
	bool has_quorum, none; /* "quorum none": nobody need cosign */
	size_t quorum;
};

struct word {
	const char *p;
	size_t n;
};

static bool
word_is(const struct word *w, const char *s)
{
	return w->n == strlen(s) && memcmp(w->p, s, w->n) == 0;
}

/* The words of a line, at most max; more make n larger than max. */
static size_t
words_of(const char *line, size_t n, struct word *out, size_t max)
{
	const char *end = line + n, *p = line;
	size_t k = 0;

	for (;;) {
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p == end || *p == '#')
			return k;
		if (k == max)
			return max + 1;
		out[k].p = p;
		while (p < end && *p != ' ' && *p != '\t')
			p++;
		out[k].n = (size_t)(p - out[k].p);
		k++;
	}
}

static bool
policy_find(const struct policy *p, const struct word *name, size_t *at)
{
	for (*at = 0; *at < p->n; (*at)++)
		if (p->members[*at].name_n == name->n &&
		    memcmp(p->members[*at].name, name->p, name->n) == 0)
			return true;
	return false;
}

/* Room for one more, whose name is new. */
static int
policy_add(struct policy *p, const struct word *name,
    struct policy_member **out, struct fault *f)
{
	struct policy_member *m;
	size_t at;

	if (p->n >= POLICY_MEMBERS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    POLICY_WORDS ": want at most %d witnesses and groups",
		    POLICY_MEMBERS_MAX);
	if (policy_find(p, name, &at) || word_is(name, "none"))
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": the name \"%.*s\" is taken",
		    (int)(name->n < 64 ? name->n : 64), name->p);
	m = &p->members[p->n];
	*m = (struct policy_member){ .name = name->p, .name_n = name->n };
	*out = m;
	return 0;
}

static int
policy_log(struct policy *p, const struct word *w, size_t n, struct fault *f)
{
	if (n < 2 || n > 3)
		return fault_set(
		    f, FAULT_FORMAT, POLICY_WORDS ": want \"log VKEY [URL]\"");
	if (p->n_logs >= POLICY_LOGS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    POLICY_WORDS ": want at most %d logs", POLICY_LOGS_MAX);
	if (vkey_parse(w[1].p, w[1].n, &p->logs[p->n_logs], f) != 0)
		return -1;
	p->n_logs++;
	return 0;
}

static int
policy_witness(
    struct policy *p, const struct word *w, size_t n, struct fault *f)
{
	struct policy_member *m;
	size_t i;

	if (n < 3 || n > 4)
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": want \"witness NAME VKEY [URL]\"");
	if (policy_add(p, &w[1], &m, f) != 0 ||
	    vkey_parse_witness(w[2].p, w[2].n, &m->key, f) != 0)
		return -1;
	/* One witness under two names would count twice. */
	for (i = 0; i < p->n; i++)
		if (!p->members[i].group &&
		    memcmp(p->members[i].key.pub, m->key.pub, LOGKEY_PUB) == 0)
			return fault_set(f, FAULT_FORMAT,
			    POLICY_WORDS ": the key of \"%.*s\" is named twice",
			    (int)(w[1].n < 64 ? w[1].n : 64), w[1].p);
	p->n++;
	return 0;
}

static int
policy_group(struct policy *p, const struct word *w, size_t n, struct fault *f)
{
	struct policy_member *m;
	uint64_t need;
	size_t i, k;

	if (n < 4)
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": want \"group NAME NUMBER|all|any MEMBER "
				 "...\"");
	if (policy_add(p, &w[1], &m, f) != 0)
		return -1;
	m->group = true;
	m->n_members = n - 3;
	m->members = arena_new(&p->arena, n - 3, sizeof(*m->members));
	for (i = 3; i < n; i++) {
		if (!policy_find(p, &w[i], &m->members[i - 3]))
			return fault_set(f, FAULT_FORMAT,
			    POLICY_WORDS ": nothing above is called \"%.*s\"",
			    (int)(w[i].n < 64 ? w[i].n : 64), w[i].p);
		for (k = 3; k < i; k++)
			if (m->members[k - 3] == m->members[i - 3])
				return fault_set(f, FAULT_FORMAT,
				    POLICY_WORDS ": \"%.*s\" is named twice",
				    (int)(w[i].n < 64 ? w[i].n : 64), w[i].p);
	}
	if (word_is(&w[2], "all")) {
		need = m->n_members;
	} else if (word_is(&w[2], "any")) {
		need = 1;
	} else if (lines_number(
		       w[2].p, w[2].n, POLICY_WORDS ": group", &need, f) != 0) {
		return -1;
	}
	if (need == 0 || need > m->n_members)
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": group: want 1 to %zu, have %llu",
		    m->n_members, (unsigned long long)need);
	m->need = (size_t)need;
	p->n++;
	return 0;
}

static int
policy_quorum(struct policy *p, const struct word *w, size_t n, struct fault *f)
{
	if (n != 2 || p->has_quorum)
		return fault_set(
		    f, FAULT_FORMAT, POLICY_WORDS ": want one \"quorum NAME\"");
	p->has_quorum = true;
	p->none = word_is(&w[1], "none");
	if (!p->none && !policy_find(p, &w[1], &p->quorum))
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": nothing above is called \"%.*s\"",
		    (int)(w[1].n < 64 ? w[1].n : 64), w[1].p);
	return 0;
}

static int
policy_line(struct policy *p, const char *line, size_t n, struct fault *f)
{
	static const struct {
		const char *word;
		int (*read)(struct policy *p, const struct word *w, size_t n,
		    struct fault *f);
	} kinds[] = {
		{ "log", policy_log },
		{ "witness", policy_witness },
		{ "group", policy_group },
		{ "quorum", policy_quorum },
	};
	struct word w[POLICY_WORDS_MAX];
	size_t i, k = words_of(line, n, w, POLICY_WORDS_MAX);

	if (k == 0)
		return 0;
	if (k > POLICY_WORDS_MAX)
		return fault_set(f, FAULT_LIMIT,
		    POLICY_WORDS ": want at most %d words a line",
		    POLICY_WORDS_MAX);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (word_is(&w[0], kinds[i].word))
			return kinds[i].read(p, w, k, f);
	return fault_set(f, FAULT_FORMAT,
	    POLICY_WORDS ": want log, witness, group or quorum, have \"%.*s\"",
	    (int)(w[0].n < 64 ? w[0].n : 64), w[0].p);
}

static int
policy_lines(struct policy *p, const char *text, size_t n, struct fault *f)
{
	struct lines l = { text, text + n };
	const char *line;
	size_t k, at = 0;

	while (lines_next(&l, &line, &k)) {
		at++;
		if (k > 0 && line[k - 1] == '\r')
			k--;
		if (policy_line(p, line, k, f) != 0)
			return fault_under(f, "line %zu", at);
	}
	if (l.at != l.end &&
	    policy_line(p, l.at, (size_t)(l.end - l.at), f) != 0)
		return fault_under(f, "line %zu", at + 1);
	if (!p->has_quorum)
		return fault_set(f, FAULT_FORMAT,
		    POLICY_WORDS ": want a line \"quorum NAME\" or \"quorum "
				 "none\"");
	return 0;
}

int
policy_read(const char *p, size_t n, struct policy **out, struct fault *f)
{
	struct policy *policy;
	const char *text;

	if (n > POLICY_MAX)
		return fault_set(f, FAULT_LIMIT,
		    POLICY_WORDS ": want at most %zu bytes, have %zu",
		    POLICY_MAX, n);
	policy = mem_new(1, sizeof(*policy));
	text = arena_strndup(&policy->arena, p, n);
	policy->members = arena_new(
	    &policy->arena, POLICY_MEMBERS_MAX, sizeof(*policy->members));
	if (policy_lines(policy, text, n, f) != 0) {
		policy_free(policy);
		return -1;
	}
	*out = policy;
	return 0;
}

void
policy_free(struct policy *p)
{
	if (p == NULL)
		return;
	arena_free(&p->arena);
	free(p);
}

const struct vkey *
policy_logs(const struct policy *p, size_t *n)
{
	*n = p->n_logs;
	return p->logs;
}

int
policy_ask(const struct policy *p, const struct note *note,
    struct policy_answer *out, struct fault *f)
{
	struct policy_answer a = { .quorum = false };
	bool *yes = mem_new(p->n + 1, sizeof(*yes));
	const struct policy_member *m;
	enum note_answer answer;
	size_t i, k, n;
	int rc = -1;

	/* Members stand before their groups, so one pass will do. */
	for (i = 0; i < p->n; i++) {
		m = &p->members[i];
		if (m->group) {
			for (k = 0, n = 0; k < m->n_members; k++)
				n += yes[m->members[k]];
			yes[i] = n >= m->need;
			continue;
		}
		if (note_signed(note, &m->key, &answer, NULL, f) != 0)
			goto out;
		a.n_witnesses++;
		yes[i] = answer == NOTE_SIGNED;
		a.n_cosigned += yes[i];
		if (answer == NOTE_BAD)
			(void)snprintf(a.bad, sizeof(a.bad), "%s", m->key.name);
	}
	a.quorum = a.bad[0] == '\0' && (p->none || yes[p->quorum]);
	*out = a;
	rc = 0;
out:
	free(yes);
	return rc;
}
