#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/packet_check.h"

#include <ctype.h>
#include <sys/wait.h>

#include <openssl/cms.h>
#include <openssl/pem.h>

#include "help/attack.h"
#include "help/test.h"
#include "help/tool.h"

#include "base/clock.h"
#include "base/hex.h"
#include "cli/log_check.h"

/*
 * Every known kind of tampering with a packet of ours, each with where it is
 * known from, before `verify --trust --vkey` and before verify.sh: neither
 * ever says yes.  A table is printed.
 *
 * TAMPER=all asks verify.sh about each of them, by every shell that SHELLS
 * names ("dash,busybox sh"); without it about every eleventh, by sh.
 */
#define EVERY 11

struct attack {
	const char *kind, *source;
	const char *bodies[ATTACK_OBJECTS]; /* an update of the usual form */
	void (*make)(struct attack_base *x, struct buf *b); /* or this */
	void (*beside)(void); /* or files beside the PDF */
	bool alone; /* it leaves the PDF as it is, which verify looks at */
};

/* What is under attack, for functions of a row, and files beside it. */
static struct bench {
	struct packet_made made;
	struct attack_base base;
	struct trial_keys other_keys;
	struct signer *other;
	struct buf p7s, proof;
	struct log_check *log;
	size_t n_asked, n_shell;
} bench;

#define MLADENOV "Mladenov et al., CCS 2019"
#define MAINKA "Mainka et al., NDSS 2021 (shadow)"
#define ROHLMANN "Rohlmann et al., S&P 2021 (certified)"
#define ISO "ISO 32000-2 section "

#define CATALOG(more) "@root @root+ " more ">>"
#define PAGE(more) "@page @page+ " more ">>"
#define STREAM(words) "<</Length 1>>stream\n" words "\nendstream"
#define DSS "@0 <</Type /DSS /Certs [@1 0 R]>>"
#define DER "@1 <</Length 4>>\nstream\n0000\nendstream"
#define WIDGET(ft, rect, more)                                         \
	"@2 <</Type /Annot /Subtype /Widget /FT " ft " /T (x) /TU (x)" \
	" /Rect " rect " /F 132 /P @page 0 R " more ">>"
#define FIELDS "@form <</SigFlags 3 /Fields [@seal 0 R @empty 0 R @2 0 R]>>"
#define FORM_X                                                           \
	"@3 <</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 1>>" \
	"stream\nq\nendstream"

/* ---- Attacks that are more than an update ---- */

static void
append(struct buf *b, const char *s)
{
	buf_str(b, s);
}

static void
no_section(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { "@content " STREAM("q"), NULL };
	struct attack_update u;

	attack_objects(x, b, bodies, &u);
}

static void
old_section_again(struct attack_base *x, struct buf *b)
{
	no_section(x, b);
	buf_fmt(b, "startxref\n%zu\n%%%%EOF\n", x->xref);
}

static void
as_table(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { "@content " STREAM("q"), NULL };
	struct attack_update u;

	attack_objects(x, b, bodies, &u);
	attack_table(x, b, &u, "");
}

static void
hybrid(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { "@content " STREAM("q"), NULL };
	const struct attack_update none = { .n = 0 };
	struct attack_update u;
	char more[64];
	size_t at;

	attack_objects(x, b, bodies, &u);
	at = b->len;
	attack_section(x, b, &u, x->xref, "");
	(void)snprintf(more, sizeof(more), " /XRefStm %zu", at);
	attack_table(x, b, &none, more);
}

static void
object_stream(struct attack_base *x, struct buf *b)
{
	const struct attack_name *page = attack_find(x, "page", 4);
	const struct attack_name *pages = attack_find(x, "pages", 5);
	const size_t at = b->len;
	size_t section;
	char head[32], body[128];

	(void)snprintf(head, sizeof(head), "%d 0 ", page->num);
	(void)snprintf(body, sizeof(body),
	    "<</Type /Page /Parent %d 0 R /MediaBox [0 0 9 9]>>", pages->num);
	buf_fmt(b,
	    "%d 0 obj\n<</Type /ObjStm /N 1 /First %zu /Length %zu>>\n"
	    "stream\n%s%s\nendstream\nendobj\n",
	    x->size, strlen(head), strlen(head) + strlen(body), head, body);
	section = b->len;
	buf_fmt(b,
	    "%d 0 obj\n<<%s /Size %d /Prev %zu /Type /XRef /W [1 4 2] /Index "
	    "[%d 1 %d 2] /Length 21>>\nstream\n",
	    x->size + 1, x->trailer, x->size + 2, x->xref, page->num, x->size);
	attack_entry(b, 2, (size_t)x->size, 0);
	attack_entry(b, 1, at, 0);
	attack_entry(b, 1, section, 0);
	buf_fmt(b, "\nendstream\nendobj\n\nstartxref\n%zu\n%%%%EOF\n", section);
}

static void
freed(struct attack_base *x, struct buf *b)
{
	struct attack_update u = { .n = 1, .at = { SIZE_MAX } };

	u.num[0] = (size_t)attack_find(x, "content", 7)->num;
	attack_section(x, b, &u, x->xref, "");
}

/* A section that leads around the signed one. */
static void
prev_around(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { "@content " STREAM("q"), NULL };
	struct attack_update u;
	size_t at;

	attack_objects(x, b, bodies, &u);
	at = b->len;
	attack_section(x, b, &u, x->xref, "");
	u.n = 0;
	attack_section(x, b, &u, at - 1, "");
}

static void
prev_circle(struct attack_base *x, struct buf *b)
{
	const struct attack_update u = { .n = 0 };

	attack_section(x, b, &u, b->len, "");
}

static void
prev_none(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { CATALOG("/Lang (de)"), NULL };
	struct attack_update u;

	attack_objects(x, b, bodies, &u);
	attack_section(x, b, &u, 0, "");
}

static void
encrypted(struct attack_base *x, struct buf *b)
{
	const struct attack_update u = { .n = 0 };

	attack_section(x, b, &u, x->xref,
	    " /Encrypt <</Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4>>");
}

static void
other_root(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { "@0 @root+ /OpenAction [@page2 0 R /Fit]>>",
		NULL };
	struct attack_update u;
	char kept[sizeof(x->trailer)];

	memcpy(kept, x->trailer, sizeof(kept));
	attack_objects(x, b, bodies, &u);
	(void)snprintf(x->trailer, sizeof(x->trailer), "/Root %d 0 R", x->size);
	attack_section(x, b, &u, x->xref, "");
	memcpy(x->trailer, kept, sizeof(kept));
}

static void
unlisted(struct attack_base *x, struct buf *b)
{
	const char *bodies[] = { CATALOG("/DSS @0 0 R"), DSS, DER,
		"@content " STREAM("q"), NULL };
	struct attack_update u;

	attack_objects(x, b, bodies, &u);
	u.n--; /* the last is there for whoever searches */
	attack_section(x, b, &u, x->xref, "");
}

static void
junk_before(struct attack_base *x, struct buf *b)
{
	(void)x;
	forge_splice(b, 0, 0, "GIF89a\n");
}

static void
other_version(struct attack_base *x, struct buf *b)
{
	(void)x;
	b->data[7] = '4';
}

static void
blank_behind(struct attack_base *x, struct buf *b)
{
	(void)x;
	append(b, "\n");
}

static void
words_behind(struct attack_base *x, struct buf *b)
{
	(void)x;
	append(b, "<script>alert(1)</script>");
}

static void
another_pdf_behind(struct attack_base *x, struct buf *b)
{
	struct buf copy;

	(void)x;
	buf_init(&copy, 64u << 20);
	buf_add(&copy, b->data, b->len);
	buf_add(b, copy.data, copy.len);
	buf_free(&copy);
}

static void
cut_short(struct attack_base *x, struct buf *b)
{
	(void)x;
	b->len -= 7;
}

static void
page_byte(struct attack_base *x, struct buf *b)
{
	(void)x;
	b->data[b->len / 3] ^= 1;
}

static void
range_zeros(struct attack_base *x, struct buf *b)
{
	attack_range(x, b, "0 0 0 0");
}

static void
range_negative(struct attack_base *x, struct buf *b)
{
	attack_range(x, b, "0 -1 -1 -1");
}

static void
range_short(struct attack_base *x, struct buf *b)
{
	char t[64];

	(void)snprintf(t, sizeof(t), "0 %zu %zu 10", x->slot.contents,
	    x->slot.contents + x->slot.contents_len);
	attack_range(x, b, t);
}

static void
range_six(struct attack_base *x, struct buf *b)
{
	const size_t end = x->slot.contents + x->slot.contents_len;
	char t[64];

	(void)snprintf(t, sizeof(t), "0 %zu %zu %zu 0 0", x->slot.contents, end,
	    b->len - end);
	if (strlen(t) <= x->slot.byte_range_len)
		attack_range(x, b, t);
	else
		attack_range(x, b, "0 1 2 3 4 5");
}

/* The second range is moved behind what is put between. */
static void
range_moved(struct attack_base *x, struct buf *b)
{
	const size_t end = x->slot.contents + x->slot.contents_len;
	const size_t tail = b->len - end;
	char t[96];

	(void)snprintf(
	    t, sizeof(t), "0 %zu %zu %zu", x->slot.contents, end + 64, tail);
	attack_range(x, b, t);
	forge_splice(b, end, 0,
	    "\n>>\nendobj\n9 0 obj\n<<>>\nendobj\n"
	    "%                                ");
}

static void
padding(struct attack_base *x, struct buf *b)
{
	b->data[x->slot.contents + x->slot.contents_len - 3] = '1';
}

static void
digits_in_capitals(struct attack_base *x, struct buf *b)
{
	size_t i;

	for (i = 1; i + 1 < x->slot.contents_len; i++)
		b->data[x->slot.contents + i] =
		    (unsigned char)toupper(b->data[x->slot.contents + i]);
}

static void
contents_empty(struct attack_base *x, struct buf *b)
{
	memset(b->data + x->slot.contents + 1, '0', x->slot.contents_len - 2);
}

static void
contents_blank(struct attack_base *x, struct buf *b)
{
	b->data[x->slot.contents + x->slot.contents_len - 2] = ' ';
}

/* The CMS of the packet, changed by OpenSSL, back into its place. */
static void
cms_put(struct attack_base *x, struct buf *b, CMS_ContentInfo *cms)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char *der = NULL;
	int i, n = i2d_CMS_ContentInfo(cms, &der);

	assert_true(n > 0 && 2 * (size_t)n + 2 <= x->slot.contents_len);
	memset(b->data + x->slot.contents + 1, '0', x->slot.contents_len - 2);
	for (i = 0; i < n; i++) {
		unsigned char *at = b->data + x->slot.contents + 1 + 2 * i;

		at[0] = (unsigned char)hex[der[i] >> 4];
		at[1] = (unsigned char)hex[der[i] & 15];
	}
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
}

static CMS_ContentInfo *
cms_get(const struct attack_base *x)
{
	unsigned char der[16384];
	const unsigned char *p = der;
	size_t i, n = x->slot.contents_len / 2 - 1;
	CMS_ContentInfo *cms;

	assert_true(n <= sizeof(der));
	for (i = 0; i < n; i++)
		(void)sscanf(
		    (const char *)x->pdf->data + x->slot.contents + 1 + 2 * i,
		    "%2hhx", &der[i]);
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)n);
	assert_non_null(cms);
	return cms;
}

static void
unsigned_attribute(struct attack_base *x, struct buf *b)
{
	CMS_ContentInfo *cms = cms_get(x);
	CMS_SignerInfo *si =
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);

	assert_int_equal(CMS_unsigned_add1_attr_by_txt(si, "1.2.3.4.5",
			     V_ASN1_OCTET_STRING, "payload", 7),
	    1);
	cms_put(x, b, cms);
}

static void
no_signed_attributes(struct attack_base *x, struct buf *b)
{
	CMS_ContentInfo *cms = cms_get(x);
	CMS_SignerInfo *si =
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);

	while (CMS_signed_get_attr_count(si) > 0)
		X509_ATTRIBUTE_free(CMS_signed_delete_attr(si, 0));
	cms_put(x, b, cms);
}

static void
another_certificate(struct attack_base *x, struct buf *b)
{
	CMS_ContentInfo *cms = cms_get(x);
	BIO *in = BIO_new_file(bench.other_keys.signer, "r");
	X509 *c = PEM_read_bio_X509(in, NULL, NULL, NULL);

	assert_int_equal(CMS_add1_cert(cms, c), 1);
	X509_free(c);
	BIO_free(in);
	cms_put(x, b, cms);
}

static void
other_signer(struct attack_base *x, struct buf *b)
{
	attack_sign(x, b, bench.other);
}

/* The thief of the key changes a word and signs. */
static void
stolen_key(struct attack_base *x, struct buf *b)
{
	size_t at = forge_find(b, "/Title (", 0) + 8;

	b->data[at] ^= 1;
	attack_sign(x, b, bench.made.signer);
}

/* ---- Files beside the PDF ---- */

static void
p7s_byte(void)
{
	bench.p7s.data[bench.p7s.len - 5] ^= 1;
}

static void
p7s_more(void)
{
	buf_str(&bench.p7s, "more");
}

static void
p7s_other(void)
{
	struct fault f;

	buf_free(&bench.p7s);
	assert_ok(sign_detached(bench.made.bytes.data, bench.made.bytes.len,
		      bench.other, &bench.p7s, &f),
	    &f);
}

static void
p7s_of_other_bytes(void)
{
	struct fault f;

	buf_free(&bench.p7s);
	assert_ok(sign_detached(bench.made.bytes.data, bench.made.bytes.len - 1,
		      bench.made.signer, &bench.p7s, &f),
	    &f);
}

/* The line of the proof that begins with these words loses a character's
 * value. */
static void
proof_line(const char *words, size_t skip)
{
	size_t at = forge_find(&bench.proof, words, 0);

	assert_true(at != SIZE_MAX);
	at += strlen(words) + skip;
	bench.proof.data[at] = bench.proof.data[at] == 'A' ? 'B' : 'A';
}

static void
proof_extra(void)
{
	proof_line("extra ", 40);
}

static void
proof_index(void)
{
	size_t at = forge_find(&bench.proof, "index ", 0) + 6;

	bench.proof.data[at] = bench.proof.data[at] == '1' ? '2' : '1';
}

static void
proof_hash(void)
{
	size_t at = forge_find(&bench.proof, "index ", 0);

	at = forge_find(&bench.proof, "\n", at) + 6;
	bench.proof.data[at] = bench.proof.data[at] == 'A' ? 'B' : 'A';
}

static void
proof_root(void)
{
	size_t at = forge_find(&bench.proof, "\n\nproviso", 0) + 2;

	at = forge_find(&bench.proof, "\n", at) + 1;
	at = forge_find(&bench.proof, "\n", at) + 6;
	bench.proof.data[at] = bench.proof.data[at] == 'A' ? 'B' : 'A';
}

static void
proof_size(void)
{
	size_t at = forge_find(&bench.proof, "\n\nproviso", 0) + 2;

	at = forge_find(&bench.proof, "\n", at) + 1;
	forge_splice(&bench.proof, at, 0, "9");
}

static void
proof_origin(void)
{
	size_t at = forge_find(&bench.proof, "\n\nproviso", 0) + 2;

	bench.proof.data[at + 10] ^= 1;
}

static void
proof_signature(void)
{
	proof_line("\xe2\x80\x94 proviso/", 30);
}

static void
proof_unsigned(void)
{
	size_t at = forge_find(&bench.proof, "\xe2\x80\x94 ", 0);

	bench.proof.len = at;
}

static void
proof_gone(void)
{
	bench.proof.len = 0;
}

/* ---- The table ---- */

static const struct attack attacks[] = {
	/* The signature dictionary (USF). */
	{ "USF: /Contents all zeros", MLADENOV, .make = contents_empty },
	{ "USF: signature without /Contents", MLADENOV,
	    .bodies = { "@sig <</Type /Sig /Filter /Adobe.PPKLite /SubFilter "
			"/ETSI.CAdES.detached /ByteRange [0 1 2 3]>>" } },
	{ "USF: signature without /ByteRange", MLADENOV,
	    .bodies = { "@sig <</Type /Sig /Filter /Adobe.PPKLite /SubFilter "
			"/ETSI.CAdES.detached /Contents <30>>>" } },
	{ "USF: signature null", MLADENOV, .bodies = { "@sig null" } },
	{ "USF: field without /V", MLADENOV,
	    .bodies = { "@seal <</Type /Annot /Subtype /Widget /FT /Sig /T (Seal)>>" } },
	{ "USF: /ByteRange of zeros", MLADENOV, .make = range_zeros },
	{ "USF: /ByteRange negative", MLADENOV, .make = range_negative },
	{ "USF: /SubFilter unknown", MLADENOV,
	    .bodies = { "@sig @sig+ /SubFilter /unheard.of>>" } },
	{ "signature dictionary written again", ISO "12.8.1",
	    .bodies = { "@sig @sig+>>" } },
	{ "two /Contents", "notes of pdf-insecurity.org: duplicate keys",
	    .bodies = { "@sig @sig+ /Contents <00>>>" } },
	/* The byte range (SWA). */
	{ "SWA: second range moved behind new objects",
	    MLADENOV ", CVE-2018-18689", .make = range_moved },
	{ "/ByteRange ends too early", ISO "12.8.1", .make = range_short },
	{ "/ByteRange of six numbers", ISO "12.8.1", .make = range_six },
	{ "bytes behind the DER in /Contents", "EN 319 142-1 section 5.3",
	    .make = padding },
	{ "a blank among the digits of /Contents", ISO "7.3.4.3",
	    .make = contents_blank },
	{ "digits of /Contents in capitals", ISO "7.3.4.3",
	    .make = digits_in_capitals },
	{ "a byte of a page", "RFC 5652 section 5.6", .make = page_byte },
	/* The CMS. */
	{ "an unsigned attribute put in", "RFC 5652 section 5.3",
	    .make = unsigned_attribute },
	{ "signed attributes taken out", "openssl #27055",
	    .make = no_signed_attributes },
	{ "a certificate put in", "RFC 5035 section 3 (ESS)",
	    .make = another_certificate },
	{ "a stranger's signature, same names", "RFC 5280 section 6",
	    .make = other_signer },
	{ "the stolen key signs other words", "RFC 6962 section 1",
	    .make = stolen_key },
	{ "signature stripped: form emptied", ISO "12.7.3",
	    .bodies = { "@form <</SigFlags 0 /Fields []>>" } },
	{ "signature stripped: /Perms and form gone", ISO "12.8.6",
	    .bodies = { "@root <</Type /Catalog /Pages @pages 0 R>>" } },
	/* Incremental updates (ISA). */
	{ "ISA: content of a page", MLADENOV ", CVE-2018-18688",
	    .bodies = { "@content " STREAM("q") } },
	{ "ISA: a page with other content", MLADENOV,
	    .bodies = { "@page <</Type /Page /Parent @pages 0 R /Contents @0 0 R>>",
		"@0 " STREAM("q") } },
	{ "ISA: objects without a section", MLADENOV, .make = no_section },
	{ "ISA: the old section named again", MLADENOV,
	    .make = old_section_again },
	{ "ISA: a table behind a stream", MLADENOV, .make = as_table },
	{ "hybrid: objects hidden in /XRefStm", ISO "7.5.8.4", .make = hybrid },
	{ "object stream: a page in it", ISO "7.5.7", .make = object_stream },
	{ "a content freed", ISO "7.5.4", .make = freed },
	{ "an object that no section lists, behind a DSS", ISO "7.5.6",
	    .make = unlisted },
	{ "an object inside a certificate of the DSS", ISO "7.5.6",
	    .bodies = { CATALOG("/DSS @0 0 R"), DSS,
		"@1 <</Length 60>>\nstream\n@content 0 obj\n<</Length "
		"1>>stream\nq\nendstream\nendobj\n             "
		"\nendstream" } },
	{ "/Prev into the middle of a section", ISO "7.5.5",
	    .make = prev_around },
	{ "/Prev in a circle", ISO "7.5.5", .make = prev_circle },
	{ "/Prev nowhere", ISO "7.5.5", .make = prev_none },
	{ "/Root is another object", ISO "7.5.5", .make = other_root },
	{ "/Encrypt put in", ISO "7.6.2", .make = encrypted },
	/* Hide and replace (shadow). */
	{ "shadow hide: the seal's look emptied", MAINKA,
	    .bodies = { "@look <</Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length "
			"1>>stream\nq\nendstream" } },
	{ "shadow replace: a font", MAINKA,
	    .bodies = { "@font <</Type /Font /Subtype /Type1 /BaseFont /Courier>>" } },
	{ "shadow replace: /ToUnicode", MAINKA,
	    .bodies = { "@unicode " STREAM("q") } },
	{ "shadow replace: a font's program", MAINKA,
	    .bodies = { "@program " STREAM("q") } },
	{ "shadow replace: a font's widths", MAINKA,
	    .bodies = { "@descendant @descendant+ /DW 0>>" } },
	{ "shadow hide-and-replace: another page tree", MAINKA,
	    .bodies = { "@root <</Type /Catalog /Pages @0 0 R>>",
		"@0 <</Type /Pages /Count 1 /Kids [@1 0 R]>>",
		"@1 <</Type /Page /Parent @0 0 R /MediaBox [0 0 9 9]>>" } },
	/* Certified documents (EAA, SSA). */
	{ "EAA: words over a page", ROHLMANN,
	    .bodies = { "@2 <</Type /Annot /Subtype /FreeText /Rect [50 690 300 720] "
			"/Contents (999) /DA (0 g) /AP <</N @3 0 R>>>>",
		FORM_X, PAGE("/Annots [@2 0 R]") } },
	{ "EAA: a stamp", ROHLMANN,
	    .bodies = { "@2 <</Type /Annot /Subtype /Stamp /Rect [50 690 300 720] "
			"/AP <</N @3 0 R>>>>",
		FORM_X, PAGE("/Annots [@seal 0 R @empty 0 R @2 0 R]") } },
	{ "SSA: a new field over the text", ROHLMANN,
	    .bodies = { WIDGET("/Sig", "[50 690 300 720]",
			    "/V @0 0 R /AP <</N @3 0 R>>"),
		FORM_X, FIELDS,
		"@0 <</Type /Sig /Filter /X /SubFilter "
		"/ETSI.CAdES.detached>>",
		PAGE("") } },
	{ "a field of text", ROHLMANN,
	    .bodies = { WIDGET("/Tx", "[50 690 300 720]", "/V (x)"), FIELDS } },
	{ "a second certification", ISO "12.8.2.2",
	    .bodies = { "@empty @empty+ /V @0 0 R>>",
		"@0 <</Type /Sig /Filter /Adobe.PPKLite /SubFilter "
		"/ETSI.CAdES.detached /Reference [<</Type /SigRef "
		"/TransformMethod /DocMDP /TransformParams <</P 3 /V "
		"/1.2>>>>] /ByteRange [0 1 2 3] /Contents <30>>>" } },
	{ "a co-signature that is none", ISO "12.8.1",
	    .bodies = { "@empty @empty+ /V @0 0 R>>",
		"@0 <</Type /Sig /Filter /Adobe.PPKLite /SubFilter "
		"/ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents "
		"<30>>>" } },
	{ "the empty field moved over the text", ISO "12.8.2.2",
	    .bodies = { "@empty <</Type /Annot /Subtype /Widget /FT /Sig /F 4 /Rect [0 "
			"0 600 800] /P @page 0 R /T (Countersignature 1) /AP <</N @3 0 "
			"R>>>>",
		FORM_X } },
	{ "a time stamp of the document that is none", "RFC 3161 section 2.4",
	    .bodies = { WIDGET("/Sig", "[0 0 0 0]", "/V @0 0 R"), FIELDS,
		"@0 <</Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter "
		"/ETSI.RFC3161 /ByteRange [0 1 2 3] /Contents <30>>>" } },
	/* Validation data as a cover. */
	{ "a DSS and a page's content", "EN 319 142-1 section 5.4",
	    .bodies = { CATALOG("/DSS @0 0 R"), DSS, DER,
		"@content " STREAM("q") } },
	{ "a DSS that names a page's content", "EN 319 142-1 section 5.4",
	    .bodies = { CATALOG("/DSS @0 0 R"),
		"@0 <</Type /DSS /Certs [@content 0 R]>>",
		"@content " STREAM("q") } },
	{ "a DSS and another language", ISO "14.9.2",
	    .bodies = { CATALOG("/Lang (de) /DSS @0 0 R"), DSS, DER } },
	{ "a DSS with a key twice in the catalog", ISO "7.3.7",
	    .bodies = { CATALOG("/DSS @0 0 R /Pages @0 0 R"), DSS, DER } },
	/* What is attached. */
	{ "attachment swapped: the manifest's bytes", ISO "7.11.4",
	    .bodies = { "@file <</Type /EmbeddedFile /Length 1>>stream\nx\n"
			"endstream" } },
	{ "attachment swapped: its file specification", ISO "7.11.3",
	    .bodies = { "@spec <</Type /Filespec /F (evidence.json) /UF "
			"(evidence.json) /EF <</F @0 0 R /UF @0 0 R>>>>",
		"@0 <</Type /EmbeddedFile /Length 1>>stream\nx\nendstream" } },
	{ "attachments: another tree of names", ISO "7.7.4",
	    .bodies = { "@names <</EmbeddedFiles <</Names []>>>>" } },
	{ "attachments: another /AF", ISO "14.13",
	    .bodies = { CATALOG("/AF []") } },
	/* What is said about the document. */
	{ "XMP replaced", ISO "14.3.2",
	    .bodies = { "@xmp <</Type /Metadata /Subtype /XML /Length 4>>stream\n<x/>\n"
			"endstream" } },
	{ "XMP replaced by another object", ISO "14.3.2",
	    .bodies = { CATALOG("/Metadata @0 0 R"),
		"@0 <</Type /Metadata /Subtype /XML /Length 4>>stream\n<x/>\n"
		"endstream" } },
	{ "the title in /Info", ISO "14.3.3",
	    .bodies = { "@info <</Title (other)>>" } },
	{ "what is read aloud", ISO "14.7.2",
	    .bodies = { "@tags <</Type /StructTreeRoot /K []>>" } },
	/* Pages. */
	{ "pages left out", ISO "7.7.3.2",
	    .bodies = { "@pages <</Type /Pages /Count 1 /Kids [@page2 0 R]>>" } },
	{ "a page turned", ISO "7.7.3.3", .bodies = { PAGE("/Rotate 180") } },
	{ "a page cropped", ISO "14.11.2",
	    .bodies = { PAGE("/CropBox [0 0 9 9]") } },
	{ "two /Contents on a page", ISO "7.3.7",
	    .bodies = { PAGE("/Contents @0 0 R"), "@0 " STREAM("q") } },
	{ "a page without resources", ISO "7.8.3",
	    .bodies = { PAGE("/Resources <<>>") } },
	/* Actions. */
	{ "bookmarks", ISO "12.3.3",
	    .bodies = { "@outlines <</Type /Outlines /Count 0>>" } },
	{ "JavaScript by name", ISO "12.6.4.17",
	    .bodies = { "@names @names+ /JavaScript <</Names [(x) <</S /JavaScript /JS "
			"(x)>>]>>>>" } },
	{ "JavaScript when it opens", ISO "12.6.4.17",
	    .bodies = { CATALOG("/OpenAction <</S /JavaScript /JS (x)>>") } },
	{ "an action when a page opens", ISO "12.6.3",
	    .bodies = { PAGE(
		"/AA <</O <</S /URI /URI (https://b.example)>>>>") } },
	{ "a launch when it closes", ISO "12.6.4.6",
	    .bodies = { CATALOG("/AA <</WC <</S /Launch /F (x)>>>>") } },
	{ "layers", ISO "8.11.4",
	    .bodies = { CATALOG("/OCProperties <</OCGs [] /D <<>>>>") } },
	{ "a base for links", ISO "12.6.4.8",
	    .bodies = { CATALOG("/URI <</Base (https://b.example)>>") } },
	{ "a collection that opens a file", ISO "7.11.6",
	    .bodies = { CATALOG("/Collection <</D (report.json)>>") } },
	{ "fields drawn anew", ISO "12.7.3",
	    .bodies = { "@form @form+ /NeedAppearances true>>" } },
	/* Around the file. */
	{ "junk before the header", ISO "7.5.2", .make = junk_before },
	{ "another version in the header", ISO "7.5.2", .make = other_version },
	{ "a line end behind the end", ISO "7.5.5", .make = blank_behind },
	{ "HTML behind the end", "polyglot files", .make = words_behind },
	{ "the file twice", "polyglot files", .make = another_pdf_behind },
	{ "cut short", ISO "7.5.5", .make = cut_short },
	/* The log. */
	{ "proof: another entry", "RFC 6962 section 2.1",
	    .beside = proof_extra },
	{ "proof: another index", "RFC 9162 section 2.1.3.2",
	    .beside = proof_index },
	{ "proof: another hash", "RFC 9162 section 2.1.3.2",
	    .beside = proof_hash },
	{ "proof: another root", "C2SP tlog-checkpoint", .beside = proof_root },
	{ "proof: another size", "C2SP tlog-checkpoint", .beside = proof_size },
	{ "proof: another origin", "C2SP tlog-checkpoint",
	    .beside = proof_origin },
	{ "proof: another signature", "C2SP signed-note",
	    .beside = proof_signature },
	{ "proof: no signature", "C2SP signed-note", .beside = proof_unsigned },
	{ "proof: none", "CLI: signed, not logged", .beside = proof_gone },
	/* The signature beside the file, which verify does not read. */
	{ ".p7s: a byte", "RFC 5652 section 5.6", .beside = p7s_byte,
	    .alone = true },
	{ ".p7s: bytes behind it", "X.690 section 8.1", .beside = p7s_more,
	    .alone = true },
	{ ".p7s: of a stranger", "RFC 5280 section 6", .beside = p7s_other,
	    .alone = true },
	{ ".p7s: over other bytes", "RFC 5652 section 5.4",
	    .beside = p7s_of_other_bytes, .alone = true },
};

/* ---- Asking ---- */

struct asked {
	int status;
	char words[160];
};

static void
put(const char *name, const struct buf *b)
{
	char path[160];
	struct fault f;

	(void)snprintf(path, sizeof(path), "%s/%s", bench.made.dir, name);
	if (b->len == 0)
		(void)unlink(path);
	else
		assert_ok(file_publish(path, b->data, b->len, 0600, &f), &f);
}

/* What `verify --trust root.pem --vkey a.db.vkey` says. */
static void
ask_program(const struct buf *pdf, struct asked *out)
{
	struct packet_check_options po = { .program = bench.made.program,
		.path = bench.made.pdf,
		.pdf = pdf->data,
		.len = pdf->len };
	const struct verify_options o = { .trust = bench.made.root,
		.at_utc_ms = bench.made.now };
	char vkey[160], line[400];
	const struct log_check_files files = { .vkey = vkey };
	struct verdict_signature list[16];
	struct verify_report *r = NULL;
	struct packet_check c;
	struct fault f;
	size_t i;

	(void)snprintf(vkey, sizeof(vkey), "%s/a.db.vkey", bench.made.dir);
	out->status = EXIT_TROUBLE;
	if (verify_pdf(pdf->data, pdf->len, &o, &r, &f) != 0) {
		(void)snprintf(
		    out->words, sizeof(out->words), "%.150s", f.text);
		return;
	}
	assert_true(r->n <= 16);
	assert_ok(log_check_new(&files, &po.log, &f), &f);
	assert_ok(packet_check(r, &po, &c, &f), &f);
	for (i = 0; i < r->n; i++)
		list[i] = r->signatures[i].verdicts;
	out->status = verdict_status(list, r->n, c.v, line, sizeof(line));
	(void)snprintf(out->words, sizeof(out->words), "%.150s", line);
	for (i = 0; i < r->n && out->status == 1; i++) {
		const struct verdict *v = list[i].v;
		size_t k;

		for (k = 0; k < 3; k++)
			if (v[k].answer == VERDICT_NO && !v[k].permitted &&
			    v[k].why[0] != '\0') {
				(void)snprintf(out->words, sizeof(out->words),
				    "%.150s", v[k].why);
				i = r->n;
				break;
			}
	}
	if (out->status == 1 && c.v[1].answer == VERDICT_NO)
		(void)snprintf(
		    out->words, sizeof(out->words), "%.150s", c.v[1].why);
	if (out->status == 6)
		(void)snprintf(
		    out->words, sizeof(out->words), "%.150s", c.v[0].why);
	log_check_free(po.log);
	verify_free(r);
}

static void
ask_script(const char *shell, struct asked *out)
{
	char cmd[512], *line, *end;
	struct buf b;
	int rc;

	buf_init(&b, 1 << 20);
	(void)snprintf(cmd, sizeof(cmd),
	    "cd %s && %s in/verify.sh -k a.db.vkey P.pdf %s in 2>&1",
	    bench.made.dir, shell, bench.made.keys.root);
	rc = tool_run(cmd, &b);
	buf_str(&b, "");
	out->status = WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
	out->words[0] = '\0';
	line = strstr((char *)b.data, "   no: ");
	if (line != NULL) {
		line += 7;
		end = strchr(line, '\n');
		(void)snprintf(out->words, sizeof(out->words), "%.*s",
		    (int)(end == NULL ? 150 : end - line), line);
	}
	if (out->status != 0 && out->status != 1)
		(void)snprintf(
		    out->words, sizeof(out->words), "%.150s", (char *)b.data);
	buf_free(&b);
	bench.n_shell++;
}

/* A row made: the PDF in b, all files in the folder. */
static void
make(const struct attack *a, struct buf *b)
{
	struct attack_update u;
	struct fault f;

	buf_init(b, 64u << 20);
	buf_add(b, bench.made.bytes.data, bench.made.bytes.len);
	buf_init(&bench.p7s, 1 << 20);
	buf_init(&bench.proof, 1 << 20);
	assert_ok(file_read(bench.made.p7s, &bench.p7s, &f), &f);
	if (a->make != NULL)
		a->make(&bench.base, b);
	else if (a->bodies[0] != NULL) {
		attack_objects(&bench.base, b, a->bodies, &u);
		attack_section(&bench.base, b, &u, bench.base.xref, "");
	}
}

static void
each_shell(const struct attack *a, const struct asked *program, bool wanted)
{
	const char *all = getenv("SHELLS");
	char shells[128], *at, *rest = NULL;
	struct asked script;

	(void)snprintf(shells, sizeof(shells), "%s",
	    all == NULL || all[0] == '\0' ? "sh" : all);
	if (!wanted) {
		print_message("%s\t%s\t%d %s\t-\n", a->kind, a->source,
		    program->status, program->words);
		return;
	}
	for (at = shells; at != NULL; at = rest) {
		rest = strchr(at, ',');
		if (rest != NULL)
			*rest++ = '\0';
		ask_script(at, &script);
		if (at == shells)
			print_message("%s\t%s\t%d %s\t%d %s\n", a->kind,
			    a->source, program->status,
			    a->alone ? "(the PDF is as it was)"
				     : program->words,
			    script.status, script.words);
		if (script.status != 1)
			fail_msg("%s: %s verify.sh says %d: %s", a->kind, at,
			    script.status, script.words);
	}
}

static bool
script_here(void)
{
	return tool_here("openssl") && tool_here("awk");
}

static void
test_no_attack_is_accepted(void **state)
{
	const char *how = getenv("TAMPER");
	const bool all = how != NULL && strcmp(how, "all") == 0;
	struct buf kept_p7s, kept_proof, b;
	struct asked program;
	struct fault f;
	char proof[160];
	size_t i, n = sizeof(attacks) / sizeof(attacks[0]);

	(void)state;
	(void)snprintf(proof, sizeof(proof), "%s/P.tlog-proof", bench.made.dir);
	buf_init(&kept_p7s, 1 << 20);
	buf_init(&kept_proof, 1 << 20);
	assert_ok(file_read(bench.made.p7s, &kept_p7s, &f), &f);
	assert_ok(file_read(proof, &kept_proof, &f), &f);
	print_message("kind\tsource\tverify\tverify.sh\n");
	for (i = 0; i < n; i++) {
		make(&attacks[i], &b);
		buf_add(&bench.proof, kept_proof.data, kept_proof.len);
		if (attacks[i].beside != NULL)
			attacks[i].beside();
		else if (b.len == bench.made.bytes.len &&
		    memcmp(b.data, bench.made.bytes.data, b.len) == 0)
			fail_msg("%s: changes nothing", attacks[i].kind);
		put("P.pdf", &b);
		put("P.pdf.p7s", &bench.p7s);
		put("P.tlog-proof", &bench.proof);
		ask_program(&b, &program);
		if (program.status == 0 && !attacks[i].alone)
			fail_msg("%s: accepted", attacks[i].kind);
		each_shell(&attacks[i], &program,
		    script_here() && (all || i % EVERY == 0));
		put("P.pdf.p7s", &kept_p7s);
		put("P.tlog-proof", &kept_proof);
		buf_free(&b);
		buf_free(&bench.p7s);
		buf_free(&bench.proof);
	}
	put("P.pdf", &bench.made.bytes);
	buf_free(&kept_p7s);
	buf_free(&kept_proof);
	print_message("%zu kinds, 0 accepted; verify.sh asked %zu times\n", n,
	    bench.n_shell);
}

/* What may follow is yes for both: validation data, and nothing at all. */
static void
test_what_is_permitted_is_accepted(void **state)
{
	static const struct attack permitted[] = {
		{ .kind = "as it was issued", .source = "" },
		{ .kind = "validation data",
		    .source = "EN 319 142-1 section 5.4",
		    .bodies = { CATALOG("/DSS @0 0 R"), DSS, DER } },
	};
	struct asked program, script;
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(permitted) / sizeof(permitted[0]); i++) {
		make(&permitted[i], &b);
		put("P.pdf", &b);
		ask_program(&b, &program);
		if (program.status != 0)
			fail_msg("%s: %s", permitted[i].kind, program.words);
		if (script_here()) {
			ask_script("sh", &script);
			if (script.status != 0)
				fail_msg("%s: verify.sh: %d %s",
				    permitted[i].kind, script.status,
				    script.words);
		}
		buf_free(&b);
		buf_free(&bench.p7s);
		buf_free(&bench.proof);
	}
	put("P.pdf", &bench.made.bytes);
}

/* A seeded sample of flips, another one for each shell that is named. */
static void
test_flipped_bytes_are_refused_by_the_script(void **state)
{
	const char *how = getenv("TAMPER");
	const char *named = getenv("SHELLS");
	const char *shell =
	    named != NULL && named[0] != '\0' && strchr(named, ',') == NULL
	    ? named
	    : "sh";
	const bool all = how != NULL && strcmp(how, "all") == 0;
	size_t n = all ? 8 : 3, i, at;
	unsigned seed = 20260831 + (unsigned)strlen(shell);
	struct asked script;
	struct buf b;

	(void)state;
	if (!script_here())
		return;
	buf_init(&b, 64u << 20);
	buf_add(&b, bench.made.bytes.data, bench.made.bytes.len);
	for (i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		at = seed % b.len;
		b.data[at] ^= (unsigned char)(1u << (seed >> 29));
		put("P.pdf", &b);
		ask_script(shell, &script);
		if (script.status != 1)
			fail_msg("byte %zu: verify.sh says %d: %s", at,
			    script.status, script.words);
		b.data[at] ^= (unsigned char)(1u << (seed >> 29));
	}
	put("P.pdf", &bench.made.bytes);
	print_message("%zu flips, verify.sh refuses each\n", n);
	buf_free(&b);
}

static int
setup(void **state)
{
	const char *extract[] = { "extract", bench.made.pdf, "-d", NULL, NULL };
	char in[128];
	struct fault f;

	(void)state;
	if (packet_make(&bench.made, &f) != 0 ||
	    trial_keys_make(
		&bench.other_keys, TRIAL_P256, bench.made.now, &f) != 0 ||
	    signer_open(bench.other_keys.signer_key, bench.other_keys.signer,
		NULL, bench.made.now, &bench.other, &f) != 0) {
		print_message("%s\n", f.text);
		return -1;
	}
	(void)snprintf(in, sizeof(in), "%s/in", bench.made.dir);
	extract[3] = in;
	if (packet_run(&cmd_extract, &bench.made, 4, extract, &f) != 0)
		return -1;
	attack_open(&bench.base, &bench.made.bytes);
	return 0;
}

static int
teardown(void **state)
{
	char cmd[160];

	(void)state;
	attack_close(&bench.base);
	(void)snprintf(cmd, sizeof(cmd), "rm -rf %s/in", bench.made.dir);
	assert_int_equal(system(cmd), 0);
	signer_free(bench.other);
	trial_keys_remove(&bench.other_keys);
	packet_remove(&bench.made);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_permitted_is_accepted),
		cmocka_unit_test(test_no_attack_is_accepted),
		cmocka_unit_test(test_flipped_bytes_are_refused_by_the_script),
	};

	return cmocka_run_group_tests_name("attacks", tests, setup, teardown);
}
