#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hold.h"
#include "base/jv.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/status.h"
#include "crypto/trial.h"

/* Room for a folder's path and a file's name. */
#define KEY_PATH_MAX 4096

struct key_file {
	const char *name;
	const struct trial_text *text;
	mode_t mode;
};

static int
key_path(struct buf *out, const char *dir, const char *name, struct fault *f)
{
	buf_free(out);
	buf_fmt(out, "%s/%s", dir, name);
	return buf_check(out, "--dir", f);
}

/* Nothing is overwritten, and nothing written if one of them is there. */
static int
key_write(const char *dir, const struct key_file *files, size_t n,
    const struct cmd_global *g, struct fault *f)
{
	struct jv *list = jv_array(), *top = jv_object();
	struct buf path, text;
	size_t i;
	int rc = -1;

	buf_init(&path, KEY_PATH_MAX);
	buf_init(&text, (size_t)8 * KEY_PATH_MAX);
	if (file_mkdir(dir, f) != 0)
		goto out;
	for (i = 0; i < n; i++) {
		if (key_path(&path, dir, files[i].name, f) != 0)
			goto out;
		if (file_exists((char *)path.data)) {
			fault_set(f, FAULT_IO,
			    "%s exists already; a key is never overwritten",
			    (char *)path.data);
			goto out;
		}
	}
	/* A secret that a killed run left does not stay. */
	if (path.len > 0)
		hold_sweep((char *)path.data);
	for (i = 0; i < n; i++) {
		if (key_path(&path, dir, files[i].name, f) != 0 ||
		    file_create((char *)path.data, files[i].text->p,
			files[i].text->n, files[i].mode, f) != 0)
			goto out;
		jv_push_take(list, jv_str((char *)path.data));
		if (!g->json)
			(void)printf("%s\n", (char *)path.data);
	}
	if (g->json) {
		jv_set_take(top, "files", list);
		list = NULL;
		jv_write(top, &text);
		(void)printf("%s\n", (char *)text.data);
	}
	rc = 0;
out:
	buf_free(&path);
	buf_free(&text);
	jv_free(list);
	jv_free(top);
	return rc;
}

static int
key_new(const struct trial_request *r, const char *dir,
    const struct cmd_global *g, struct fault *f)
{
	struct trial t = { .crl = { NULL, 0 } };
	const struct key_file files[] = {
		{ "root.pem", &t.root, 0644 },
		{ "root.key", &t.root_key, 0600 },
		{ "signer.pem", &t.signer, 0644 },
		{ "signer.key", &t.signer_key, 0600 },
		{ "root.crl", &t.crl, 0644 },
	};
	int status = EXIT_TROUBLE;

	if (trial_make(r, &t, f) != 0 ||
	    key_write(dir, files, r->crl ? 5 : 4, g, f) != 0)
		goto out;
	if (!g->quiet)
		(void)fprintf(stderr,
		    "These keys are for trials: nobody vouches for the name in "
		    "them. Outside trials sign with a certificate that a "
		    "certificate authority issued.\n");
	status = EXIT_YES;
out:
	trial_free(&t);
	return status;
}

static int
cmd_key_run(const struct cmd_global *g, int argc, char *argv[], struct fault *f)
{
	const char *dir = NULL, *name = NULL, *type = "p256", *crl = NULL;
	const struct opt opts[] = {
		{ .name = "--dir", .value = &dir },
		{ .name = "--name", .value = &name },
		{ .name = "--type", .value = &type },
		{ .name = "--crl", .flag = true, .value = &crl },
		{ .name = NULL },
	};
	struct trial_request r = { .type = TRIAL_P256 };
	const char *args[1];
	size_t n;

	if (opt_parse(opts, argc, argv, args, 1, &n, f) != 0)
		return EXIT_USAGE;
	if (n != 1 || strcmp(args[0], "new") != 0) {
		fault_set(f, FAULT_FORMAT, "want \"new\", have %s%s%s",
		    n == 0 ? "nothing" : "\"", n == 0 ? "" : args[0],
		    n == 0 ? "" : "\"");
		return EXIT_USAGE;
	}
	if (dir == NULL || name == NULL) {
		fault_set(f, FAULT_FORMAT, "want %s",
		    dir == NULL ? "--dir" : "--name");
		return EXIT_USAGE;
	}
	if (strcmp(type, "rsa3072") == 0) {
		r.type = TRIAL_RSA3072;
	} else if (strcmp(type, "p256") != 0) {
		fault_set(f, FAULT_FORMAT,
		    "--type: want p256 or rsa3072, have %s", type);
		return EXIT_USAGE;
	}
	r.name = name;
	r.crl = crl != NULL;
	if (clock_now(&r.now_utc_ms, f) != 0)
		return status_of(f);
	return key_new(&r, dir, g, f);
}

const struct cmd cmd_key = {
	.name = "key",
	.usage = "key new --dir DIR --name NAME [--type p256|rsa3072] [--crl]",
	.run = cmd_key_run,
};
