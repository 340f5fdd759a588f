package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.Empty;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Alarms, leadership, one member's defragmentation, downgrades. */
public final class Maintenance {
  private static final MethodDescriptor<Empty, Empty> DOWNGRADE =
      Wire.method("etcdserverpb.Maintenance/Downgrade");

  private final Calls calls;
  private final Endpoints endpoints;

  Maintenance(Calls calls, Endpoints endpoints) {
    this.calls = calls;
    this.endpoints = endpoints;
  }

  /**
   * One alarm.
   *
   * @param memberId who raised it; 0 is the whole cluster
   * @param type 1 NOSPACE, 2 CORRUPT
   */
  public record Alarm(long memberId, int type) {
    /** NOSPACE, CORRUPT, or the number. */
    public String name() {
      return alarmName(type);
    }
  }

  /** Alarms that are set, or that were disarmed. */
  public record Alarms(Header header, List<Alarm> alarms) {}

  static String alarmName(int type) {
    return switch (type) {
      case 0 -> "NONE";
      case 1 -> "NOSPACE";
      case 2 -> "CORRUPT";
      default -> Integer.toString(type);
    };
  }

  /** All alarms that are set. */
  public Alarms alarms() {
    return alarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build(), true);
  }

  /** Disarms one alarm. The cause must be gone, or it comes back. */
  public Alarms disarm(Alarm alarm) {
    return alarm(
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
            .setMemberID(alarm.memberId())
            // jetcd's enumeration ends at NOSPACE: CORRUPT goes by its number.
            .setAlarmValue(alarm.type())
            .build(),
        false);
  }

  /** Disarms all alarms of every type; those that were set. */
  public Alarms disarmAll() {
    Alarms set = alarms();
    Header header = set.header();
    List<Alarm> disarmed = new ArrayList<>();
    for (Alarm alarm : set.alarms()) {
      Alarms answer = disarm(alarm);
      header = answer.header();
      disarmed.addAll(answer.alarms());
    }
    return new Alarms(header, disarmed);
  }

  private Alarms alarm(AlarmRequest request, boolean read) {
    AlarmResponse answer =
        read
            ? calls.read(MaintenanceGrpc.getAlarmMethod(), request)
            : calls.write(MaintenanceGrpc.getAlarmMethod(), request);
    List<Alarm> alarms = new ArrayList<>();
    for (AlarmMember alarm : answer.getAlarmsList()) {
      alarms.add(new Alarm(alarm.getMemberID(), alarm.getAlarmValue()));
    }
    return new Alarms(Messages.header(answer.getHeader()), alarms);
  }

  /** Who led and who was asked to lead. */
  public record Transfer(long from, long to) {}

  /** Makes another voter the leader. The leader must be among the endpoints given. */
  public Transfer moveLeader(long target) {
    for (Endpoints.Of<Endpoints.Status> of : endpoints.status(calls.endpoints())) {
      if (of.value().isPresent() && of.value().get().leads()) {
        calls.at(
            of.endpoint(),
            MaintenanceGrpc.getMoveLeaderMethod(),
            MoveLeaderRequest.newBuilder().setTargetID(target).build());
        return new Transfer(of.value().get().header().memberId(), target);
      }
    }
    throw new EtcdException(
        FailureCause.NO_LEADER,
        "no leader endpoint given at "
            + calls.endpoints()
            + ": name the leader's endpoint, or all of them");
  }

  /**
   * Rewrites one member's database file without its holes. The member serves nothing meanwhile; see
   * {@link Defragmentation} for a whole cluster.
   *
   * @return how long it took
   */
  public Duration defragment(Endpoint endpoint, Duration limit) {
    long start = System.nanoTime();
    calls.at(
        endpoint,
        MaintenanceGrpc.getDefragmentMethod(),
        DefragmentRequest.getDefaultInstance(),
        limit);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** What to do about a downgrade; the order is the protocol's. */
  public enum DowngradeAction {
    VALIDATE(0),
    ENABLE(1),
    CANCEL(2);

    private final int number;

    DowngradeAction(int number) {
      this.number = number;
    }
  }

  /** The cluster's version. */
  public record DowngradeAnswer(Header header, String version) {}

  /**
   * Prepares the cluster for members of the minor version before; etcd 3.6 and later.
   *
   * @param version {@code X.Y}; ignored by CANCEL
   */
  public DowngradeAnswer downgrade(DowngradeAction action, String version) {
    Empty answer =
        calls.write(
            DOWNGRADE,
            Wire.message(Wire.both(Wire.number(1, action.number), Wire.text(2, version))));
    return new DowngradeAnswer(Wire.header(answer), Wire.text(answer, 2));
  }
}
