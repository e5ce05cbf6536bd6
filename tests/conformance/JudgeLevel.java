import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/**
 * EU DSS, offline: arguments are the only trusted root and CRLs for what
 * brings none along; each line of the input is a file, a tab, and the levels
 * of its signatures in order with commas. A line a file: "yes|no TAB dss TAB
 * file TAB words". yes is TOTAL_PASSED for each, at that level, without a
 * warning. A level "-" wants no particular one and no TOTAL_PASSED: what EU
 * DSS has no rule for.
 */
public final class JudgeLevel {
    public static void main(String[] args) throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(DSSUtils.loadCertificate(new File(args[0])));
        List<DSSDocument> crls = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            crls.add(new FileDocument(args[i]));
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setTrustedCertSources(anchors);
        verifier.setCrlSource(new ExternalResourcesCRLSource(crls.toArray(new DSSDocument[0])));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int files = 0;
        int bad = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] f = line.split("\t");
            files++;
            bad += judge(verifier, f[0], f[1]);
        }
        System.exit(files > 0 && bad == 0 ? 0 : 1);
    }

    private static int judge(CommonCertificateVerifier verifier, String file, String want) {
        StringBuilder levels = new StringBuilder();
        StringBuilder words = new StringBuilder();
        boolean yes = true;
        try {
            SignedDocumentValidator v =
                SignedDocumentValidator.fromDocument(new FileDocument(file));
            if (file.endsWith(".p7s")) {
                v.setDetachedContents(List.of(new FileDocument(
                    file.substring(0, file.length() - ".p7s".length()))));
            }
            v.setCertificateVerifier(verifier);
            SimpleReport report = v.validateDocument().getSimpleReport();
            for (String id : report.getSignatureIdList()) {
                levels.append(levels.length() == 0 ? "" : ",")
                    .append(report.getSignatureFormat(id).toString()
                        .replaceAll(".*[-_]BASELINE[-_]", "").toLowerCase());
                words.append(' ').append(report.getIndication(id).name());
                report.getAdESValidationErrors(id).forEach(m -> words.append(" E:").append(m.getKey()));
                report.getAdESValidationWarnings(id).forEach(m -> words.append(" W:").append(m.getKey()));
                yes &= report.getIndication(id) == Indication.TOTAL_PASSED
                    && report.getAdESValidationWarnings(id).isEmpty();
            }
            yes &= levels.toString().equals(want);
            if (want.equals("-")) {
                yes = report.getSignaturesCount() > 0;
            }
        } catch (RuntimeException e) {
            yes = false;
            words.append(' ').append(e.getMessage());
        }
        System.out.println((yes ? "yes" : "no") + "\tdss\t" + file + "\t" + want
            + ": " + levels + words);
        return yes ? 0 : 1;
    }
}
