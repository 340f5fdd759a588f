package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A made-up alert, for trying channels and templates. */
public final class Samples {
  private static final String RULE = "EtcdMemberDown";
  private static final String FINGERPRINT = "00000000000000000000000000000000";

  private Samples() {}

  /**
   * The sample that fires.
   *
   * @param kind why it is sent
   * @param id of the episode; the same for firing and resolved, another for another try
   * @param now when it is composed; it fires for five minutes then
   */
  public static AlertMessage firing(Kind kind, String id, Instant now) {
    return message(kind, Status.FIRING, id, now);
  }

  /** The same one, over. */
  public static AlertMessage resolved(Kind kind, String id, Instant now) {
    return message(kind, Status.RESOLVED, id, now);
  }

  /** A change event. */
  public static ChangeNotice change(Instant now) {
    return new ChangeNotice(
        "TEST: sample/orders: member etcd-2 runs etcd 3.6.1, before it was 3.5.30",
        new ClusterKey("sample", "orders"),
        Map.of("change", "VersionChanged", "cluster", "sample/orders", "member", "etcd-2"),
        List.of(),
        now);
  }

  private static AlertMessage message(Kind kind, Status status, String id, Instant now) {
    Episode episode = episode(status, id, now);
    return new AlertMessage(
        "sample-" + id + "-" + status,
        "sample/" + id,
        kind,
        status,
        Severity.WARNING,
        new ClusterKey("sample", "orders"),
        "a sample, not a cluster of yours",
        episode.summary(),
        List.of(episode),
        0,
        episode.labels(),
        List.of(new Link("Dashboard", "https://grafana.example.org/d/etcd")),
        now);
  }

  private static Episode episode(Status status, String id, Instant now) {
    return new Episode(
        id,
        FINGERPRINT,
        RULE,
        status,
        Severity.WARNING,
        "etcd-2",
        "sample/orders: member etcd-2 is down",
        "member etcd-2 at https://etcd-2.example.org:2379 does not answer: connection refused",
        "3 failures in a row",
        "1 failure",
        "look at the process and the network of etcd-2",
        "https://example.org/runbooks/" + RULE,
        now.minus(Duration.ofMinutes(5)),
        status == Status.RESOLVED ? Optional.of(now) : Optional.empty(),
        false,
        Optional.empty(),
        Map.of(
            "cluster", "orders",
            "member", "etcd-2",
            "namespace", "sample",
            "rule", RULE,
            "severity", "warning",
            "team", "databases"));
  }
}
