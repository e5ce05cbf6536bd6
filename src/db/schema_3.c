#include "db/schema.h"
#include "db_in.h"

/*
 * Version 3: a blob may be changed in three ways, and no other: its bytes go
 * where a withholding stands; it is packed anew where it was packed after
 * bytes that go; the depth of those packed after it follows.  What it is,
 * digest and size, stays.
 */
static const char *const steps[] = {
	"DROP TRIGGER blob_keep",
	"CREATE TRIGGER blob_keep BEFORE UPDATE ON blob "
	"WHEN NOT (NEW.id = OLD.id AND NEW.sha = OLD.sha "
	"AND NEW.size = OLD.size AND ("
	"(NEW.bytes = x'' AND NEW.prefix IS NULL "
	"AND EXISTS (SELECT 1 FROM withheld WHERE blob = OLD.id)) OR "
	"(EXISTS (SELECT 1 FROM withheld WHERE blob = OLD.prefix) "
	"AND NOT EXISTS (SELECT 1 FROM withheld WHERE blob = NEW.prefix) "
	"AND NEW.bytes <> x'') OR "
	"(NEW.bytes = OLD.bytes AND NEW.stored = OLD.stored "
	"AND NEW.encoding = OLD.encoding AND NEW.prefix IS OLD.prefix))) "
	"BEGIN SELECT RAISE(ABORT, 'blob is append-only: no UPDATE'); END",
};

const char *const *
schema_3(size_t *n)
{
	*n = sizeof(steps) / sizeof(steps[0]);
	return steps;
}
