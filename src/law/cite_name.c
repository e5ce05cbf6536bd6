#include <string.h>

#include "law_in.h"

struct name {
	const char *pattern, *id;
};

#define EU_REG                                                                        \
	"?the ?council|commission regulation|reg|verordnung|vo|reglement|reglamento|" \
	"regulamento|regolamento|verordening|rozporzadzenie|asetus "                  \
	"?( ?eu|ue|ce|eg|ec|we ?) ?no|nr|n|num ?º "
#define BR_OTHER "lei|law|ley ?federal ?ordinaria ?no|nr|n|num|numero ?º "
#define BR_LAW "?a lei|l|law|ley ?federal ?ordinaria ?no|nr|n|num|numero ?º "

/*
 * The longest name wins, and of equally long ones the first.  A law that the
 * catalogue does not hold is named, too, so that its articles are not taken
 * for those of another.  '!' before a pattern: only in capitals.
 */
static const struct name names[] = {
	/* GDPR */
	{ "eu - gdpr", "gdpr" },
	{ "eu gdpr", "gdpr" },
	{ "gdpr", "gdpr" },
	{ "ds - gvo", "gdpr" },
	{ "eu - ds - gvo", "gdpr" },
	{ "eu - dsgvo", "gdpr" },
	{ "dsgvo", "gdpr" },
	{ "eudsgvo", "gdpr" },
	{ "eu dsgvo", "gdpr" },
	{ "rgpd", "gdpr" },
	{ "rgpd - ue", "gdpr" },
	{ "avg", "gdpr" },
	{ "rodo", "gdpr" },
	{ "?eu general data protection regulation", "gdpr" },
	{ "datenschutz - grundverordnung", "gdpr" },
	{ "datenschutzgrundverordnung", "gdpr" },
	{ "datenschutz - grund - verordnung", "gdpr" },
	{ "reglement general sur la protection des donnees", "gdpr" },
	{ "reglement general relatif a la protection des donnees", "gdpr" },
	{ "reglamento general de proteccion de datos", "gdpr" },
	{ "regulamento geral sobre|de ?a protecao de dados", "gdpr" },
	{ "regolamento generale sulla protezione dei dati", "gdpr" },
	{ "algemene verordening gegevensbescherming", "gdpr" },
	{ EU_REG "2016 / 679", "gdpr" },
	{ EU_REG "2016 / 679 / eu|ue", "gdpr" },
	{ EU_REG "679 / 2016", "gdpr" },
	{ EU_REG "679 / 2016 / eu|ue", "gdpr" },
	{ EU_REG "2016 / 679 ?, of the european parliament and of the council "
		 "?of ?27 ?april ?2016 ?on ?the ?protection ?of ?natural "
		 "?persons ?with ?regard ?to ?the ?processing ?of ?personal "
		 "?data ?and ?on ?the ?free ?movement ?of ?such ?data ?, ?and "
		 "?repealing ?directive ?95 ?/ ?46 ?/ ?ec",
	    "gdpr" },
	{ "( eu|ue ) 2016 / 679", "gdpr" },
	{ "eu|ue 2016 / 679", "gdpr" },
	{ "2016 / 679", "gdpr" },
	{ "2016 / 679 / eu|ue", "gdpr" },

	/* California */
	{ "?cal|california|calif ?, civ|civil code ?ann|annotated ?,", "ccpa" },
	{ "ccpa", "ccpa" },
	{ "cpra", "ccpa" },
	{ "ccpa / cpra", "ccpa" },
	{ "ccpa - cpra", "ccpa" },
	{ "california consumer privacy act ?of ?2018", "ccpa" },
	{ "consumer privacy act of 2018", "ccpa" },
	{ "california privacy rights act ?of ?2020", "ccpa" },
	{ "ccpa ?( as amended ?by ?the ?california ?privacy ?rights ?act ?of "
	  "?cpra ?2020 ?)",
	    "ccpa" },
	{ "ccpa ?, as amended by ?the cpra", "ccpa" },
	{ "?cal|california|calif ?, code ?of regs|reg|regulations ?, "
	  "?tit|title ?11 ?,",
	    "ccpa-regs" },
	{ "cal|california|calif ?, code ?of regs|reg|regulations ?, ?, "
	  "tit|title 11 ?, ?div|division ?6 ?, ?ch|chap|chapter ?1 ?,",
	    "ccpa-regs" },
	{ "11 ccr", "ccpa-regs" },
	{ "11 c c r", "ccpa-regs" },
	{ "11 cal code ?of regs|regulations", "ccpa-regs" },
	{ "11 california code of regulations", "ccpa-regs" },
	{ "ccr ?, tit|title 11 ?,", "ccpa-regs" },
	{ "?tit|title 11 ?, ?of ?the ccr", "ccpa-regs" },
	{ "title 11 ?, ?of ?the california code of regulations", "ccpa-regs" },
	{ "ccpa|cpra|cppa regulations|regs|regulation|reg|rules", "ccpa-regs" },
	{ "ccpa / cpra regulations|regs", "ccpa-regs" },
	{ "california consumer privacy act ?of ?2018 regulations|regs",
	    "ccpa-regs" },

	/* Brazil */
	{ "lgpd", "lgpd" },
	{ "lgpdp", "lgpd" },
	{ "lei geral de protecao de dados ?pessoais", "lgpd" },
	{ "brazilian|brazil ?' ?s general data protection law|act", "lgpd" },
	{ "brazilian|brazil ?' ?s lgpd", "lgpd" },
	{ BR_LAW "13 ?, 709 ?/ ?2018", "lgpd" },
	{ BR_LAW "13 ?, 709 / 18", "lgpd" },
	{ BR_LAW "13709 ?/ ?2018", "lgpd" },
	{ BR_LAW "13709 / 18", "lgpd" },
	{ BR_LAW "13 ?, 709 ?, de|of ?14 ?de|of ?agosto|august ?, ?de|of 2018",
	    "lgpd" },
	{ BR_LAW "13 ?, 709 ?, of august 14 ?, 2018", "lgpd" },
	{ BR_LAW "13709 ?, de|of ?14 ?de|of ?agosto|august ?, ?de|of 2018",
	    "lgpd" },

	/* The AI Act */
	{ "?eu ai act", "ai-act" },
	{ "eu - ai - act", "ai-act" },
	{ "ai - act", "ai-act" },
	{ "aia", "ai-act" },
	{ "?eu artificial intelligence act", "ai-act" },
	{ "ki - vo|verordnung", "ai-act" },
	{ "ki vo|verordnung", "ai-act" },
	{ "kivo", "ai-act" },
	{ "ria", "ai-act" },
	{ "reglement ?europeen sur l ' ia|intelligence ?artificielle",
	    "ai-act" },
	{ "reglement ia", "ai-act" },
	{ "reglamento ?europeo de ?la ia|inteligencia ?artificial", "ai-act" },
	{ "regulamento da|de ia|inteligencia ?artificial", "ai-act" },
	{ EU_REG "2024 / 1689", "ai-act" },
	{ EU_REG "2024 / 1689 / eu|ue", "ai-act" },
	{ EU_REG "1689 / 2024", "ai-act" },
	{ EU_REG "2024 / 1689 ?, of the european parliament and of the council "
		 "?of ?13 ?june ?2024 ?laying ?down ?harmonised ?rules ?on "
		 "?artificial ?intelligence",
	    "ai-act" },
	{ "( eu|ue ) 2024 / 1689", "ai-act" },
	{ "eu|ue 2024 / 1689", "ai-act" },
	{ "2024 / 1689", "ai-act" },
	{ "2024 / 1689 / eu|ue", "ai-act" },

	/* Korea */
	{ "?k pipa", "kr-pipa" },
	{ "k - pipa", "kr-pipa" },
	{ "?south korea|korean ?' ?s pipa", "kr-pipa" },
	{ "?south ?korea|korean ?' ?s personal information protection act",
	    "kr-pipa" },
	{ "personal information protection act ( ?south ?republic ?of "
	  "korea|kr )",
	    "kr-pipa" },
	{ "personal information protection act of ?south ?the ?republic ?of "
	  "korea",
	    "kr-pipa" },
	{ "?대 ?한 ?민 ?국 ?한 ?국 개 인 정 보 보 호 법", "kr-pipa" },
	{ "개 보 법", "kr-pipa" },
	{ "gaein jeongbo boho beob|beop", "kr-pipa" },
	{ "gaein jeongbo boho beob|beop [ personal information protection "
	  "act ]",
	    "kr-pipa" },
};

/* Laws that the catalogue does not hold. */
static const struct name others[] = {
	{ "cal|california|calif ?, code ?of regs|reg|regulations ?, "
	  "tit|title %d",
	    "ccr" },
	{ "%d ccr", "ccr" },
	{ "%d c c r", "ccr" },
	{ "uk - gdpr", "uk-gdpr" },
	{ "uk gdpr", "uk-gdpr" },
	{ "ukgdpr", "uk-gdpr" },
	{ "u k gdpr", "uk-gdpr" },
	{ "gdpr ?( uk ?)", "uk-gdpr" },
	{ "british gdpr", "uk-gdpr" },
	{ "uk ?' ?s general data protection regulation", "uk-gdpr" },
	{ "united kingdom general data protection regulation", "uk-gdpr" },
	{ "?uk data protection act ?1998|2018", "uk-dpa" },
	{ "dpa 1998|2018", "uk-dpa" },
	{ "digital services act", "dsa" },
	{ EU_REG "2022 / 2065", "dsa" },
	{ "digital markets act", "dma" },
	{ EU_REG "2022 / 1925", "dma" },
	{ "data act", "data-act" },
	{ EU_REG "2023 / 2854", "data-act" },
	{ "data governance act", "dga" },
	{ EU_REG "2022 / 868", "dga" },
	{ "eprivacy|eprivacy directive|regulation", "eprivacy" },
	{ "e - privacy ?directive|regulation", "eprivacy" },
	{ "dpd", "dpd" },
	{ "cal|california const|constitution", "cal-const" },
	{ "u s const|constitution", "us-const" },
	{ "directive ?( ?eu|ec ?) 2002 / 58 ?/ ?ec|ce|eg", "eprivacy" },
	{ "directive|richtlinie|directiva ?( ?eu|ec ?) 95 / 46 ?/ ?ec|ce|eg",
	    "dpd" },
	{ "directive|richtlinie|directiva|diretiva|rl ?( ?eu|ue|ec ?) ?no|nr|n "
	  "%d / %d ?/ ?ec|ce|eg|eu|ue",
	    "eu-directive" },
	{ EU_REG "%d / %d", "eu-regulation" },
	{ EU_REG "%d / %d / ec|ce|eg|eu|ue", "eu-regulation" },
	{ "tfeu", "tfeu" },
	{ "aeuv", "tfeu" },
	{ "teu", "teu" },
	{ "charter of fundamental rights", "eu-charter" },
	{ "!cfr", "eu-charter" },
	{ "grch", "eu-charter" },
	{ "echr", "echr" },
	{ "emrk", "echr" },
	{ "bdsg", "bdsg" },
	{ "ttdsg", "tddpg" },
	{ "tddpg", "tddpg" },
	{ "tdddg", "tddpg" },
	{ "bgb", "bgb" },
	{ "uwg", "uwg" },
	{ "!gg", "gg" },
	{ "stgb", "stgb" },
	{ "dsg", "dsg" },
	{ "revdsg", "dsg" },
	{ "fadp", "dsg" },
	{ "loi informatique et libertes", "lil" },
	{ "lopdgdd", "lopdgdd" },
	{ "lopd", "lopdgdd" },
	{ "code civil", "fr-cc" },
	{ "codigo civil", "br-cc" },
	{ "codigo penal", "br-cp" },
	{ "codigo de defesa do consumidor", "cdc" },
	{ "cdc", "cdc" },
	{ "marco civil ?da ?internet", "marco-civil" },
	{ BR_OTHER "12 ?, 965 ?/ ?2014", "marco-civil" },
	{ BR_OTHER "12965 ?/ ?2014", "marco-civil" },
	{ "cf / 88", "br-cf" },
	{ "constituicao ?federal", "br-cf" },
	{ BR_OTHER "%d ?, %d ?/ ?%d", "br-lei" },
	{ BR_OTHER "%d / %d", "br-lei" },
	{ "lei complementar ?no|n ?º %d ?/ ?%d", "br-lei" },
	{ "decreto ?no|n ?º %d ?, ?%d ?/ ?%d", "br-decreto" },
	{ "%d u s c ?a", "usc" },
	{ "%d usc|usca", "usc" },
	{ "%d c f r", "cfr" },
	{ "%d cfr", "cfr" },
	{ "%d f r", "fr" },
	{ "cal|california|calif ?, bus ?& ?and prof|professions code",
	    "cal-bpc" },
	{ "bus|business ?& ?and prof|professions code", "cal-bpc" },
	{ "cal|california|calif ?, penal|pen|gov|government|lab|labor|health "
	  "?& ?and ?safety code",
	    "cal-code" },
	{ "calopp|caloppa", "caloppa" },
	{ "calecpa", "calecpa" },
	{ "cipa", "cipa" },
	{ "shine the light ?law", "cal-stl" },
	{ "delete act", "delete-act" },
	{ "coppa", "coppa" },
	{ "children ' s online privacy protection act|rule", "coppa" },
	{ "hipaa", "hipaa" },
	{ "glba", "glba" },
	{ "ferpa", "ferpa" },
	{ "fcra", "fcra" },
	{ "ftc act", "ftc-act" },
	{ "bipa", "bipa" },
	{ "vcdpa", "vcdpa" },
	{ "ctdpa", "ctdpa" },
	{ "ucpa", "ucpa" },
	{ "cpa", "colo-cpa" },
	{ "colorado privacy act", "colo-cpa" },
	{ "tdpsa", "tdpsa" },
	{ "mhmda", "mhmda" },
	{ "va code ?ann", "va-code" },
	{ "pipeda", "pipeda" },
	{ "pipl", "pipl" },
	{ "appi", "appi" },
	{ "pdpa", "pdpa" },
	{ "popia", "popia" },
	{ "dpdp act ?2023", "dpdp" },
	{ "dpdpa", "dpdp" },
	{ "nis 2 ?directive", "nis2" },
	{ "nis2 ?directive", "nis2" },
	{ "정 보 통 신 망 법", "kr-network-act" },
	{ "신 용 정 보 법", "kr-credit-act" },
};

/* Journals, publishers and years, which say where a law stands. */
static const char *const noise[] = {
	"[ 2016 ] oj l 119 / 1 ?- ?88 ?,",
	"[ 2024 ] oj l 2024 / 1689 ?,",
	"?, oj ?, l 119 ?, ?4 ?5 ?2016 ?, ?p|pp ?1 ?- ?88 ?,",
	"?, oj ?, l ?, 2024 / 1689 ?, ?12 ?7 ?2024 ?,",
	"?, 2016 o|oj ?j ( l 119 ) ?1 ?- ?88 ?( ?eu ?)",
	"?, 2016 o|oj ?j ( l 119 ) 1 , %d ?- ?%d ?( ?eu ?)",
	"?, 2024 o|oj ?j ( l ?, 2024 / 1689 ) ?1 ?, ?( ?eu ?)",
	"?, 2024 o|oj ?j ( l 1689 ) ?1 ?, ?( ?eu ?)",
	"?, abl ?eu l 119 ?, ?v ?vom ?4 ?5 ?2016 ?, ?s ?1 ?- ?88 ?,",
	"( west|deering ?supp %y )",
	"( %y )",
	"( eu )",
	"( ue )",
	"( braz|brazil|brasil )",
	"( s kor )",
	"( korea )",
	"( republic of korea )",
	"( south korea )",
	"( coreia do sul )",
	"( california )",
	"( as amended )",
	"( as amended by ?the cpra )",
	"?, diario oficial da uniao [ d o u ] de 15 8 2018 ?,",
	"?, diario oficial da uniao ?, brasilia ?, df ?, 15 ago 2018 ?,",
	"brasil",
	"uniao europeia",
	"west ' s ?ann ?annotated",
	"deering ' s ?ann ?annotated",
	"?, div|division 6 ?, ch|chap|chapter 1 ?,",
};

/* Words as the names of laws have, for a law that nobody listed. */
static const char *const law_words[] = {
	"act|code|law|statute|directive|regulation|ordinance|constitution",
	"gesetz|verordnung|richtlinie|satzung|gesetzbuch|grundgesetz",
	"lei|decreto|resolucao|portaria|constituicao|codigo|regulamento",
	"loi|decret|reglement|directive|ley|reglamento|directiva|legge",
	"u s c",
	"treaty|convention|stat|rule|rules|법",
};

/* "CFR" is the Charter or a code, "cfr." is Italian for "see". */
static bool
is_capitals(const char *s)
{
	while (*s >= 'A' && *s <= 'Z')
		s++;
	return *s == '\0';
}

static size_t
longest(const struct lex *l, size_t at, const struct name *table, size_t n,
    const struct name **out)
{
	const char *pattern;
	size_t i, len, best = 0;

	for (i = 0; i < n; i++) {
		pattern = table[i].pattern;
		if (*pattern == '!' && !is_capitals(l->t[at].raw))
			continue;
		len = cite_lex_match(l, at, pattern + (*pattern == '!'));
		if (len > best) {
			best = len;
			*out = &table[i];
		}
	}
	return best;
}

static void
remember(struct names *out, const char *id, bool held)
{
	size_t i;

	for (i = 0; i < out->n && i < 2; i++)
		if (strcmp(out->id[i], id) == 0)
			return;
	if (out->n < 2) {
		out->id[out->n] = id;
		out->held[out->n] = held;
		out->n++;
	}
}

static void
put_name(struct lex *l, size_t at, size_t n)
{
	const bool spaced = l->t[at].spaced;

	cite_lex_cut(l, at, n - 1);
	l->t[at].kind = LEX_NAME;
	l->t[at].text[0] = '\0';
	l->t[at].spaced = spaced;
}

static void
drop_noise(struct lex *l)
{
	size_t i = 0, k, n, best;

	while (i < l->n) {
		best = 0;
		for (k = 0; k < sizeof(noise) / sizeof(noise[0]); k++) {
			n = cite_lex_match(l, i, noise[k]);
			if (n > best)
				best = n;
		}
		if (best > 0)
			cite_lex_cut(l, i, best);
		else
			i++;
	}
}

/* "LGPD – Lei nº 13.709/2018" is one name, given twice. */
static void
join_names(struct lex *l)
{
	size_t i = 0;

	while (i + 2 < l->n) {
		if (l->t[i].kind == LEX_NAME && l->t[i + 2].kind == LEX_NAME &&
		    l->t[i + 1].kind == LEX_PUNCT &&
		    strchr(",-/:=", l->t[i + 1].text[0]) != NULL)
			cite_lex_cut(l, i + 1, 2);
		else
			i++;
	}
}

/* (GDPR) and [GDPR] and "GDPR" are the name. */
static void
unwrap_names(struct lex *l)
{
	static const char *const pairs[] = { "()", "[]", "\"\"", "''" };
	size_t i, k;

	for (i = 1; i + 1 < l->n; i++) {
		if (l->t[i].kind != LEX_NAME)
			continue;
		for (k = 0; k < 4; k++) {
			if (l->t[i - 1].text[0] != pairs[k][0] ||
			    l->t[i + 1].text[0] != pairs[k][1] ||
			    l->t[i - 1].kind != LEX_PUNCT ||
			    l->t[i + 1].kind != LEX_PUNCT)
				continue;
			cite_lex_cut(l, i + 1, 1);
			cite_lex_cut(l, i - 1, 1);
			i = 0;
			break;
		}
	}
}

void
cite_name_find(struct lex *l, struct names *out)
{
	const struct name *held = NULL, *other = NULL;
	size_t i, k, n, m;

	memset(out, 0, sizeof(*out));
	drop_noise(l);
	for (i = 0; i < l->n; i++) {
		n = longest(
		    l, i, names, sizeof(names) / sizeof(names[0]), &held);
		m = longest(
		    l, i, others, sizeof(others) / sizeof(others[0]), &other);
		if (n > 0 && n >= m) {
			remember(out, held->id, true);
			put_name(l, i, n);
		} else if (m > 0) {
			remember(out, other->id, false);
			put_name(l, i, m);
		}
	}
	join_names(l);
	unwrap_names(l);
	join_names(l);
	for (i = 0; out->n == 0 && i < l->n; i++)
		for (k = 0; k < sizeof(law_words) / sizeof(law_words[0]); k++)
			if (cite_lex_match(l, i, law_words[k]) > 0)
				out->lawlike = true;
}
