#ifndef TESTS_UNIT_INTAKE_OTA_REPO_H
#define TESTS_UNIT_INTAKE_OTA_REPO_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <git2.h>

#include "help/test.h"

/* A repository made by hand, one commit after the other. */
struct repo {
	char dir[64];
	git_repository *r;
	git_oid head;
	int has_head;
};

#define BOT "Open Terms Archive Bot", "bot@opentermsarchive.org"
#define PERSON "A Person", "person@example.org"

static inline int
make(void **state)
{
	struct repo *r = calloc(1, sizeof(*r));

	(void)git_libgit2_init();
	(void)snprintf(r->dir, sizeof(r->dir), "/tmp/test_otaXXXXXX");
	assert_non_null(mkdtemp(r->dir));
	assert_int_equal(git_repository_init(&r->r, r->dir, 1), 0);
	*state = r;
	return 0;
}

static inline int
drop(void **state)
{
	struct repo *r = *state;
	char cmd[100];

	git_repository_free(r->r);
	(void)git_libgit2_shutdown();
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", r->dir);
	assert_int_equal(system(cmd), 0);
	free(r);
	return 0;
}

/* Put text at folder/file (or file, where folder is NULL) and commit it. */
static inline void
put(struct repo *r, const char *name, const char *mail, int64_t when,
    int offset, const char *folder, const char *file, const char *text,
    const char *message)
{
	git_treebuilder *root = NULL, *sub = NULL;
	git_tree *tree = NULL, *was = NULL;
	git_commit *parent = NULL;
	git_signature *who = NULL;
	const git_commit *parents[1];
	const git_tree_entry *e;
	git_tree *old = NULL;
	git_oid blob, id;

	if (r->has_head) {
		assert_int_equal(git_commit_lookup(&parent, r->r, &r->head), 0);
		assert_int_equal(git_commit_tree(&was, parent), 0);
	}
	parents[0] = parent;
	assert_int_equal(git_treebuilder_new(&root, r->r, was), 0);
	assert_int_equal(
	    git_blob_create_from_buffer(&blob, r->r, text, strlen(text)), 0);
	if (folder != NULL) {
		e = was == NULL ? NULL : git_tree_entry_byname(was, folder);
		if (e != NULL)
			assert_int_equal(
			    git_tree_lookup(&old, r->r, git_tree_entry_id(e)),
			    0);
		assert_int_equal(git_treebuilder_new(&sub, r->r, old), 0);
		assert_int_equal(git_treebuilder_insert(
				     NULL, sub, file, &blob, GIT_FILEMODE_BLOB),
		    0);
		assert_int_equal(git_treebuilder_write(&id, sub), 0);
		assert_int_equal(git_treebuilder_insert(NULL, root, folder, &id,
				     GIT_FILEMODE_TREE),
		    0);
	} else {
		assert_int_equal(git_treebuilder_insert(NULL, root, file, &blob,
				     GIT_FILEMODE_BLOB),
		    0);
	}
	assert_int_equal(git_treebuilder_write(&id, root), 0);
	assert_int_equal(git_tree_lookup(&tree, r->r, &id), 0);
	assert_int_equal(git_signature_new(&who, name, mail, when, offset), 0);
	assert_int_equal(
	    git_commit_create(&r->head, r->r, "HEAD", who, who, NULL, message,
		tree, parent != NULL ? 1 : 0, parents),
	    0);
	r->has_head = 1;
	git_signature_free(who);
	git_tree_free(tree);
	git_tree_free(was);
	git_tree_free(old);
	git_commit_free(parent);
	git_treebuilder_free(root);
	git_treebuilder_free(sub);
}

#endif /* TESTS_UNIT_INTAKE_OTA_REPO_H */
