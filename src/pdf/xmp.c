#include "pdf_in.h"

#include "base/clock.h"
#include "base/utf8.h"

/* XMP: what PDF/A and PDF/UA want a file to say of itself. */

/* s as character data: escaped, and without what XML 1.0 cannot hold. */
static void
put_xml(struct buf *b, const char *s)
{
	uint32_t u;
	size_t k;

	for (; *s != '\0'; s += k) {
		for (k = 0; k < 4 && s[k] != '\0'; k++)
			continue;
		k = utf8_get(s, k, &u);
		if (k == 0) {
			k = 1;
			buf_str(b, "\xEF\xBF\xBD");
		} else if (u == '&') {
			buf_str(b, "&amp;");
		} else if (u == '<') {
			buf_str(b, "&lt;");
		} else if (u == '>') {
			buf_str(b, "&gt;");
		} else if (u == '"') {
			buf_str(b, "&quot;");
		} else if ((u < 0x20 && u != '\t' && u != '\n') ||
		    u == 0xFFFE || u == 0xFFFF) {
			buf_str(b, "\xEF\xBF\xBD");
		} else {
			buf_add(b, s, k);
		}
	}
}

/* An array of one item. */
static void
put_list(struct buf *b, const char *name, const char *kind, const char *lang,
    const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	buf_fmt(b, "<%s><rdf:%s><rdf:li%s>", name, kind, lang);
	put_xml(b, s);
	buf_fmt(b, "</rdf:li></rdf:%s></%s>\n", kind, name);
}

static void
put_simple(struct buf *b, const char *name, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	buf_fmt(b, "<%s>", name);
	put_xml(b, s);
	buf_fmt(b, "</%s>\n", name);
}

/*= ISO 19005-3, 6.6.2.3: the schema of what XMP itself does not define. */
static const char extension[] =
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema"
    "</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name>\n"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"
    "<pdfaProperty:description>Part of ISO 14289 that the file conforms to"
    "</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n";

void
xmp_make(const struct canvas_file *file, struct buf *b)
{
	char date[CLOCK_TEXT];
	int64_t second = file->date_utc_ms - file->date_utc_ms % 1000;

	(void)clock_rfc3339(second, date);
	buf_str(b,
	    "<?xpacket begin=\"\xEF\xBB\xBF\""
	    " id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
	    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/"
	    "22-rdf-syntax-ns#\">\n"
	    "<rdf:Description rdf:about=\"\"\n"
	    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
	    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
	    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"\n"
	    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"\n"
	    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"\n"
	    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"\n"
	    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"\n"
	    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
	    "<pdfaid:part>3</pdfaid:part>\n"
	    "<pdfaid:conformance>A</pdfaid:conformance>\n"
	    "<pdfuaid:part>1</pdfuaid:part>\n"
	    "<dc:format>application/pdf</dc:format>\n");
	put_list(b, "dc:title", "Alt", " xml:lang=\"x-default\"", file->title);
	put_list(b, "dc:creator", "Seq", "", file->author);
	put_list(b, "dc:description", "Alt", " xml:lang=\"x-default\"",
	    file->subject);
	put_list(b, "dc:language", "Bag", "", file->lang);
	put_simple(b, "xmp:CreateDate", date);
	put_simple(b, "xmp:ModifyDate", date);
	put_simple(b, "xmp:MetadataDate", date);
	put_simple(b, "xmp:CreatorTool", file->producer);
	put_simple(b, "pdf:Producer", file->producer);
	buf_str(b, extension);
	buf_str(b,
	    "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
	    "<?xpacket end=\"r\"?>");
}
