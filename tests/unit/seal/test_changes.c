/*
 * What later revisions may do to a signed file, and what they may not: a small
 * form of ours, signed, and updates of every kind that ISO 32000-2 section
 * 12.8.2 permits or attacks are known for (USF, ISA, SWA: Mladenov et al.
 * 2019; shadow attacks: Mainka et al. 2021; EAA and SSA: Rohlmann et al.
 * 2021).
 *= ISO 32000-2 section 12.8.2.4: All, Include or Exclude
 *= ISO 32000-2 section 12.8.6, table 263: /Perms
 *= ISO 32000-2 section 12.8.6, table 263: /UR3 grants what a reader may do
 *= ISO 32000-2 section 12.7.5.5, table 236: /P of the signature field lock
 *= ISO 32000-2 section 12.7.4.3: default appearances name fonts, and nothing
 *= ISO 32000-2 section 7.12: what a file uses beyond its version; a later
 *= ISO 32000-2 section 7.5.5, table 15: what a trailer says of the document;
 *= ISO 32000-2 section 7.9.7: a number tree, made flat
 */
#include "seal/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help/test.h"
#include "help/trial_keys.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "model/slot.h"
#include "seal/sign.h"

#define OBJECTS 23
#define RESERVED 1536

#define CATALOG_REST                                    \
	"/Pages 2 0 R/AcroForm 7 0 R/Outlines 12 0 R"   \
	"/Names<</EmbeddedFiles<</Names[(a)13 0 R]>>>>" \
	"/Metadata 18 0 R/StructTreeRoot 19 0 R"
#define PAGE_MORE                                \
	"/MediaBox[0 0 600 800]/StructParents 0" \
	"/Resources<</Font<</F1 8 0 R>>/XObject<</X1 14 0 R>>>>"
#define PAGE_REST "/Parent 2 0 R" PAGE_MORE
#define FORM_REST "/SigFlags 3/DA(/Helv 0 Tf 0 g)"
#define XMP(title)                                                        \
	"stream\n<x:xmpmeta><dc:title>" title "</dc:title></x:xmpmeta>\n" \
	"endstream"

static const char *const objects[OBJECTS] = {
	NULL,
	NULL, /* the catalog, by level */
	"<</Type/Pages/Count 1/Kids[3 0 R]>>",
	"<</Type/Page" PAGE_REST "/Contents 6 0 R"
	"/Annots[4 0 R 22 0 R 9 0 R 10 0 R 11 0 R]>>",
	"<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V 5 0 R/F 132"
	"/Rect[0 0 0 0]/P 3 0 R>>",
	NULL, /* the signature */
	"<</Length 44>>stream\nBT /F1 12 Tf 50 700 Td (I owe you 100) Tj ET  "
	"\nendstream",
	"<<" FORM_REST "/Fields[4 0 R 22 0 R 9 0 R 10 0 R]"
	"/DR<</Font<</Helv 8 0 R>>>>>>",
	"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Bob)/F 4"
	"/Rect[50 600 150 620]/P 3 0 R/AP<</N 15 0 R>>>>",
	"<</Type/Annot/Subtype/Widget/FT/Sig/T(Counsel)/F 4"
	"/Rect[50 50 150 90]/P 3 0 R>>",
	"<</Type/Annot/Subtype/Link/Rect[50 500 90 520]/A<</S/URI"
	"/URI(https://a.example)>>>>",
	"<</Type/Outlines/Count 0>>",
	"<</Type/Filespec/F(a)/UF(a)>>",
	"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>stream\nq"
	"\nendstream",
	"<</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 20>>stream\n"
	"BT 2 2 Td (Bob)Tj ET\nendstream",
	"<</Length 44>>stream\nBT /F1 12 Tf 50 700 Td (I owe you 999) Tj ET  "
	"\nendstream",
	"<</Type/Catalog/Pages 21 0 R>>",
	"<</Type/Metadata/Subtype/XML/Length 48>>" XMP("Ours"),
	"<</Type/StructTreeRoot/K[20 0 R]/ParentTree<</Nums[0[20 0 R]]>>>>",
	"<</Type/StructElem/S/P/P 19 0 R/Pg 3 0 R/K 0/Alt(a debt)>>",
	"<</Type/Pages/Count 0/Kids[]>>",
	"<</Type/Annot/Subtype/Widget/FT/Sig/T(Sneak)/F 4"
	"/Rect[50 50 150 90]/P 3 0 R/AP<</N 14 0 R>>>>",
};

struct fixture {
	struct trial_keys keys;
	struct signer *signer;
	struct buf b;
	size_t at[OBJECTS], xref;
};

/* One update: what is written, with what trailer, and what to expect. */
struct update {
	const char *title;
	int level; /* 0: an approval signature; 4: one that locks "name"; 5: one
		      whose FieldMDP has /P 1; 6: one whose field has /Lock
		      /P 2, with a DocMDP transform that /Perms does not
		      name; 7: validation data are there */
	bool yes;
	const char *words; /* in the reason, or in what is permitted */
	const char *bodies[6]; /* "number body" */
};

#define CATALOG_30 "30 <</Type/Catalog" CATALOG_REST ">>"
#define CATALOG_1 "1 <</Type/Catalog" CATALOG_REST
#define PAGE_3 "3 <</Type/Page" PAGE_REST
#define PAGE_PARENT(n) "3 <</Type/Page/Parent " n " 0 R" PAGE_MORE
#define ANNOTS "/Annots[4 0 R 22 0 R 9 0 R 10 0 R 11 0 R"
#define FIELDS "7 <<" FORM_REST "/Fields[4 0 R 22 0 R 9 0 R 10 0 R"
#define DR "/DR<</Font<</Helv 8 0 R>>>>"
#define FIELD_9 "9 <</Type/Annot/Subtype/Widget/FT/Tx/T(name)"
#define AT_9 "/Rect[50 600 150 620]/P 3 0 R"
#define NEW_AP                                                         \
	"30 <</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 20>>" \
	"stream\nBT 2 2 Td (Eve)Tj ET\nendstream"
#define FAKE "31 <</Type/Sig/Filter/X/SubFilter/ETSI.CAdES.detached>>"
#define STAMP "31 <</Type/DocTimeStamp/Filter/X/SubFilter/ETSI.RFC3161>>"
#define WIDGET_32(rect)                                                 \
	"32 <</Type/Annot/Subtype/Widget/FT/Sig/T(New)/F 132/Rect" rect \
	"/P 3 0 R/V 31 0 R/AP<</N 30 0 R>>>>"
#define NINES_10 "9999999999"
#define NINES_50 NINES_10 NINES_10 NINES_10 NINES_10 NINES_10
#define NINES_200 NINES_50 NINES_50 NINES_50 NINES_50
#define NINES NINES_200 NINES_200
#define WHITE_30(more)                                                 \
	"30 <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 19" more \
	">>stream\n1 g 0 0 9 9 re f    \nendstream"
#define TINT_30(mode, more)                                            \
	"30 <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 19" more \
	"/Resources<</ExtGState<</G<</BM/" mode ">>>>>>>>stream\n"     \
	"/G gs 0 0 9 9 re f \nendstream"
#define PAGE_ADD(n) PAGE_3 "/Contents 6 0 R" ANNOTS " " n " 0 R]>>"

static const struct update updates[] = {
	/* Validation data, at every level. */
	{ "validation data", 0, true, "validation data",
	    { CATALOG_1 "/DSS 30 0 R>>", "30 <</Certs[]>>" } },
	{ "validation data, level 1", 1, true, "Acrobat and Foxit",
	    { CATALOG_1 "/Perms<</DocMDP 5 0 R>>/DSS 30 0 R>>",
		"30 <</Certs[]>>" } },
	{ "a time stamp, level 1", 1, true, "document time stamp",
	    { WIDGET_32("[0 0 0 0]"), STAMP, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "a time stamp that is seen, level 1", 1, false, "visible",
	    { WIDGET_32("[50 690 300 720]"), STAMP, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "extensions", 2, true, "/Extensions",
	    { CATALOG_1 "/Perms<</DocMDP 5 0 R>>/Extensions<</ESIC<<"
			"/BaseVersion/1.7/ExtensionLevel 2>>>>>>" } },
	{ "validation data, locked", 5, true, "/Lock /P 1",
	    { CATALOG_1 "/DSS 30 0 R>>", "30 <</Certs[]>>" } },
	{ "validation data taken away", 7, false, "/DSS) were taken away",
	    { CATALOG_1 ">>" } },
	/* Usage rights are no signature of the document. */
	{ "usage rights that hold nowhere", 0, true, "not in force",
	    { CATALOG_1 "/Perms<</UR3 31 0 R>>>>", FAKE } },
	{ "a tool's own note in the page tree", 0, true, "",
	    { "2 <</Type/Pages/Count 1/Kids[3 0 R]/ITXT(5.0.6)>>" } },
	{ "what pages inherit", 0, false, "the page tree /Rotate",
	    { "2 <</Type/Pages/Count 1/Kids[3 0 R]/Rotate 90>>" } },
	/* Locks that say what may follow. */
	{ "filled in, locked with level 1", 5, false, "level 1",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "a field signed, locked with level 1", 5, false, "level 1",
	    { "10 <</Type/Annot/Subtype/Widget/FT/Sig/T(Counsel)/F 132"
	      "/Rect[50 50 150 90]/P 3 0 R/V 31 0 R>>",
		FAKE } },
	{ "filled in, locked with level 2", 6, true, "level 2 holds",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "a note, locked with level 2", 6, false, "level 2",
	    { "32 <</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(hm)>>",
		PAGE_ADD("32") } },
	{ "the lock raised", 6, false, "level 2",
	    { "4 <</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/V 5 0 R/F 132"
	      "/Rect[0 0 0 0]/P 3 0 R/Lock<</P 3>>>>",
		"32 <</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(hm)>>",
		PAGE_ADD("32") } },
	/* Filling in and signing. */
	{ "filled in", 2, true, "\"name\" was filled in",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "filled in, approval", 0, true, "\"name\" was filled in",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "filled in, level 1", 1, false, "level 1",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "filled in, locked", 4, false, "locks (FieldMDP)",
	    { FIELD_9 "/V(Eve)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "shadow replace: the appearance alone", 0, false, "field \"name\"",
	    { FIELD_9 "/V(Bob)/F 4" AT_9 "/AP<</N 30 0 R>>>>", NEW_AP } },
	{ "the appearance's own object", 0, false, "field \"name\"",
	    { "15 <</Type/XObject/Subtype/Form/BBox[0 0 100 20]/Length 20>>"
	      "stream\nBT 2 2 Td (Eve)Tj ET\nendstream" } },
	{ "a field hidden", 0, false, "hidden",
	    { FIELD_9 "/V(Bob)/F 6" AT_9 "/AP<</N 15 0 R>>>>" } },
	{ "a field moved", 2, false, "/Rect",
	    { FIELD_9 "/V(Eve)/F 4/Rect[50 690 150 720]/P 3 0 R"
		      "/AP<</N 15 0 R>>>>" } },
	{ "a field taken out of the form", 0, false, "taken out",
	    { "7 <<" FORM_REST "/Fields[4 0 R 22 0 R 10 0 R]" DR ">>" } },
	{ "a field taken off its page", 0, false, "taken off",
	    { PAGE_3 "/Contents 6 0 R/Annots[4 0 R 22 0 R 10 0 R 11 0 R]>>" } },
	{ "all fields drawn anew", 0, false, "NeedAppearances",
	    { FIELDS "]/NeedAppearances true" DR ">>" } },
	{ "a font of the form's", 0, false, "form's resources",
	    { FIELDS "]/DR<</Font<</Helv 30 0 R>>>>>>",
		"30 <</Type/Font/Subtype/Type1/BaseFont/Courier>>" } },
	{ "a field signed", 2, true, "\"Counsel\" was signed",
	    { "10 <</Type/Annot/Subtype/Widget/FT/Sig/T(Counsel)/F 132"
	      "/Rect[50 50 150 90]/P 3 0 R/V 31 0 R>>",
		FAKE } },
	{ "a field signed, level 1", 1, false, "level 1",
	    { "10 <</Type/Annot/Subtype/Widget/FT/Sig/T(Counsel)/F 132"
	      "/Rect[50 50 150 90]/P 3 0 R/V 31 0 R>>",
		FAKE } },
	{ "a signature in a field without a place", 2, false, "covers",
	    { "10 <</Type/Annot/Subtype/Widget/FT/Sig/T(Counsel)/F 132"
	      "/Rect[50 50 550 750]/P 3 0 R/V 31 0 R/AP<</N 30 0 R>>>>",
		FAKE, NEW_AP } },
	{ "sneaky: its appearance is the page's drawing too", 2, false,
	    "appearance of a form field",
	    { "22 <</Type/Annot/Subtype/Widget/FT/Sig/T(Sneak)/F 132"
	      "/Rect[50 50 150 90]/P 3 0 R/V 31 0 R/AP<</N 30 0 R>>>>",
		FAKE, NEW_AP } },
	{ "a new field, seen, approval", 0, true, "a signature was added",
	    { WIDGET_32("[300 50 400 90]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "a new field over the page, approval", 0, false, "laid over",
	    { WIDGET_32("[0 0 600 800]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "SSA: a new field over the text, certified", 2, false, "laid over",
	    { WIDGET_32("[50 690 300 720]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "a new field over nothing, certified", 2, true, "a signature was",
	    { WIDGET_32("[300 50 400 90]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "SSA: a new field over another field", 2, false, "laid over",
	    { WIDGET_32("[140 590 200 640]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "a new field without bounds", 2, false, "laid over",
	    { WIDGET_32("[-" NINES " 0 " NINES " 9" NINES "]"), FAKE, NEW_AP,
		PAGE_ADD("32"), FIELDS " 32 0 R]" DR ">>" } },
	{ "a new field, not seen, certified", 2, true, "a signature was",
	    { WIDGET_32("[0 0 0 0]"), FAKE, NEW_AP, PAGE_ADD("32"),
		FIELDS " 32 0 R]" DR ">>" } },
	{ "a new field of text", 0, false, "none for",
	    { "32 <</Type/Annot/Subtype/Widget/FT/Tx/T(New)/F 4"
	      "/Rect[50 690 300 720]/V(x)/AP<</N 30 0 R>>>>",
		NEW_AP, PAGE_ADD("32"), FIELDS " 32 0 R]" DR ">>" } },
	{ "a widget of no field", 0, false, "Widget",
	    { "32 <</Type/Annot/Subtype/Widget/FT/Tx/T(New)/F 4"
	      "/Rect[50 690 300 720]/V(x)/AP<</N 30 0 R>>>>",
		NEW_AP, PAGE_ADD("32") } },
	/* Annotations. */
	{ "a note", 3, true, "annotation (Text)",
	    { "32 <</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(hm)>>",
		PAGE_ADD("32") } },
	{ "a note, level 2", 2, false, "level 2",
	    { "32 <</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(hm)>>",
		PAGE_ADD("32") } },
	{ "EAA: words over the page", 3, false, "FreeText",
	    { "32 <</Type/Annot/Subtype/FreeText/Rect[50 690 300 720]"
	      "/Contents(999)/DA(0 g)/AP<</N 30 0 R>>>>",
		NEW_AP, PAGE_ADD("32") } },
	{ "EAA: a stamp", 0, false, "Stamp",
	    { "32 <</Type/Annot/Subtype/Stamp/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		NEW_AP, PAGE_ADD("32") } },
	{ "EAA: a highlight that shows words", 3, false, "words or pictures",
	    { "32 <</Type/Annot/Subtype/Highlight/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		NEW_AP, PAGE_ADD("32") } },
	{ "EAA: a note that paints over the text", 3, false, "painted over",
	    { "32 <</Type/Annot/Subtype/Text/Rect[50 690 80 720]"
	      "/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "a note with an icon beside the text", 3, true, "annotation (Text)",
	    { "32 <</Type/Annot/Subtype/Text/Rect[300 50 320 70]"
	      "/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "EAA: a note as large as the page", 0, false, "paints over the page",
	    { "32 <</Type/Annot/Subtype/Text/Rect[0 0 600 800]"
	      "/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "EAA: a highlight that hides", 0, false, "paints over the page",
	    { "32 <</Type/Annot/Subtype/Highlight/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "a highlight that tints", 0, true, "annotation (Highlight)",
	    { "32 <</Type/Annot/Subtype/Highlight/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		TINT_30("Multiply", ""), PAGE_ADD("32") } },
	{ "EAA: a highlight in another mode", 0, false, "paints over the page",
	    { "32 <</Type/Annot/Subtype/Highlight/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		TINT_30("Normal", ""), PAGE_ADD("32") } },
	{ "EAA: a highlight in a group of its own", 0, false, "words or",
	    { "32 <</Type/Annot/Subtype/Highlight/Rect[50 690 300 720]"
	      "/AP<</N 30 0 R>>>>",
		TINT_30("Multiply", "/Group<</S/Transparency/I true>>"),
		PAGE_ADD("32") } },
	{ "EAA: a note of another look below the mouse", 0, false, "words or",
	    { "32 <</Type/Annot/Subtype/Text/Rect[300 50 320 70]"
	      "/AP<</N 30 0 R/R 14 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "EAA: a link with a look", 0, false, "this kind has not",
	    { "32 <</Type/Annot/Subtype/Link/Rect[300 50 320 70]"
	      "/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32") } },
	{ "EAA: a link with a thick border", 0, false, "whose border",
	    { "32 <</Type/Annot/Subtype/Link/Rect[300 50 320 70]"
	      "/Border[0 0 400]/C[1 1 1]>>",
		PAGE_ADD("32") } },
	{ "EAA: a link with a thick border of the other kind", 3, false,
	    "whose border",
	    { "32 <</Type/Annot/Subtype/Link/Rect[300 50 320 70]"
	      "/BS<</W 400>>/C[1 1 1]>>",
		PAGE_ADD("32") } },
	{ "a field for a signature that shows something over the text", 0,
	    false, "laid over",
	    { "32 <</Type/Annot/Subtype/Widget/FT/Sig/T(New)/F 132"
	      "/Rect[50 690 300 720]/P 3 0 R/AP<</N 30 0 R>>>>",
		WHITE_30(""), PAGE_ADD("32"), FIELDS " 32 0 R]" DR ">>" } },
	/* What is inherited from above (tables 30, 31 and 226). */
	{ "a page under another node", 0, false, "page 1 /Rotate",
	    { PAGE_PARENT("30") "/Contents 6 0 R" ANNOTS "]>>",
		"30 <</Type/Pages/Count 1/Kids[3 0 R]/Rotate 180>>" } },
	{ "a field under another field", 0, false, "/Parent",
	    { FIELD_9 "/V(Bob)/F 4" AT_9 "/AP<</N 15 0 R>>/Parent 30 0 R>>",
		"30 <</Kids[9 0 R]/DA(/Zapf 9 Tf)/Ff 4096>>" } },
	{ "an annotation that runs a script", 3, false, "by itself",
	    { "32 <</Type/Annot/Subtype/Link/Rect[9 9 29 29]/A<<"
	      "/S/JavaScript/JS(x)>>>>",
		PAGE_ADD("32") } },
	{ "a link leads elsewhere", 0, false, "/URI",
	    { "11 <</Type/Annot/Subtype/Link/Rect[50 500 90 520]/A<</S/URI"
	      "/URI(https://b.example)>>>>" } },
	{ "a link is gone", 0, false, "taken off",
	    { PAGE_3 "/Contents 6 0 R/Annots[4 0 R 22 0 R 9 0 R 10 0 R]>>" } },
	{ "the order of annotations", 0, false, "order",
	    { PAGE_3
		"/Contents 6 0 R/Annots[4 0 R 22 0 R 10 0 R 9 0 R 11 0 R]>>" } },
	/* What is on the page (ISA). */
	{ "the page's content", 3, false, "page 1 /Contents",
	    { "6 <</Length 44>>stream\nBT /F1 12 Tf 50 700 Td (I owe you 999) "
	      "Tj ET  \nendstream" } },
	{ "other content", 3, false, "page 1 /Contents",
	    { PAGE_3 "/Contents 16 0 R" ANNOTS "]>>" } },
	{ "more content", 3, false, "page 1 /Contents",
	    { PAGE_3 "/Contents[6 0 R 16 0 R]" ANNOTS "]>>" } },
	{ "shadow replace: a font", 0, false, "a font",
	    { "8 <</Type/Font/Subtype/Type1/BaseFont/Courier>>" } },
	{ "shadow hide: a drawing emptied", 0, false, "object 14",
	    { "14 <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>"
	      "stream\nn\nendstream" } },
	{ "shadow hide: a drawing of another type", 0, false, "object 14",
	    { "14 <</Type/Metadata/Subtype/XML/Length 1>>stream\nq\n"
	      "endstream" } },
	{ "a page turned", 0, false, "/Rotate",
	    { PAGE_3 "/Contents 6 0 R/Rotate 180" ANNOTS "]>>" } },
	{ "a page added", 3, false, "pages added",
	    { "2 <</Type/Pages/Count 2/Kids[3 0 R 30 0 R]>>",
		"30 <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>" } },
	{ "the page replaced", 3, false, "another page",
	    { "2 <</Type/Pages/Count 1/Kids[30 0 R]>>",
		"30 <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>" } },
	/* What a reader does not see at first. */
	{ "bookmarks", 0, false, "the bookmarks",
	    { "12 <</Type/Outlines/Count 1/First 30 0 R>>",
		"30 <</Title(x)/Parent 12 0 R>>" } },
	{ "the files attached", 0, false, "files attached",
	    { "13 <</Type/Filespec/F(b)/UF(b)>>" } },
	{ "a script", 0, false, "a script",
	    { "1 <</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R/Outlines 12 0 R"
	      "/Metadata 18 0 R/StructTreeRoot 19 0 R"
	      "/Names<</EmbeddedFiles<</Names[(a)13 0 R]>>/JavaScript<<"
	      "/Names[(x)<</S/JavaScript/JS(x)>>]>>>>>>" } },
	{ "an action when it opens", 0, false, "when the file is opened",
	    { CATALOG_1 "/OpenAction<</S/URI/URI(https://b.example)>>>>" } },
	{ "layers", 0, false, "layers",
	    { CATALOG_1 "/OCProperties<</OCGs[]/D<<>>>>>>" } },
	{ "what is read aloud", 0, false, "read aloud",
	    { "20 <</Type/StructElem/S/P/P 19 0 R/Pg 3 0 R/K 0/Alt(no "
	      "debt)>>" } },
	{ "a tag taken away", 0, false, "read aloud",
	    { "19 <</Type/StructTreeRoot/K[]/ParentTree<</Nums[0[20 0 R]]>>"
	      ">>" } },
	{ "tags for a field", 0, true, "tags for",
	    { "19 <</Type/StructTreeRoot/K[20 0 R 30 0 R]/ParentTree<<"
	      "/Nums[0[20 0 R]1 30 0 R]>>>>",
		"30 <</Type/StructElem/S/Form/P 19 0 R/K<</Type/OBJR/Obj 10 0 "
		"R>>>>" } },
	{ "the title in the metadata", 0, false, "dc:title",
	    { "18 <</Type/Metadata/Subtype/XML/Length 50>>" XMP("Theirs") } },
	{ "metadata of no byte", 0, true, "metadata (XMP)",
	    { "18 <</Type/Metadata/Subtype/XML/Length 0>>stream\n\nendstream" } },
	{ "certification taken away", 2, false, "DocMDP", { CATALOG_1 ">>" } },
};

static size_t
field_of(struct buf *b, const char *text, size_t len)
{
	size_t at = b->len;

	buf_add(b, text, len);
	return at;
}

static void
signature_write(struct fixture *x, struct slot *slot, int level)
{
	static const char zeros[] = "00";
	size_t i;

	buf_str(&x->b,
	    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter"
	    "/ETSI.CAdES.detached");
	if (level == 4)
		buf_str(&x->b,
		    "/Reference[<</Type/SigRef/TransformMethod/FieldMDP"
		    "/TransformParams<</Action/Include/Fields[(name)]>>>>]");
	else if (level == 5)
		buf_str(&x->b,
		    "/Reference[<</Type/SigRef/TransformMethod/FieldMDP"
		    "/TransformParams<</Action/Include/Fields[]/P 1>>>>]");
	else if (level > 0 && level < 7)
		buf_fmt(&x->b,
		    "/Reference[<</Type/SigRef/TransformMethod/DocMDP"
		    "/TransformParams<</P %d/V/1.2>>>>]",
		    level == 6 ? 2 : level);
	buf_str(&x->b, "/ByteRange[");
	slot->byte_range_len = 40;
	slot->byte_range =
	    field_of(&x->b, "                                        ", 40);
	buf_str(&x->b, "]/Contents ");
	slot->contents = field_of(&x->b, "<", 1);
	for (i = 0; i < RESERVED; i++)
		buf_str(&x->b, zeros);
	buf_str(&x->b, ">>>");
	slot->contents_len = x->b.len - 2 - slot->contents;
}

static void
base_make(struct fixture *x, int level)
{
	struct slot slot;
	struct fault f;
	size_t i;

	buf_init(&x->b, 1 << 20);
	buf_str(&x->b, "%PDF-1.7\n");
	for (i = 1; i < OBJECTS; i++) {
		x->at[i] = x->b.len;
		buf_fmt(&x->b, "%zu 0 obj\n", i);
		if (i == 1)
			buf_fmt(&x->b, "<</Type/Catalog" CATALOG_REST "%s>>",
			    level > 0 && level < 4 ? "/Perms<</DocMDP 5 0 R>>"
				: level == 7       ? "/DSS<</Certs[]>>"
						   : "");
		else if (i == 4 && level == 6)
			buf_str(&x->b,
			    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)"
			    "/V 5 0 R/F 132/Rect[0 0 0 0]/P 3 0 R/Lock<<"
			    "/Type/SigFieldLock/Action/Include/Fields[]"
			    "/P 2>>>>");
		else if (i == 5)
			signature_write(x, &slot, level);
		else
			buf_str(&x->b, objects[i]);
		buf_str(&x->b, "\nendobj\n");
	}
	x->xref = x->b.len;
	buf_fmt(&x->b, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS);
	for (i = 1; i < OBJECTS; i++)
		buf_fmt(&x->b, "%010zu 00000 n \n", x->at[i]);
	buf_fmt(&x->b,
	    "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
	    OBJECTS, x->xref);
	assert_ok(sign_fill(x->b.data, x->b.len, &slot, x->signer, &f), &f);
}

static void
update_write(struct fixture *x, const struct update *u, const char *root)
{
	size_t at[6], num[6], n, i, xref;
	char *body;

	for (n = 0; n < 6 && u->bodies[n] != NULL; n++) {
		num[n] = strtoul(u->bodies[n], &body, 10);
		at[n] = x->b.len;
		buf_fmt(&x->b, "%zu 0 obj\n%s\nendobj\n", num[n], body + 1);
	}
	xref = x->b.len;
	buf_str(&x->b, "xref\n");
	for (i = 0; i < n; i++)
		buf_fmt(&x->b, "%zu 1\n%010zu 00000 n \n", num[i], at[i]);
	buf_fmt(&x->b,
	    "trailer\n<</Size 40/Root %s/Prev %zu>>\nstartxref\n%zu\n"
	    "%%%%EOF\n",
	    root, x->xref, xref);
}

static int
setup(void **state)
{
	struct fixture *x = mem_new(1, sizeof(*x));
	struct fault f;
	int64_t now;

	*state = x;
	return clock_now(&now, &f) != 0 ||
		trial_keys_make(&x->keys, TRIAL_P256, now, &f) != 0 ||
		signer_open(x->keys.signer_key, x->keys.signer, NULL, now,
		    &x->signer, &f) != 0
	    ? -1
	    : 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	signer_free(x->signer);
	trial_keys_remove(&x->keys);
	free(x);
	return 0;
}

/* What is said of the first signature: its reason, or all that is tolerated. */
static void
judge(struct fixture *x, bool *yes, char *words, size_t n)
{
	const struct verify_options o = { .at_utc_ms = 1780000000000 };
	const struct verify_signature *s;
	struct verify_report *r;
	struct fault f;
	size_t i;

	*words = '\0';
	assert_ok(verify_pdf(x->b.data, x->b.len, &o, &r, &f), &f);
	assert_true(r->n > 0);
	for (i = 0;
	     i + 1 < r->n && strcmp(r->signatures[i].s->field, "Seal") != 0;
	     i++)
		;
	s = &r->signatures[i];
	assert_string_equal(s->s->field, "Seal");
	*yes = s->verdicts.v[VERDICT_UNCHANGED].answer == VERDICT_YES;
	if (s->verdicts.v[VERDICT_INTACT].answer != VERDICT_YES)
		(void)snprintf(words, n, "not intact: %s",
		    s->verdicts.v[VERDICT_INTACT].why);
	else if (!*yes)
		(void)snprintf(
		    words, n, "%s", s->verdicts.v[VERDICT_UNCHANGED].why);
	for (i = 0; *yes && i < s->n_warnings; i++)
		(void)snprintf(words + strlen(words), n - strlen(words), "%s\n",
		    s->warnings[i]);
	if (*yes && s->verdicts.v[VERDICT_COVERS].answer == VERDICT_NO)
		assert_true(s->verdicts.v[VERDICT_COVERS].permitted);
	verify_free(r);
}

static void
test_updates_are_permitted_or_refused_by_what_they_change(void **state)
{
	struct fixture *x = *state;
	char words[4000];
	size_t i, bad = 0;
	bool yes;

	for (i = 0; i < sizeof(updates) / sizeof(updates[0]); i++) {
		const struct update *u = &updates[i];

		base_make(x, u->level);
		update_write(x, u, "1 0 R");
		judge(x, &yes, words, sizeof(words));
		if (yes != u->yes || strstr(words, u->words) == NULL) {
			print_message("%s: %s, want %s with \"%s\": %s\n",
			    u->title, yes ? "yes" : "no", u->yes ? "yes" : "no",
			    u->words, words);
			bad++;
		}
		buf_free(&x->b);
	}
	assert_int_equal(bad, 0);
}

static void
test_a_catalog_of_another_number_is_judged_by_what_it_shows(void **state)
{
	static const struct update same = { .bodies = { CATALOG_30 } };
	static const struct update none = { .bodies = { "39 null" } };
	struct fixture *x = *state;
	char words[1000];
	bool yes;

	base_make(x, 0);
	update_write(x, &same, "30 0 R");
	judge(x, &yes, words, sizeof(words));
	assert_true(yes);
	buf_free(&x->b);
	base_make(x, 0);
	update_write(x, &none, "17 0 R");
	judge(x, &yes, words, sizeof(words));
	assert_false(yes);
	buf_free(&x->b);
}

/* Shadow attack, hide and replace: no object is new, one entry is. */
static void
test_an_entry_that_points_back_into_the_signed_bytes_is_refused(void **state)
{
	struct fixture *x = *state;
	char words[1000];
	size_t xref;
	bool yes;

	base_make(x, 0);
	xref = x->b.len;
	buf_fmt(&x->b,
	    "xref\n6 1\n%010zu 00000 n \ntrailer\n<</Size 23/Root 1 0 R/Prev "
	    "%zu>>\nstartxref\n%zu\n%%%%EOF\n",
	    x->at[16], x->xref, xref);
	judge(x, &yes, words, sizeof(words));
	assert_false(yes);
	assert_non_null(strstr(words, "points at byte"));
	buf_free(&x->b);
}

static void
test_an_object_that_is_freed_is_missed(void **state)
{
	struct fixture *x = *state;
	char words[1000];
	size_t xref;
	bool yes;

	base_make(x, 0);
	xref = x->b.len;
	buf_fmt(&x->b,
	    "xref\n14 1\n0000000000 00001 f \ntrailer\n<</Size 23/Root 1 0 R"
	    "/Prev %zu>>\nstartxref\n%zu\n%%%%EOF\n",
	    x->xref, xref);
	judge(x, &yes, words, sizeof(words));
	assert_false(yes);
	assert_non_null(strstr(words, "taken away"));
	buf_free(&x->b);
}

static void
test_an_unchanged_file_and_an_empty_update_say_yes(void **state)
{
	static const struct update none = { .bodies = { "39 null" } };
	struct fixture *x = *state;
	char words[1000];
	bool yes;

	base_make(x, 1);
	judge(x, &yes, words, sizeof(words));
	assert_true(yes);
	/* 16, 17 and 21 lie dormant. */
	assert_non_null(strstr(words, "holds 3 objects that nothing shows"));
	update_write(x, &none, "1 0 R");
	judge(x, &yes, words, sizeof(words));
	assert_true(yes);
	buf_str(&x->b, "hello");
	judge(x, &yes, words, sizeof(words));
	assert_false(yes);
	buf_free(&x->b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_an_unchanged_file_and_an_empty_update_say_yes),
		cmocka_unit_test(
		    test_updates_are_permitted_or_refused_by_what_they_change),
		cmocka_unit_test(
		    test_an_entry_that_points_back_into_the_signed_bytes_is_refused),
		cmocka_unit_test(test_an_object_that_is_freed_is_missed),
		cmocka_unit_test(
		    test_a_catalog_of_another_number_is_judged_by_what_it_shows),
	};

	return cmocka_run_group_tests_name("changes", tests, setup, teardown);
}
