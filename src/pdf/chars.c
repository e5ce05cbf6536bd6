#include "pdf_in.h"

#include <hb.h>

/* Classes of characters that decide how they are drawn. */

struct range {
	uint32_t first, last;
};

static bool
in_ranges(const struct range *r, size_t n, uint32_t u)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (u < r[mid].first)
			hi = mid;
		else if (u > r[mid].last)
			lo = mid + 1;
		else
			return true;
	}
	return false;
}

bool
char_ignorable(uint32_t u)
{
	/*= UAX #44, Default_Ignorable_Code_Point of Unicode 15. */
	static const struct range list[] = {
		{ 0xAD, 0xAD },
		{ 0x34F, 0x34F },
		{ 0x61C, 0x61C },
		{ 0x115F, 0x1160 },
		{ 0x17B4, 0x17B5 },
		{ 0x180B, 0x180F },
		{ 0x200B, 0x200F },
		{ 0x202A, 0x202E },
		{ 0x2060, 0x206F },
		{ 0x3164, 0x3164 },
		{ 0xFE00, 0xFE0F },
		{ 0xFEFF, 0xFEFF },
		{ 0xFFA0, 0xFFA0 },
		{ 0xFFF0, 0xFFFB }, /* with the annotation marks of FFF9 */
		{ 0x1BCA0, 0x1BCA3 },
		{ 0x1D173, 0x1D17A },
		{ 0xE0000, 0xE0FFF },
	};

	return u >= 0xAD && in_ranges(list, sizeof(list) / sizeof(*list), u);
}

bool
char_blank(uint32_t u)
{
	return u == ' ' || u == 0xA0 || (u >= 0x2000 && u <= 0x200A) ||
	    u == 0x202F || u == 0x205F || u == 0x3000 || char_line(u);
}

bool
char_line(uint32_t u)
{
	return u == '\t' || u == '\n' || u == '\r' || u == 0x85 ||
	    u == 0x2028 || u == 0x2029;
}

bool
char_mark(uint32_t u)
{
	hb_unicode_general_category_t g;

	if (u < 0x300)
		return false;
	g = hb_unicode_general_category(hb_unicode_funcs_get_default(), u);
	return g == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK ||
	    g == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
	    g == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

bool
char_nobody(uint32_t u)
{
	hb_unicode_general_category_t g;

	if (u < 0x80)
		return false;
	g = hb_unicode_general_category(hb_unicode_funcs_get_default(), u);
	return g == HB_UNICODE_GENERAL_CATEGORY_UNASSIGNED ||
	    g == HB_UNICODE_GENERAL_CATEGORY_PRIVATE_USE ||
	    g == HB_UNICODE_GENERAL_CATEGORY_SURROGATE;
}

bool
char_rtl(uint32_t u)
{
	hb_script_t s;

	if (u < 0x590)
		return false;
	s = hb_unicode_script(hb_unicode_funcs_get_default(), u);
	return hb_script_get_horizontal_direction(s) == HB_DIRECTION_RTL;
}

bool
char_alone(uint32_t u)
{
	static const struct range list[] = {
		{ 0x2E80, 0x2FDF }, /* radicals */
		{ 0x2FF0, 0x31FF }, /* punctuation, kana, bopomofo, strokes */
		{ 0x3200, 0x4DBF },
		{ 0x4E00, 0x9FFF },
		{ 0xAC00, 0xD7A3 }, /* Hangul syllables */
		{ 0xF900, 0xFAFF },
		{ 0xFE30, 0xFE4F },
		{ 0xFF00, 0xFFEF }, /* full and half width */
		{ 0x1F000, 0x1FAFF }, /* pictures */
		{ 0x20000, 0x3FFFF },
	};

	return u >= 0x2E80 && in_ranges(list, sizeof(list) / sizeof(*list), u);
}
