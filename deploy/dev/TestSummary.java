import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Says what a run of the tests did, from the reports that Surefire, Failsafe and JaCoCo left under
 * {@code target/} of each module. The last line is {@code N passed, N failed, N skipped}, alone: CI
 * reads it.
 *
 * <p>Usage: {@code java TestSummary.java DIRECTORY MAVEN_EXIT_CODE SECONDS}. Exits with 0 when
 * Maven did, something passed and nothing failed; else with 1.
 */
final class TestSummary {
  /**
   * Surefire leaves a report without a case, and no reason, when an assumption in BeforeAll fails.
   */
  private static final String GAVE_UP_EARLY =
      "gave up before its first test, see the log; say why with a condition on the class instead";

  private TestSummary() {}

  /** One test that did not pass, and what it said. */
  record Case(String name, String message) {}

  /**
   * What one module's reports say; {@code coverage} is the share of covered lines in percent, or
   * "-" unmeasured.
   */
  record Module(
      String name,
      int passed,
      List<Case> failed,
      List<Case> skipped,
      List<Case> retried,
      String coverage) {}

  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    int mavenExit = Integer.parseInt(args[1]);
    long seconds = Long.parseLong(args[2]);

    List<Module> modules = new ArrayList<>();
    for (Path directory : testedModules(root)) {
      modules.add(read(root, directory));
    }
    int passed = modules.stream().mapToInt(Module::passed).sum();
    List<Case> failed = modules.stream().flatMap(m -> m.failed().stream()).toList();
    List<Case> skipped = modules.stream().flatMap(m -> m.skipped().stream()).toList();

    printTable(modules);
    printCases("Skipped, and why:", skipped);
    printCases(
        "Passed, but only on the second try (worth a look):",
        modules.stream().flatMap(m -> m.retried().stream()).toList());
    printCases("Failed:", failed);
    System.out.printf("%nTook %d min %d s.%n", seconds / 60, seconds % 60);
    if (mavenExit != 0 && failed.isEmpty()) {
      System.out.println(
          "Maven failed although no test did (its errors are above): not everything ran.");
    } else if (passed + failed.size() == 0) {
      System.out.println("No test ran: that is a failure.");
    }
    System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
    System.exit(mavenExit == 0 && failed.isEmpty() && passed > 0 ? 0 : 1);
  }

  /** The modules that have tests, or reports of tests, in the order of their paths. */
  private static List<Path> testedModules(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 4, (path, a) -> path.endsWith("pom.xml"))) {
      return files
          .map(Path::getParent)
          .filter(module -> !root.relativize(module).toString().contains("target"))
          .filter(module ->
              Files.isDirectory(module.resolve("src/test/java")) || !reports(module).isEmpty())
          .sorted()
          .toList();
    }
  }

  private static List<Path> reports(Path module) {
    return Stream.of("surefire-reports", "failsafe-reports")
        .map(module.resolve("target")::resolve)
        .filter(Files::isDirectory)
        .flatMap(TestSummary::xmlFiles)
        .sorted()
        .toList();
  }

  private static Stream<Path> xmlFiles(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().matches("TEST-.*\\.xml"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Module read(Path root, Path module) throws IOException {
    int passed = 0;
    List<Case> failed = new ArrayList<>();
    List<Case> skipped = new ArrayList<>();
    List<Case> retried = new ArrayList<>();
    for (Path report : reports(module)) {
      NodeList cases;
      try {
        cases = parse(report).getElementsByTagName("testcase");
      } catch (Exception e) {
        failed.add(
            new Case(
                report.getFileName().toString(),
                "unreadable report, its tests broke off: " + e.getMessage()));
        continue;
      }
      if (cases.getLength() == 0) {
        skipped.add(new Case(typeOf(report) + " (all of it)", GAVE_UP_EARLY));
      }
      for (Element test : elements(cases)) {
        Element skip = child(test, "skipped");
        Element failure =
            child(test, "failure") != null ? child(test, "failure") : child(test, "error");
        if (failure != null) {
          failed.add(new Case(nameOf(test), reasonOf(failure)));
        } else if (skip != null) {
          skipped.add(new Case(nameOf(test), reasonOf(skip)));
        } else {
          passed++;
          Element flaky =
              child(test, "flakyError") != null
                  ? child(test, "flakyError")
                  : child(test, "flakyFailure");
          if (flaky != null) {
            retried.add(new Case(nameOf(test), reasonOf(flaky)));
          }
        }
      }
    }
    return new Module(
        root.relativize(module).toString(), passed, failed, skipped, retried, coverage(module));
  }

  private static Element parse(Path report) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(report.toFile()).getDocumentElement();
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .map(Element.class::cast)
        .toList();
  }

  private static Element child(Element parent, String name) {
    return elements(parent.getElementsByTagName(name)).stream().findFirst().orElse(null);
  }

  /** A skipped class has one case without a name of its own. */
  private static String nameOf(Element test) {
    String type = test.getAttribute("classname").replaceFirst("^.*\\.(?=[A-Z])", "");
    String name = test.getAttribute("name");
    return name.isEmpty() || name.equals(test.getAttribute("classname"))
        ? type + " (all of it)"
        : type + "." + name;
  }

  private static String typeOf(Path report) {
    return report.getFileName().toString().replace(".xml", "").replaceFirst("^TEST-(.*\\.)?", "");
  }

  private static String reasonOf(Element element) {
    String message = element.getAttribute("message");
    String text = message.isBlank() ? element.getTextContent() : message;
    String first = text.strip().lines().findFirst().orElse("no reason given");
    return first.replaceFirst(
        "^org\\.opentest4j\\.TestAbortedException: (Assumption failed: )?", "");
  }

  /** JaCoCo's table has LINE_MISSED and LINE_COVERED in the columns 7 and 8, counted from 0. */
  private static String coverage(Path module) throws IOException {
    Path csv = module.resolve("target/site/jacoco/jacoco.csv");
    if (!Files.exists(csv)) {
      return "-";
    }
    long missed = 0;
    long covered = 0;
    for (String line : Files.readAllLines(csv).stream().skip(1).toList()) {
      String[] columns = line.split(",");
      missed += Long.parseLong(columns[7]);
      covered += Long.parseLong(columns[8]);
    }
    long lines = missed + covered;
    return lines == 0 ? "-" : String.format("%.1f %%", 100.0 * covered / lines);
  }

  private static void printTable(List<Module> modules) {
    System.out.printf(
        "%n%-24s %7s %7s %7s   %s%n",
        "module", "passed", "failed", "skipped", "lines covered by its own tests");
    for (Module m : modules) {
      boolean silent = m.passed() == 0 && m.failed().isEmpty() && m.skipped().isEmpty();
      System.out.printf(
          "%-24s %7d %7d %7d   %s%n",
          m.name(),
          m.passed(),
          m.failed().size(),
          m.skipped().size(),
          silent ? "did not run" : m.coverage());
    }
  }

  private static void printCases(String title, List<Case> cases) {
    if (cases.isEmpty()) {
      return;
    }
    System.out.printf("%n%s%n", title);
    cases.forEach(c -> System.out.printf("  %s: %s%n", c.name(), c.message()));
  }
}
