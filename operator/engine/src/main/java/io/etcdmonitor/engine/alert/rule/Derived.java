package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Numbers that the feature healthy tells in its observation, as measurements for conditions. */
public final class Derived {
  /** Bytes of the largest database file. */
  public static final String DATABASE_SIZE = "databaseSize";

  /** Its size as a share of the quota, percent; only where etcd tells its quota (3.6). */
  public static final String DATABASE_USED_PERCENT = "databaseUsedPercent";

  /** Seconds until a member's certificate ends; negative when it has. */
  public static final String CERTIFICATE_SECONDS_LEFT = "certificateSecondsLeft";

  /** How many more members may fail before quorum is lost. */
  public static final String QUORUM_CAN_LOSE = "quorumCanLose";

  private Derived() {}

  static List<Measurement> of(InspectionResult result) {
    List<Measurement> all = new ArrayList<>(result.measurements());
    result
        .observation()
        .ifPresent(seen -> {
          ClusterObservation.Database database = seen.database();
          database
              .size()
              .ifPresent(size -> all.add(Measurement.ofCluster(DATABASE_SIZE, (double) size)));
          database
              .usedPercent()
              .ifPresent(percent -> all.add(Measurement.ofCluster(DATABASE_USED_PERCENT, percent)));
          if (!seen.members().isEmpty() && seen.quorumObserved()) {
            all.add(Measurement.ofCluster(QUORUM_CAN_LOSE, seen.quorum().canLose()));
          }
          for (MemberObservation member : seen.members()) {
            member
                .certificateNotAfter()
                .ifPresent(end ->
                    all.add(
                        Measurement.ofMember(
                            CERTIFICATE_SECONDS_LEFT,
                            member.label(),
                            (double) Duration.between(result.time(), end).toSeconds())));
          }
        });
    return all;
  }
}
