import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * EU DSS, offline: arguments are the only trusted root and CRLs for what
 * brings none along; each line of the input is a file, a tab, and the levels
 * of its signatures in order with commas. A line a file: "yes|no TAB dss TAB
 * file TAB words". yes is TOTAL_PASSED for each, at that level, without a
 * warning. EU DSS's own policy has the lines for EdDSA as comments ("Not
 * referenced in ETSI/SOGIS"). Levels that begin "eddsa:" want two answers: by
 * that policy INDETERMINATE for its algorithm and for nothing else, and yes
 * once these lines count.
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
            boolean eddsa = f[1].startsWith("eddsa:");
            files++;
            bad += judge(verifier, f[0], eddsa ? f[1].substring(6) : f[1], eddsa);
        }
        System.exit(files > 0 && bad == 0 ? 0 : 1);
    }

    /** EU DSS's policy with the lines that are comments. */
    private static InputStream withEdDsa() throws IOException {
        try (InputStream in = JudgeLevel.class.getResourceAsStream("/policy/constraint.xml")) {
            String s = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String all = s.replaceAll("<!--\\s*(<Algo[^>]*>EdDSA</Algo>).*?-->", "$1");
            if (all.equals(s)) {
                throw new IOException("the policy has no EdDSA to be let in");
            }
            return new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * What nothing but an algorithm outside the policy is told by: the
     * algorithm, and that neither the past nor an archive stamp mends it.
     */
    private static boolean onlyAlgorithm(SimpleReport report, String id) {
        return report.getIndication(id) == Indication.TOTAL_PASSED
            || report.getIndication(id) == Indication.INDETERMINATE
            && report.getAdESValidationErrors(id).stream().anyMatch(m -> m.getKey().equals("ASCCM_CAA_ANS"))
            && report.getAdESValidationErrors(id).stream().allMatch(m ->
                List.of("ASCCM_CAA_ANS", "ARCH_LTAIVMP_ANS", "PSV_IPSVC_ANS").contains(m.getKey()));
    }

    private static SignedDocumentValidator opened(CertificateVerifier verifier, String file) {
        SignedDocumentValidator v =
            SignedDocumentValidator.fromDocument(new FileDocument(file));
        if (file.endsWith(".p7s")) {
            v.setDetachedContents(List.of(new FileDocument(
                file.substring(0, file.length() - ".p7s".length()))));
        }
        v.setCertificateVerifier(verifier);
        return v;
    }

    private static int judge(CertificateVerifier verifier, String file, String want, boolean eddsa) {
        StringBuilder levels = new StringBuilder();
        StringBuilder words = new StringBuilder();
        boolean yes = true;
        try {
            SimpleReport report = eddsa
                ? opened(verifier, file).validateDocument(withEdDsa()).getSimpleReport()
                : opened(verifier, file).validateDocument().getSimpleReport();
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
            if (eddsa) {
                SimpleReport own = opened(verifier, file).validateDocument().getSimpleReport();
                boolean some = false;
                for (String id : own.getSignatureIdList()) {
                    words.append(" (own policy: ").append(own.getIndication(id).name());
                    own.getAdESValidationErrors(id).forEach(m -> words.append(" E:").append(m.getKey()));
                    words.append(')');
                    yes &= onlyAlgorithm(own, id);
                    some |= own.getIndication(id) == Indication.INDETERMINATE;
                }
                yes &= some;
            }
        } catch (IOException | RuntimeException e) {
            yes = false;
            words.append(' ').append(e.getMessage());
        }
        System.out.println((yes ? "yes" : "no") + "\tdss\t" + file + "\t" + want
            + ": " + levels + words);
        return yes ? 0 : 1;
    }
}
