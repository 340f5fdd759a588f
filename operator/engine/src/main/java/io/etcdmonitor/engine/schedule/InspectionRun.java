package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One run of one inspection. It settles exactly once, with the outcome of the provider or, when
 * that takes too long, without it; what a provider returns after that is nobody's business.
 */
final class InspectionRun implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(InspectionRun.class);

  /** Who must know about a run's end. */
  interface Owner {
    /** The run has a result, or (empty) none that counts; called outside all locks. */
    void settled(InspectionRun run, InspectionResult result);

    /** The run's thread is done with the provider. */
    void threadEnded(InspectionRun run);
  }

  final ScheduledCluster cluster;
  final ScheduledInspection inspection;
  final RunContext context;
  final Instant hardDeadline;

  /** Set when it is started. */
  Postponement.Mark mark;

  private final Owner owner;
  private final AtomicBoolean settled = new AtomicBoolean();
  private volatile Thread thread;

  InspectionRun(
      ScheduledCluster cluster,
      ScheduledInspection inspection,
      RunContext context,
      Instant hardDeadline,
      Owner owner) {
    this.cluster = cluster;
    this.inspection = inspection;
    this.context = context;
    this.hardDeadline = hardDeadline;
    this.owner = owner;
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    MDC.put("namespace", context.cluster().key().namespace());
    MDC.put("cluster", context.cluster().key().name());
    MDC.put("feature", context.inspection().feature());
    try {
      InspectionOutcome outcome = settled.get() ? null : look();
      if (settled.compareAndSet(false, true)) {
        owner.settled(this, result(outcome));
      }
    } finally {
      thread = null;
      MDC.remove("namespace");
      MDC.remove("cluster");
      MDC.remove("feature");
      owner.threadEnded(this);
    }
  }

  /**
   * Has something done for it on another thread. False when none is to be had: it is given up then,
   * and must not keep its inspection, and its cluster, from being looked at for ever.
   */
  boolean launch(Executor executor, Runnable work) {
    try {
      executor.execute(work);
      return true;
    } catch (RuntimeException | Error e) {
      log.error("No thread could be started for {}", context.inspection().key(), e);
      abandon();
      if (work.equals(this)) {
        owner.threadEnded(this);
      }
      return false;
    }
  }

  /** Claims the right to settle it without the provider's outcome, and wakes its thread. */
  boolean abandon() {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    Thread running = thread;
    if (running != null && !running.equals(Thread.currentThread())) {
      running.interrupt();
    }
    return true;
  }

  /** The result of a run that took too long. */
  InspectionResult timedOut() {
    return result(
        InspectionOutcome.unknown(
            Reasons.PROBE_TIMEOUT,
            "%s of %s gave no result within %s; if the cluster is slow, raise the inspection's timeout"
                .formatted(
                    context.inspection().feature(),
                    context.cluster().key(),
                    text(context.inspection().timeout()))));
  }

  private InspectionOutcome look() {
    EtcdApi api = context.cluster().connection().api();
    if (!context.provider().apis().contains(api)) {
      return InspectionOutcome.notApplicable(
          "feature %s does not apply to a cluster that is watched by the %s API"
              .formatted(context.inspection().feature(), api.name().toLowerCase(Locale.ROOT)));
    }
    try {
      return Objects.requireNonNull(context.provider().inspect(context), "no outcome");
    } catch (Throwable e) {
      // A plugged-in feature may fail in any way, a missing class included; its result says so and
      // the engine goes on.
      if (!settled.get()) {
        log.warn("Feature {} failed", context.inspection().feature(), e);
      }
      return InspectionOutcome.unknown(
          Reasons.PROBE_FAILED,
          "feature %s failed with %s: this is a defect of the feature, see the log"
              .formatted(context.inspection().feature(), e.toString()));
    }
  }

  private InspectionResult result(InspectionOutcome outcome) {
    Instant start = context.now();
    return new InspectionResult(
        context.inspection().key(),
        context.inspection().feature(),
        outcome.verdict(),
        outcome.reason(),
        outcome.message(),
        outcome.findings(),
        outcome.measurements(),
        outcome.observation(),
        start,
        Duration.between(start, context.clock().instant()));
  }

  private static String text(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
