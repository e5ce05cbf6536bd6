#include "cli/opt.h"

#include <string.h>

static const struct opt *
opt_find(const struct opt *opts, const char *arg, const char **value)
{
	const struct opt *o;
	size_t n;

	for (o = opts; o->name != NULL; o++) {
		n = strlen(o->name);
		if (strncmp(arg, o->name, n) != 0)
			continue;
		if (arg[n] == '\0') {
			*value = NULL;
			return o;
		}
		if (arg[n] == '=') {
			*value = arg + n + 1;
			return o;
		}
	}
	return NULL;
}

static int
opt_store(const struct opt *o, const char *value, struct fault *f)
{
	if (o->list == NULL) {
		*o->value = value;
		return 0;
	}
	if (*o->n == o->max)
		return fault_set(f, FAULT_FORMAT,
		    "%s: want at most %zu of them", o->name, o->max);
	o->list[(*o->n)++] = value;
	return 0;
}

int
opt_parse(const struct opt *opts, int argc, char *argv[], const char **args,
    size_t max, size_t *n_args, struct fault *f)
{
	const struct opt *o;
	const char *value;
	bool ended = false;
	int i;

	*n_args = 0;
	for (i = 1; i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = true;
			continue;
		}
		if (ended || argv[i][0] != '-' || argv[i][1] == '\0') {
			if (*n_args == max)
				return fault_set(f, FAULT_FORMAT,
				    "want at most %zu arguments, have \"%s\" too",
				    max, argv[i]);
			args[(*n_args)++] = argv[i];
			continue;
		}
		if ((o = opt_find(opts, argv[i], &value)) == NULL)
			return fault_set(
			    f, FAULT_FORMAT, "no such option: %s", argv[i]);
		if (o->flag && value != NULL)
			return fault_set(
			    f, FAULT_FORMAT, "%s takes no value", o->name);
		if (o->flag)
			value = o->name;
		if (value == NULL && ++i == argc)
			return fault_set(
			    f, FAULT_FORMAT, "%s wants a value", o->name);
		if (value == NULL)
			value = argv[i];
		if (opt_store(o, value, f) != 0)
			return -1;
	}
	return 0;
}
