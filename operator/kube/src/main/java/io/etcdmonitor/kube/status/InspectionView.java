package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the status of an EtcdInspection is composed from.
 *
 * @param generation of its spec
 * @param historyLimit from its spec
 * @param standing whether it can run
 * @param state of it in the engine
 * @param alerts that it raised
 * @param previous what is taken over of the status that was written last
 * @param now time
 */
public record InspectionView(
    long generation,
    int historyLimit,
    Standing standing,
    Optional<InspectionState> state,
    List<OpenAlert> alerts,
    Optional<InspectionPast> previous,
    Instant now) {

  /** What keeps an inspection from running, if anything does. */
  public enum Kind {
    /** Nothing. */
    RUNS,
    /** Something else must come first: its cluster. */
    WAITS,
    /** Its owner, or the cluster's, stopped it. */
    SUSPENDED,
    /** It cannot be run as it is written. */
    REFUSED
  }

  /**
   * Whether it can run.
   *
   * @param kind what keeps it
   * @param reason CamelCase; empty when it runs as it is written
   * @param message one sentence; empty when it runs as it is written
   */
  public record Standing(Kind kind, String reason, String message) {
    public static final Standing RUNS = new Standing(Kind.RUNS, "", "");

    /** Whether it runs, and as it is written: not as it was before, or by default. */
    public boolean asWritten() {
      return kind == Kind.RUNS && reason.isEmpty();
    }
  }
}
