#include <math.h>

#include "layout_in.h"

/* The faces' names are short here so that the scale reads as a table. */
#define T VOICE_TEXT
#define B VOICE_BOLD
#define Q VOICE_QUOTE
#define M VOICE_MONO

static const struct look looks[LOOKS] = {
	[LOOK_BODY] = { { T, 9.7, 0, INK_INK }, 14 },
	[LOOK_BOLD] = { { B, 9.7, 0, INK_INK }, 14 },
	[LOOK_SIDE] = { { B, 8.8, 0, INK_INK }, 14 },
	[LOOK_LEAD] = { { T, 11.3, 0, INK_INK }, 17.5 },
	[LOOK_H1] = { { T, 20, -0.1, INK_INK }, 24.5 },
	[LOOK_H1_NUMBER] = { { T, 20, -0.1, INK_GREY }, 24.5 },
	[LOOK_H2] = { { B, 10.5, 0, INK_INK }, 14 },
	[LOOK_H3] = { { B, 9.7, 0, INK_INK }, 14 },
	[LOOK_TITLE] = { { T, 42, -0.8, INK_INK }, 49 },
	[LOOK_SUBTITLE] = { { T, 15, 0, INK_INK }, 21 },
	[LOOK_TABLE] = { { T, 7.9, 0, INK_INK }, 10.5 },
	[LOOK_TABLE_BOLD] = { { B, 7.9, 0, INK_INK }, 10.5 },
	[LOOK_TABLE_GREY] = { { T, 7.9, 0, INK_GREY }, 10.5 },
	[LOOK_TABLE_QUOTE] = { { Q, 8.18, 0, INK_INK }, 10.5 },
	[LOOK_TH] = { { B, 7.6, 0, INK_INK }, 10.5 },
	[LOOK_LABEL] = { { T, 7.6, 0, INK_GREY }, 10.5 },
	[LOOK_LABEL_INK] = { { T, 7.6, 0, INK_INK }, 10.5 },
	[LOOK_LABEL_BOLD] = { { B, 7.6, 0, INK_INK }, 10.5 },
	[LOOK_COVER_LABEL] = { { T, 8.8, 0, INK_GREY }, 14 },
	[LOOK_SOURCE] = { { T, 7.3, 0, INK_GREY }, 10.5 },
	[LOOK_QUOTE] = { { Q, 11.3, 0, INK_INK }, 17.5 },
	[LOOK_QUOTE_SMALL] = { { Q, 9.6, 0, INK_INK }, 14 },
	[LOOK_REDLINE] = { { Q, 10.6, 0, INK_INK }, 17.5 },
	[LOOK_MONO] = { { M, 6.6, 0, INK_INK }, 10.5 },
	[LOOK_MONO_GREY] = { { M, 6.6, 0, INK_GREY }, 10.5 },
	[LOOK_CODE] = { { M, 7, 0, INK_INK }, 10.5 },
	[LOOK_COUNT] = { { T, 22, -0.2, INK_INK }, 24.5 },
	[LOOK_INDEX] = { { T, 7.4, 0, INK_INK }, 10.5 },
	[LOOK_INDEX_GREY] = { { T, 7.4, 0, INK_GREY }, 10.5 },
	[LOOK_INDEX_QUOTE] = { { Q, 7.4, 0, INK_INK }, 10.5 },
	[LOOK_INDEX_MARK] = { { M, 6.3, 0, INK_INK }, 10.5 },
	[LOOK_INDEX_HEAD] = { { B, 7.2, 0, INK_INK }, 10.5 },
	[LOOK_STROKE] = { { T, 6.6, 0, INK_INK }, 10.5 },
	[LOOK_SHEET] = { { M, 9, 0, INK_INK }, 14 },
	[LOOK_DRAFT] = { { B, 9.7, 0, INK_RED }, 14 },
};

struct look
look_of(enum look_name name)
{
	return looks[name];
}

struct geo
look_geo(enum paper paper)
{
	const double right = paper == PAPER_LETTER ? 8.5 : 0;
	const double up = paper == PAPER_LETTER ? 49 : 0;

	return (struct geo){
		.w = paper == PAPER_LETTER ? 612 : 595.28,
		.h = paper == PAPER_LETTER ? 792 : 841.89,
		.x0 = 50 + right,
		.x1 = 144 + right,
		.x2 = 176 + right,
		.x2e = 492 + right,
		.x3 = 503 + right,
		.xr = 550 + right,
		.bottom = 780.5 - up,
		.foot_rule = 798 - up,
		.foot = 808.5 - up,
		.seal = 570.5 - up,
	};
}

double
look_snap(double y)
{
	return ceil(y / GRID - 1e-6) * GRID;
}
