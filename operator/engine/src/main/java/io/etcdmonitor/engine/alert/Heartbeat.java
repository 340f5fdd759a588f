package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dead man's switch: says that alerting works, and only while it does. It beats while rules are
 * evaluated and feature {@code healthy} has lately told something certain of at least one cluster:
 * others run hourly, or have nothing to look at. Guarded by the core's lock.
 */
final class Heartbeat {
  /** Stands in messages where an alert has its rule. */
  static final String NAME = "EtcdMonitorHeartbeat";

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration EVALUATION_KEEPS_UP = Duration.ofSeconds(15);
  private static final Duration FRESH = Duration.ofMinutes(2);

  private Instant evaluated = Instant.EPOCH;
  private Instant freshUntil = Instant.EPOCH;
  private Instant lastAt = Instant.EPOCH;
  private Instant first = Instant.EPOCH;
  private Optional<Instant> since = Optional.empty();
  private boolean missing;

  void seen(ResultChange change) {
    boolean looked = change.current().feature().equals(FeatureNames.HEALTHY);
    if (!looked || change.current().verdict() == Verdict.UNKNOWN) {
      return;
    }
    Duration threeRuns = change.spec().interval().orElse(Duration.ZERO).multipliedBy(3);
    Instant until =
        change.current().time().plus(threeRuns.compareTo(FRESH) > 0 ? threeRuns : FRESH);
    freshUntil = until.isAfter(freshUntil) ? until : freshUntil;
  }

  void evaluated(Instant now) {
    evaluated = now;
  }

  /** The beat that this channel is due. */
  Optional<AlertMessage> due(String channel, AlertConfig config, Instant now) {
    Optional<AlertConfig.Heartbeat> beat =
        config.heartbeat().filter(h -> h.channel().equals(channel));
    if (beat.isEmpty() || now.isBefore(lastAt.plus(beat.get().interval()))) {
      return Optional.empty();
    }
    lastAt = now;
    if (first.equals(Instant.EPOCH)) {
      first = now;
    }
    Optional<String> trouble = trouble(now);
    if (trouble.isPresent()) {
      boolean begins = freshUntil.equals(Instant.EPOCH) && !now.isAfter(first.plus(FRESH));
      if (begins) {
        return Optional.empty();
      }
      if (!missing) {
        log.warn("No heartbeat is sent to channel {}: {}", channel, trouble.get());
      }
      missing = true;
      since = Optional.empty();
      return Optional.empty();
    }
    if (missing) {
      log.info("The heartbeat is sent to channel {} again", channel);
    }
    missing = false;
    since = since.or(() -> Optional.of(now));
    return Optional.of(message(since.get(), now));
  }

  private Optional<String> trouble(Instant now) {
    if (now.isAfter(evaluated.plus(EVALUATION_KEEPS_UP))) {
      return Optional.of("rules were last evaluated at " + Words.time(evaluated));
    }
    return now.isAfter(freshUntil)
        ? Optional.of("no cluster was looked at with a certain result lately")
        : Optional.empty();
  }

  private static AlertMessage message(Instant since, Instant now) {
    String summary = "etcd-monitor looks at clusters and raises alerts";
    Map<String, String> labels = Map.of("rule", NAME, "severity", "info");
    Episode episode =
        new Episode(
            NAME,
            Keys.hash(NAME),
            NAME,
            Status.FIRING,
            Severity.INFO,
            "",
            summary,
            "when this stops, etcd-monitor does not work, or sees no cluster",
            "",
            "",
            "",
            "",
            since,
            Optional.empty(),
            false,
            Optional.empty(),
            labels);
    return new AlertMessage(
        Keys.hash(NAME + now),
        "heartbeat",
        Kind.HEARTBEAT,
        Status.FIRING,
        Severity.INFO,
        OwnAlerts.ITSELF,
        "",
        summary,
        List.of(episode),
        0,
        labels,
        List.of(),
        now);
  }
}
