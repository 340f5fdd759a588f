package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Checks;
import io.etcdmonitor.toolkit.ops.Defragmentation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** check ... */
final class CheckCommands {
  private static final Duration DEFRAG_LIMIT = Duration.ofMinutes(30);

  private CheckCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(
        shaped(
                new Leaf(
                    host,
                    "perf",
                    "",
                    "Writes at a fixed rate for a minute and judges by etcdctl's marks. It loads the"
                        + " cluster; the keys are deleted afterwards.",
                    CheckCommands::perf),
                "/etcdctl-check-perf/")
            .option("--duration", "DURATION", "How long. Default: 60s."),
        shaped(
            new Leaf(
                host,
                "datascale",
                "",
                "Writes many keys of 1 KiB and says what memory they take at the first endpoint.",
                CheckCommands::datascale),
            "/etcdctl-check-datascale/"));
  }

  private static Leaf shaped(Leaf leaf, String prefix) {
    return leaf.option("--load", "s|m|l|xl", "How much. Default: s.")
        .option("--prefix", "PREFIX", "Where. Default: " + prefix + ".")
        .flag("--auto-compact", "Compact afterwards.")
        .flag("--auto-defrag", "Defragment afterwards.");
  }

  private static int perf(Ctl ctl) throws InterruptedException {
    Checks.PerfLoad load = Checks.PerfLoad.of(ctl.text("--load").orElse("s"));
    if (ctl.text("--duration").isPresent()) {
      Duration duration = GoDurations.parse("--duration", ctl.text("--duration").get());
      load = new Checks.PerfLoad(load.writesPerSecond(), load.clients(), duration);
    }
    Checks.PerfReport report =
        ctl.ops()
            .checks()
            .perf(
                load,
                ctl.text("--prefix").orElse("/etcdctl-check-perf/"),
                ctl.has("--auto-compact"));
    errors(ctl, report.errors());
    int rate = (int) report.perSecond() + 1;
    ctl.say(
        report.throughputPasses()
            ? "PASS: Throughput is " + rate + " writes/s"
            : "FAIL: Throughput too low: " + rate + " writes/s");
    ctl.say(
        seconds(
            report.slowestPasses(),
            "PASS: Slowest request took %fs",
            "Slowest request took too long: %fs",
            report.slowest()));
    ctl.say(
        seconds(
            report.deviationPasses(),
            "PASS: Stddev is %fs",
            "Stddev too high: %fs",
            report.deviation()));
    ctl.say(report.passes() ? "PASS" : "FAIL");
    tidy(ctl, report.leftBehind());
    return report.passes() ? 0 : CtlException.ERROR;
  }

  private static String seconds(boolean passes, String good, String bad, double value) {
    return String.format(Locale.ROOT, passes ? good : bad, value);
  }

  private static void errors(Ctl ctl, Map<String, Long> errors) {
    if (!errors.isEmpty()) {
      ctl.say("FAIL: too many errors");
      errors.forEach((why, count) -> ctl.say("FAIL: ERROR(" + why + ") -> " + count));
    }
  }

  /** After the results: whatever goes wrong here, they are told. */
  private static void tidy(Ctl ctl, Optional<String> leftBehind) throws InterruptedException {
    leftBehind.ifPresent(why -> ctl.complain("Warning: " + why));
    if (ctl.has("--auto-defrag")) {
      Defragmentation work = ctl.ops().defragmentation();
      work.run(
          work.plan(ctl.ops().endpoints().given(), Defragmentation.Policy.ALWAYS),
          DEFRAG_LIMIT,
          outcome -> ctl.complain("defragmented " + outcome.endpoint()));
    }
  }

  private static int datascale(Ctl ctl) throws InterruptedException {
    Checks.ScaleLoad load = Checks.ScaleLoad.of(ctl.text("--load").orElse("s"));
    Checks.ScaleReport report =
        ctl.ops()
            .checks()
            .datascale(
                load,
                ctl.text("--prefix").orElse("/etcdctl-check-datascale/"),
                ctl.has("--auto-compact"));
    errors(ctl, report.errors());
    if (report.errors().isEmpty()) {
      ctl.say(
          String.format(
              Locale.ROOT,
              "PASS: Approximate system memory used : %.2f MB.",
              report.grownBytes() / 1048576.0));
    }
    tidy(ctl, report.leftBehind());
    return report.errors().isEmpty() ? 0 : CtlException.ERROR;
  }
}
