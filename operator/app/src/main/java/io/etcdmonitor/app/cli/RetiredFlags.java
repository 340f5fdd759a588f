package io.etcdmonitor.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Flags that earlier start scripts pass. They are taken, do nothing, and say what took their place.
 */
final class RetiredFlags {
  private static final String NO_BENCHMARKS = "monitor only reads and runs no benchmarks";
  private static final Map<String, String> REPLACED = replaced();

  private RetiredFlags() {}

  static CommandSpec addTo(CommandSpec spec) {
    REPLACED.forEach((flag, why) ->
        spec.addOption(
            OptionSpec.builder(flag)
                .type(String.class)
                .arity("0..1")
                .fallbackValue("true")
                .paramLabel("VALUE")
                .hidden(true)
                .build()));
    return spec;
  }

  /** One sentence for each that was given. */
  static List<String> notices(ParseResult parsed) {
    return REPLACED.entrySet().stream()
        .filter(entry -> parsed.hasMatchedOption(entry.getKey()))
        .map(entry -> entry.getKey() + " is ignored: " + entry.getValue())
        .toList();
  }

  private static Map<String, String> replaced() {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put(
        "--max-db-size-mb", "a database is judged by its share of the quota that etcd enforces");
    flags.put("--min-available-nodes", "the quorum needed follows from the member list");
    flags.put("--benchmark-enabled", NO_BENCHMARKS);
    flags.put("--benchmark-interval", NO_BENCHMARKS);
    flags.put("--benchmark-type", NO_BENCHMARKS);
    flags.put("--benchmark-ops", NO_BENCHMARKS);
    flags.put("--run-benchmark", NO_BENCHMARKS);
    return flags;
  }
}
