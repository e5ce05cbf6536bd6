import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.util.List;

/**
 * EU DSS, offline, with the first argument as the only trusted root. A line a
 * signature: "yes|no TAB level TAB file TAB words". yes is TOTAL_PASSED at the
 * level PAdES-BASELINE-B (CAdES-BASELINE-B for X.p7s over X) and no warning but
 * that the certificate does not say where its issuer's can be fetched (a trial
 * root has no such place): TOTAL_PASSED alone is also said of signatures that
 * are no baseline, and of files changed after signing.
 */
public final class JudgeSeal {
    public static void main(String[] args) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(DSSUtils.loadCertificate(new File(args[0])));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(anchors);
        int bad = args.length < 2 ? 1 : 0;
        for (int i = 1; i < args.length; i++) {
            bad += judge(verifier, args[i]);
        }
        System.exit(bad == 0 ? 0 : 1);
    }

    private static int judge(CommonCertificateVerifier verifier, String file) {
        boolean detached = file.endsWith(".p7s");
        String want = (detached ? "CAdES" : "PAdES") + "-BASELINE-B";
        int bad = 0;
        try {
            SignedDocumentValidator v =
                SignedDocumentValidator.fromDocument(new FileDocument(file));
            if (detached) {
                v.setDetachedContents(List.of(new FileDocument(
                    file.substring(0, file.length() - ".p7s".length()))));
            }
            v.setCertificateVerifier(verifier);
            SimpleReport report = v.validateDocument().getSimpleReport();
            if (report.getSignaturesCount() == 0) {
                bad++;
                System.out.println("no\t-\t" + file + "\tno signature");
            }
            for (String id : report.getSignatureIdList()) {
                String level = report.getSignatureFormat(id).toString();
                StringBuilder words = new StringBuilder(report.getIndication(id).name());
                report.getAdESValidationErrors(id).forEach(m -> words.append(" E:").append(m.getKey()));
                report.getAdESValidationWarnings(id).forEach(m -> words.append(" W:").append(m.getKey()));
                boolean warned = report.getAdESValidationWarnings(id).stream()
                    .anyMatch(m -> !m.getKey().equals("BBB_XCV_AIA_PRES_ANS"));
                boolean yes = report.getIndication(id) == Indication.TOTAL_PASSED
                    && !warned
                    && level.replace('_', '-').equals(want);
                bad += yes ? 0 : 1;
                System.out.println((yes ? "yes\t" : "no\t") + level + "\t" + file + "\t" + words);
            }
        } catch (RuntimeException e) {
            bad++;
            System.out.println("no\t-\t" + file + "\t" + e.getMessage());
        }
        return bad;
    }
}
