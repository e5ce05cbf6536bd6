#include "model/clause.h"

const char *
clause_state_name(enum clause_state s)
{
	static const char *const names[] = {
		[CLAUSE_NEW] = "new",
		[CLAUSE_SAME] = "same",
		[CLAUSE_MOVED] = "moved",
		[CLAUSE_MODIFIED] = "modified",
		[CLAUSE_SPLIT] = "split",
		[CLAUSE_MERGED] = "merged",
		[CLAUSE_GONE] = "gone",
	};

	return names[s];
}
