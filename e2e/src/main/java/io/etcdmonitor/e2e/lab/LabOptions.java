package io.etcdmonitor.e2e.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the lab was asked for.
 *
 * @param rows numbers of rows; empty for all
 * @param mock use the mock of the Kubernetes API
 * @param others a file of Prometheus rules to load beside ours
 * @param etcd the minor version for rows that do not say which they need; empty for the usual one
 * @param parallel how many rows run at the same time
 * @param reportOnly write the report of what is kept, run nothing
 */
record LabOptions(
    List<String> rows,
    boolean mock,
    Optional<Path> others,
    Optional<String> etcd,
    int parallel,
    boolean reportOnly) {
  private static final Pattern MINOR = Pattern.compile("\\d+\\.\\d+");

  static final String USAGE =
      """
      Usage: make lab [LAB="1 12 23"] [LAB_MIXIN=path/to/rules.yaml] [LAB_ETCD=3.6]
        NUMBER         a row of e2e/lab/faults.yaml; all without one
        --parallel N   so many rows at the same time (3)
        --mixin FILE   Prometheus rules to put to the same faults, beside ours
        --etcd MINOR   rows that do not say which etcd they need run on that one in place of 3.5; the
                       report is then e2e/target/lab/failure-lab-MINOR.md
        --mock         use the mock of the Kubernetes API even where a kube-apiserver can be had
        --report       run nothing, write docs/failure-lab.md again
      """;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException in one sentence, when it is wrong
   */
  static LabOptions parse(List<String> arguments) {
    List<String> rows = new ArrayList<>();
    boolean mock = false;
    boolean reportOnly = false;
    Optional<Path> others = Optional.empty();
    Optional<String> etcd = Optional.empty();
    int parallel = 3;
    var rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "--mock" -> mock = true;
        case "--report" -> reportOnly = true;
        case "--mixin" -> others = Optional.of(Path.of(value(argument, rest)));
        case "--etcd" -> etcd = Optional.of(minor(value(argument, rest)));
        case "--parallel" -> parallel = Integer.parseInt(value(argument, rest));
        default -> {
          if (argument.startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + argument);
          }
          rows.add(argument);
        }
      }
    }
    return new LabOptions(rows, mock, others, etcd, parallel, reportOnly);
  }

  private static String minor(String version) {
    if (!MINOR.matcher(version).matches()) {
      throw new IllegalArgumentException("--etcd is a minor version such as 3.6, not " + version);
    }
    return version;
  }

  private static String value(String option, java.util.Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }
}
