#include <stdio.h>
#include <string.h>

#include "archive/log.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/jv.h"
#include "cli/archive_arg.h"
#include "cli/checkpoint_arg.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "cli/table.h"

/* A proof is a few kilobytes; an entry may be 65,535 bytes. */
#define PROVE_MAX CHECKPOINT_PROOF_MAX

/* What is proven, in numbers, beside the proof's own text. */
struct proven {
	struct buf text, entry;
	uint64_t index, size, from;
	char why[CHECKPOINT_WHY]; /* histories that contradict each other */
};

/* The smallest kept checkpoint that has the leaf, and the path to it. */
static int
prove_entry(
    struct archive *a, const char *name, struct proven *p, struct fault *f)
{
	struct checkpoint c;
	struct buf note;
	bool found;
	int rc = -1;

	buf_init(&note, NOTE_MAX);
	if (archive_log_find(a, name, &p->index, f) != 0 ||
	    archive_log_kept(a, p->index + 1, &note, &c, &found, f) != 0)
		goto out;
	if (!found) {
		fault_set(f, FAULT_ABSENT,
		    "no checkpoint covers leaf %llu yet: \"proviso "
		    "checkpoint\" signs one",
		    (unsigned long long)p->index);
		goto out;
	}
	p->size = c.head.size;
	if (archive_log_entry(a, p->index, &p->entry, f) != 0)
		goto out;
	rc = archive_log_prove(a, p->index, &c, &note, &p->text, f);
out:
	buf_free(&note);
	return rc;
}

/* What is to continue the old one: a file, or the newest that is kept. */
static int
prove_newer(struct archive *a, const char *path, const struct checkpoint *old,
    struct buf *note, struct checkpoint *now, char why[CHECKPOINT_WHY],
    struct fault *f)
{
	bool found = true;

	if (path != NULL) {
		if (checkpoint_arg(path, note, f) != 0 ||
		    archive_log_against(
			a, note->data, note->len, now, why, f) != 0)
			return -1;
	} else if (archive_log_newest(a, note, now, &found, f) != 0) {
		return -1;
	}
	if (why[0] == '\0' && (!found || now->head.size < old->head.size))
		return fault_set(f, FAULT_ABSENT,
		    "want a checkpoint of %llu leaves or more%s",
		    (unsigned long long)old->head.size,
		    path == NULL ? ": \"proviso checkpoint\" signs one" : "");
	return 0;
}

static int
prove_growth(struct archive *a, const char *path, const char *newer,
    struct proven *p, struct fault *f)
{
	const struct tree t = archive_log_tree(a);
	struct checkpoint_growth g = { .from = 0 };
	struct checkpoint old, now;
	struct buf file, note;
	int rc = -1;

	buf_init(&note, NOTE_MAX);
	if (checkpoint_arg(path, &file, f) != 0 ||
	    archive_log_against(a, file.data, file.len, &old, p->why, f) != 0)
		goto out;
	if (p->why[0] == '\0' &&
	    prove_newer(a, newer, &old, &note, &now, p->why, f) != 0)
		goto out;
	if (p->why[0] != '\0') {
		rc = 0;
		goto out;
	}
	p->from = g.from = old.head.size;
	p->size = now.head.size;
	g.note = (const char *)note.data;
	g.note_n = note.len;
	if (tree_consistency(&t, old.head.size, now.head.size, &g.path, f) != 0)
		goto out;
	rc = checkpoint_growth_write(&g, &p->text, f);
out:
	buf_free(&note);
	buf_free(&file);
	return rc;
}

static int
prove_tell(const struct cmd_global *g, const struct proven *p, const char *out,
    struct fault *f)
{
	struct jv *o, *entry;

	if (out != NULL)
		hold_sweep(out);
	if (out != NULL &&
	    file_publish(out, p->text.data, p->text.len, 0666, f) != 0)
		return -1;
	if (g->json) {
		o = jv_object();
		jv_set_int(o, "size", (int64_t)p->size);
		if (p->from > 0) {
			jv_set_int(o, "from", (int64_t)p->from);
		} else {
			jv_set_int(o, "index", (int64_t)p->index);
			if (jv_parse(p->entry.data, p->entry.len, &entry, f) !=
			    0) {
				jv_free(o);
				return -1;
			}
			jv_set_take(o, "entry", entry);
		}
		jv_set_str(o, "proof", (const char *)p->text.data);
		table_value_take(o);
	} else if (out == NULL) {
		(void)fwrite(p->text.data, 1, p->text.len, stdout);
	}
	return 0;
}

static int
cmd_prove_run(
    const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *old = NULL, *out = NULL, *args[1];
	const struct opt opts[] = {
		{ .name = "--consistency", .value = &old },
		{ .name = "-o", .value = &out },
		{ .name = NULL },
	};
	struct proven p = { .size = 0 };
	struct archive *a = NULL;
	size_t n;
	int status, rc;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n != 1 && old == NULL) {
		fault_set(f, FAULT_FORMAT,
		    "want a digest or an id, or --consistency OLD");
		return EXIT_USAGE;
	}
	if (archive_arg_open(g, false, &a, f) != 0)
		return archive_arg_status(f);
	buf_init(&p.text, PROVE_MAX);
	buf_init(&p.entry, 65535);
	if ((rc = archive_snapshot(a, f)) == 0)
		rc = old != NULL
		    ? prove_growth(a, old, n == 1 ? args[0] : NULL, &p, f)
		    : prove_entry(a, args[0], &p, f);
	if (rc != 0) {
		status = status_of(f);
	} else if (p.why[0] != '\0') {
		status = EXIT_LOG;
		(void)fault_set(f, FAULT_STATE, "%.400s", p.why);
	} else {
		status =
		    prove_tell(g, &p, out, f) == 0 ? EXIT_YES : status_of(f);
	}
	archive_snapshot_end(a);
	buf_free(&p.entry);
	buf_free(&p.text);
	archive_close(a);
	return status;
}

const struct cmd cmd_prove = {
	.name = "prove",
	.usage = "prove DIGEST|ID|--consistency OLD [NEW] [-o FILE]",
	.run = cmd_prove_run,
};
