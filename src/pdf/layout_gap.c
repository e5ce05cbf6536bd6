#include "layout_in.h"

/* Spacing, by MEASURES section 5. */

/* What a role stands below the last baseline of text. */
static double
gap_of_role(enum role role)
{
	switch (role) {
	case ROLE_H2:
	case ROLE_LEAD:
		return 28;
	case ROLE_H3:
	case ROLE_TITLE_LINE:
	case ROLE_TABLE:
	case ROLE_CHAIN:
	case ROLE_PLACES:
		return 24.5;
	case ROLE_SHEET:
		return 35;
	case ROLE_COUNTS:
		return 41;
	case ROLE_DO_NEXT:
		return 28;
	case ROLE_TIMELINE:
		return 31.5;
	case ROLE_INDEX:
		return 22.7;
	case ROLE_NONE:
	case ROLE_TEXT:
	case ROLE_SMALL:
	case ROLE_NOTE:
	case ROLE_CODE:
	case ROLE_FIELDS:
	case ROLE_MATRIX:
	case ROLE_STEP:
	case ROLE_CERT:
		break;
	}
	return 17.5;
}

/* The cases that differ from the role's own measure. */
static const struct {
	enum floor floor;
	enum role role;
	double gap;
} gaps[] = {
	{ FLOOR_H1, ROLE_TIMELINE, 49 },
	{ FLOOR_H1, ROLE_TITLE_LINE, 22.5 },
	{ FLOOR_TITLE_LINE, ROLE_DO_NEXT, 28 },
	{ FLOOR_SMALL, ROLE_SMALL, 14 },
	{ FLOOR_HEAD, ROLE_TABLE, 20.5 },
	{ FLOOR_SHEET, ROLE_TABLE, 20.5 },
	{ FLOOR_RULE, ROLE_NOTE, 12.5 },
	{ FLOOR_RULE, ROLE_TABLE, 34.5 },
	{ FLOOR_RULE, ROLE_SHEET, 35 },
	{ FLOOR_RULE, ROLE_TIMELINE, 35 },
	{ FLOOR_RULE, ROLE_INDEX, 32 },
	{ FLOOR_NOTE, ROLE_NOTE, 14 },
	{ FLOOR_NOTE, ROLE_TEXT, 21 },
	{ FLOOR_CODE, ROLE_CODE, 14 },
	{ FLOOR_LINES, ROLE_NOTE, 21 },
	{ FLOOR_LINES, ROLE_FIELDS, 14 },
	{ FLOOR_TEXT, ROLE_CERT, 24.5 },
	{ FLOOR_FIELD, ROLE_NOTE, 31.5 },
};

double
layout_gap(enum floor floor, enum role role)
{
	size_t i;

	for (i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++)
		if (gaps[i].floor == floor && gaps[i].role == role)
			return gaps[i].gap;
	switch (floor) {
	case FLOOR_H1:
		return 35;
	case FLOOR_RULE:
		return 22.5;
	case FLOOR_DO_NEXT:
		return 29.75;
	case FLOOR_HEAD:
		return 17.5;
	case FLOOR_SHEET:
		return 21;
	case FLOOR_FIELD:
	case FLOOR_TITLE_LINE:
		return 28;
	case FLOOR_TOP:
	case FLOOR_TEXT:
	case FLOOR_SMALL:
	case FLOOR_EVIDENCE:
	case FLOOR_NOTE:
	case FLOOR_CODE:
	case FLOOR_LEAD:
	case FLOOR_LINES:
	case FLOOR_CERT:
		break;
	}
	return gap_of_role(role);
}

/* The same where a side head begins a block. */
double
layout_gap_side(enum floor floor)
{
	switch (floor) {
	case FLOOR_H1:
		return 35;
	case FLOOR_RULE:
		return 22.5;
	case FLOOR_DO_NEXT:
		return 29.75;
	case FLOOR_EVIDENCE:
		return 24.5;
	case FLOOR_TOP:
	case FLOOR_TITLE_LINE:
	case FLOOR_TEXT:
	case FLOOR_SMALL:
	case FLOOR_HEAD:
	case FLOOR_SHEET:
	case FLOOR_NOTE:
	case FLOOR_CODE:
	case FLOOR_LEAD:
	case FLOOR_LINES:
	case FLOOR_CERT:
	case FLOOR_FIELD:
		break;
	}
	return 28;
}
