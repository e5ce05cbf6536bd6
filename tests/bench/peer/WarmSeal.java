import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.pdf.modifications.DefaultPdfDifferencesFinder;
import eu.europa.esig.dss.pdf.pdfbox.PdfBoxNativeObjectFactory;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import java.io.File;

/**
 * WarmSeal ROOT.pem FILE: EU DSS in process once it is warm, without page
 * images. Prints the verdict and the milliseconds of the best of its passes.
 */
public final class WarmSeal {
    private static final double WARM_SECONDS = 8, SECONDS = 3;

    public static void main(String[] args) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(DSSUtils.loadCertificate(new File(args[0])));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(anchors);
        long begin = System.nanoTime();
        String verdict = "";
        while (since(begin) < WARM_SECONDS) {
            verdict = judge(verifier, args[1]);
        }
        double best = 1e9;
        begin = System.nanoTime();
        while (since(begin) < SECONDS) {
            long one = System.nanoTime();
            judge(verifier, args[1]);
            best = Math.min(best, since(one));
        }
        System.out.printf("%s\t%.2f%n", verdict, best * 1e3);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static String judge(CommonCertificateVerifier verifier, String file) {
        DefaultPdfDifferencesFinder pages = new DefaultPdfDifferencesFinder();
        pages.setMaximalPagesAmountForVisualComparison(0);
        PdfBoxNativeObjectFactory pdf = new PdfBoxNativeObjectFactory();
        pdf.setPdfDifferencesFinder(pages);
        PDFDocumentValidator v = new PDFDocumentValidator(new FileDocument(file));
        v.setPdfObjFactory(pdf);
        v.setCertificateVerifier(verifier);
        SimpleReport r = v.validateDocument().getSimpleReport();
        return r.getIndication(r.getFirstSignatureId()) == Indication.TOTAL_PASSED ? "yes" : "no";
    }
}
