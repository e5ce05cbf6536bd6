#include "base/clock.h"
#include "layout_in.h"

#define DAY_MS INT64_C(86400000)
/* Least room from one name to the next. */
#define ROOM_MONTH 20.0
#define ROOM_DAY 36.0
#define ROOM_YEAR 26.0
/* A period so short that each month has this much room is cut by days. */
#define ROOM_BY_DAYS 130.0

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

double
axis_x(const struct axis *a, int64_t utc_ms)
{
	const double share =
	    (double)(utc_ms - a->from) / (double)(a->to - a->from);

	return a->x + a->width * (share < 0 ? 0 : share > 1 ? 1 : share);
}

static void
tick_add(struct layout *l, struct axis *a, int64_t utc_ms, const char *name,
    const char *year)
{
	a->ticks = arena_more(&l->arena, a->ticks, a->n, sizeof(*a->ticks));
	a->ticks[a->n++] = (struct axis_tick){ axis_x(a, utc_ms), name, year };
}

static int64_t
month_start(int year, int month)
{
	const struct civil c = { .year = year, .month = month, .day = 1 };

	return clock_from_civil(&c);
}

static void
axis_days(struct layout *l, struct axis *a, double day)
{
	static const int steps[] = { 1, 2, 5, 10, 15 };
	int64_t t = (a->from + DAY_MS - 1) / DAY_MS * DAY_MS;
	int step = 30, year = 0;
	struct civil c;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i] * day >= ROOM_DAY) {
			step = steps[i];
			break;
		}
	for (; t < a->to; t += step * DAY_MS) {
		c = clock_civil(t);
		tick_add(l, a, t,
		    arena_fmt(&l->arena, "%d %s", c.day, months[c.month - 1]),
		    c.year == year ? NULL : arena_fmt(&l->arena, "%d", c.year));
		year = c.year;
	}
}

/* Every step months; the year stands above its first name. */
static void
axis_months(struct layout *l, struct axis *a, int step)
{
	struct civil c = clock_civil(a->from);
	int year = 0, y = c.year, m = c.month;
	int64_t t;

	/* The period may begin within a month, whose name stands there too. */
	t = (m - 1) % step == 0 ? a->from : month_start(y, m);
	for (; t < a->to; t = month_start(y, m)) {
		if (t >= a->from && (m - 1) % step == 0) {
			tick_add(l, a, t, months[m - 1],
			    y == year ? NULL : arena_fmt(&l->arena, "%d", y));
			year = y;
		}
		y += m == 12;
		m = m == 12 ? 1 : m + 1;
	}
}

static void
axis_years(struct layout *l, struct axis *a, int step)
{
	struct civil c = clock_civil(a->from);
	int64_t t;
	int y;

	for (y = c.year; (t = month_start(y, 1)) < a->to; y++)
		if (t >= a->from && y % step == 0)
			tick_add(l, a, t, "", arena_fmt(&l->arena, "%d", y));
}

/* Names that would run into the next, or over the edge, are left out. */
static void
axis_thin(struct layout *l, struct axis *a)
{
	double next_name = a->x + a->width + 4, next_year = next_name;
	size_t i;

	for (i = a->n; i-- > 0;) {
		struct axis_tick *t = &a->ticks[i];

		if (t->name[0] != '\0' &&
		    t->x + 3.5 + pen_width(l, LOOK_SOURCE, t->name) > next_name)
			t->name = "";
		if (t->name[0] != '\0')
			next_name = t->x + 1.5;
		if (t->year == NULL)
			continue;
		if (t->x + 4 + pen_width(l, LOOK_LABEL_BOLD, t->year) >
		    next_year)
			t->year = NULL;
		else
			next_year = t->x + 1.5;
	}
}

void
axis_set(struct layout *l, struct axis *a, int64_t from, int64_t to, double x,
    double width)
{
	static const int month_steps[] = { 1, 2, 3, 6 };
	static const int year_steps[] = { 1, 2, 5, 10, 20, 50, 100 };
	double day;
	size_t i;

	*a = (struct axis){ .from = from, .x = x, .width = width };
	a->to = to > from ? to : from + DAY_MS;
	day = width * (double)DAY_MS / (double)(a->to - a->from);
	a->day = day;
	if (day * 30 >= ROOM_BY_DAYS) {
		axis_days(l, a, day);
		axis_thin(l, a);
		return;
	}
	for (i = 0; i < sizeof(month_steps) / sizeof(month_steps[0]); i++)
		if (day * 30 * month_steps[i] >= ROOM_MONTH) {
			axis_months(l, a, month_steps[i]);
			axis_thin(l, a);
			return;
		}
	for (i = 0; i + 1 < sizeof(year_steps) / sizeof(year_steps[0]); i++)
		if (day * 365 * year_steps[i] >= ROOM_YEAR)
			break;
	axis_years(l, a, year_steps[i]);
	axis_thin(l, a);
}

void
axis_draw(struct layout *l, const struct axis *a, double y)
{
	size_t i;

	for (i = 0; i < a->n; i++) {
		pen_text(
		    l, a->ticks[i].x + 1.5, y, LOOK_SOURCE, a->ticks[i].name);
		if (a->ticks[i].year != NULL)
			pen_text(l, a->ticks[i].x + 1.5, y - 9.5,
			    LOOK_LABEL_BOLD, a->ticks[i].year);
	}
}

void
axis_lines(struct layout *l, const struct axis *a, double y1, double y2)
{
	size_t i;

	if (!l->wet)
		return;
	canvas_artifact_begin(l->canvas);
	for (i = 0; i < a->n; i++)
		if (a->ticks[i].x > a->x + 0.5)
			canvas_line(l->canvas, a->ticks[i].x, y1, a->ticks[i].x,
			    y2, 0.3, INK_FAINT, 0, 0);
	canvas_artifact_end(l->canvas);
}
