package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Writes down what was found. */
final class Reporter {
  /** Beyond this share of all processors the load generator itself may be what is slow. */
  private static final double BUSY = 0.8;

  private final BenchmarkOptions options;
  private final String id;
  private final String started;
  private final Targets targets;

  /** What a run leaves to report. */
  record Found(
      Sampler sampler,
      List<Report.ErrorCount> errors,
      Report.WarmUp warmUp,
      long missed,
      boolean stopped,
      Report.Client client,
      List<Report.MemberDisk> members) {}

  Reporter(BenchmarkOptions options, String id, String started, Targets targets) {
    this.options = options;
    this.id = id;
    this.started = started;
    this.targets = targets;
  }

  Report report(Found found, Report.CleanUp cleanUp) {
    Sampler sampler = found.sampler();
    double seconds = sampler.seconds();
    Report.Measured measured =
        new Report.Measured(
            seconds,
            sampler.count(),
            seconds > 0 ? sampler.count() / seconds : 0,
            sampler.errors(),
            found.missed(),
            found.stopped());
    List<Report.OperationResult> results = sampler.results();
    return new Report(
        Report.FORMAT,
        id,
        started,
        parameters(),
        targets.report(),
        found.warmUp(),
        measured,
        results,
        found.errors(),
        sampler.series(),
        found.members(),
        found.client(),
        Judge.judge(options, measured, results),
        cleanUp,
        notes(found, measured));
  }

  private Report.Parameters parameters() {
    BenchmarkOptions.Load load = options.load();
    BenchmarkOptions.Data data = options.data();
    BenchmarkOptions.Shape shape = options.shape();
    return new Report.Parameters(
        options.kind().word(),
        load.connections(),
        load.clients(),
        load.total().orElse(0),
        load.duration().toNanos() / 1e9,
        load.rate(),
        load.warmUp().toNanos() / 1e9,
        data.prefix(),
        data.keySize(),
        data.valueSize(),
        data.keySpace(),
        data.sequential(),
        data.seed(),
        shape.serializable(),
        shape.readPercent(),
        shape.limit(),
        shape.txnOperations(),
        shape.watchers(),
        options.targetLeader());
  }

  private List<String> notes(Found found, Report.Measured measured) {
    List<String> notes = new ArrayList<>(targets.notes());
    if (options.load().clients() < options.load().connections()) {
      notes.add("only " + options.load().clients() + " connections: one per client");
    }
    if (options.kind() == BenchmarkKind.DELETE) {
      notes.add("no warm-up: writing the keys was one");
    }
    if (options.load().rate() > 0) {
      notes.add(
          "open loop: latencies count from when an operation was due, not from when it was sent");
    }
    double share =
        measured.seconds() > 0
            ? found.client().cpuSeconds() / measured.seconds() / found.client().processors()
            : 0;
    if (share > BUSY) {
      notes.add(
          "this program used %.0f %% of all processors: it may be what limits the numbers"
              .formatted(share * 100));
    }
    if (found.stopped()) {
      notes.add("stopped early: the numbers are of the time until then");
    }
    return notes;
  }
}
