#include "model/part.h"

const char *
part_relation_name(enum part_relation r)
{
	static const char *const names[] = {
		[PART_SOURCE] = "Source",
		[PART_DATA] = "Data",
		[PART_ALTERNATIVE] = "Alternative",
		[PART_SUPPLEMENT] = "Supplement",
		[PART_UNSPECIFIED] = "Unspecified",
	};

	return names[r];
}
