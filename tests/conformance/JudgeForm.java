import java.io.File;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * veraPDF on PDF/A-3a and PDF/UA-1, both from one reading. A line a file and
 * flavour: "yes|no TAB 3a|ua1 TAB file TAB rules broken". Status 1 unless all
 * say yes, and at least one file was named.
 */
public final class JudgeForm {
    public static void main(String[] files) {
        VeraGreenfieldFoundryProvider.initialise();
        List<PDFAFlavour> flavours = List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1);
        int bad = files.length == 0 ? 1 : 0;
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance()
                     .createParser(new File(file), flavours.get(0));
                 PDFAValidator validator = Foundries.defaultInstance()
                     .createValidator(flavours)) {
                for (ValidationResult r : validator.validateAll(parser)) {
                    StringBuilder broken = new StringBuilder();
                    r.getFailedChecks().forEach((rule, times) -> broken
                        .append(' ').append(rule.getClause()).append('-')
                        .append(rule.getTestNumber()).append('x').append(times));
                    if (!r.isCompliant()) {
                        bad++;
                    }
                    System.out.println((r.isCompliant() ? "yes\t" : "no\t")
                        + r.getPDFAFlavour().getId() + "\t" + file + "\t"
                        + broken.toString().trim());
                }
            } catch (Exception e) {
                bad++;
                System.out.println("no\t-\t" + file + "\t" + e.getMessage());
            }
        }
        System.exit(bad == 0 ? 0 : 1);
    }
}
