package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What to do about a failure, where etcd does not say it. */
final class Advice {
  private static final String NO_MAJORITY =
      "; there is no leader: until a majority of the members is back, etcd answers only"
          + " 'endpoint status' and reads with --consistency s";

  /** Whoever reads it has waited already. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private Advice() {}

  /** To be put behind the message; empty where it says enough. Asks the endpoints. */
  static String on(EtcdException e, Endpoints endpoints) {
    if (e.words().contains("database space exceeded")) {
      // In this order: an alarm that is disarmed first comes back.
      return ": make space (del, compaction, defrag), then alarm disarm";
    }
    return e.kind() == FailureCause.TIMEOUT || e.kind() == FailureCause.NO_LEADER
        ? leaderless(endpoints)
        : "";
  }

  private static String leaderless(Endpoints endpoints) {
    List<Endpoints.Of<Endpoints.Status>> answers =
        endpoints.unsignedGlance(endpoints.given(), PATIENCE).stream()
            .filter(of -> of.value().isPresent())
            .toList();
    List<Endpoints.Of<Endpoints.Status>> without =
        answers.stream().filter(of -> of.value().get().leader() == 0).toList();
    if (without.isEmpty()) {
      return "";
    }
    return without.size() == answers.size()
        ? NO_MAJORITY
        : without.stream()
            .map(of -> of.endpoint().toString())
            .collect(Collectors.joining(", ", "; cut off from the leader: ", ""));
  }
}
