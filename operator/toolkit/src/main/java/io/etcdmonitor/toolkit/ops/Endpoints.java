package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** What each endpoint says of itself. All of a list are asked at once. */
public final class Endpoints {
  private static final ByteString HEALTH = ByteString.copyFromUtf8("health");
  private static final StatusRequest NO_WORDS = StatusRequest.getDefaultInstance();
  private static final int STORAGE_VERSION = 11;
  private static final int QUOTA = 12;
  private static final int DOWNGRADE = 13;
  private static final int HASH_REVISION = 4;

  private final Calls calls;

  Endpoints(Calls calls) {
    this.calls = calls;
  }

  /**
   * {@code Maintenance.Status}.
   *
   * @param leader its ID; 0 when there is none
   * @param raftIndex committed
   * @param storageVersion from etcd 3.6; else empty
   * @param quota bytes, from etcd 3.6; else 0
   * @param downgrade from etcd 3.6
   */
  public record Status(
      Header header,
      String version,
      long dbSize,
      long dbSizeInUse,
      long leader,
      long raftIndex,
      long raftTerm,
      long raftAppliedIndex,
      boolean learner,
      List<String> errors,
      String storageVersion,
      long quota,
      Optional<Downgrade> downgrade) {

    /** Whether this member leads. */
    public boolean leads() {
      return leader != 0 && leader == header.memberId();
    }

    /** Whether the alarm NOSPACE is set, on any member: none takes writes then. */
    public boolean outOfSpace() {
      return errors.stream().anyMatch(error -> error.contains("alarm:NOSPACE"));
    }
  }

  /** Whether a downgrade is under way, and to which version. */
  public record Downgrade(boolean enabled, String targetVersion) {}

  /**
   * Whether a member serves, by etcdctl's rule: it answers a linearizable read (a serializable one
   * where it is a learner), and no alarm is set.
   *
   * @param error empty when healthy
   */
  public record Health(Endpoint endpoint, boolean healthy, Duration took, String error) {}

  /**
   * {@code Maintenance.HashKV}. Equal revision and compact revision, unequal hash: the members
   * differ.
   *
   * @param hashRevision from etcd 3.6
   */
  public record Hash(Header header, long hash, long compactRevision, OptionalLong hashRevision) {}

  /** An answer of one endpoint, or why there is none. */
  public record Of<T>(Endpoint endpoint, Optional<T> value, Optional<EtcdException> failure) {}

  /** The endpoints that were given. */
  public List<Endpoint> given() {
    return calls.endpoints();
  }

  /** Asks one. */
  public Status status(Endpoint endpoint) {
    return status(calls.at(endpoint, MaintenanceGrpc.getStatusMethod(), NO_WORDS));
  }

  /** Asks all, with a patience of its own: for what is shown while a person types. */
  public List<Of<Status>> glance(List<Endpoint> endpoints, Duration patience) {
    return all(
        endpoints,
        endpoint ->
            status(calls.at(endpoint, MaintenanceGrpc.getStatusMethod(), NO_WORDS, patience)));
  }

  /**
   * Asks all as {@link #glance} does, without signing in, which nobody can while there is no
   * leader. Where auth is on servers from 3.5.32 and 3.6.9 on refuse to say it (their
   * authMaintenanceServer).
   */
  public List<Of<Status>> unsignedGlance(List<Endpoint> endpoints, Duration patience) {
    return all(
        endpoints,
        endpoint ->
            status(
                calls.unsigned(endpoint, MaintenanceGrpc.getStatusMethod(), NO_WORDS, patience)));
  }

  private static Status status(StatusResponse answer) {
    Optional<UnknownFieldSet> downgrade = Wire.bytes(answer, DOWNGRADE).map(Wire::fields);
    return new Status(
        Messages.header(answer.getHeader()),
        answer.getVersion(),
        answer.getDbSize(),
        answer.getDbSizeInUse(),
        answer.getLeader(),
        answer.getRaftIndex(),
        answer.getRaftTerm(),
        answer.getRaftAppliedIndex(),
        answer.getIsLearner(),
        answer.getErrorsList(),
        Wire.text(answer, STORAGE_VERSION),
        Wire.number(answer, QUOTA),
        downgrade.map(info ->
            new Downgrade(
                Wire.number(info, 1) != 0,
                Wire.bytes(info, 2).map(ByteString::toStringUtf8).orElse(""))));
  }

  /** Asks all. */
  public List<Of<Status>> status(List<Endpoint> endpoints) {
    return all(endpoints, this::status);
  }

  /** Hashes the keys of one member at a revision (0: now). It scans its database: use sparingly. */
  public Hash hashKv(Endpoint endpoint, long revision) {
    HashKVResponse answer =
        calls.at(
            endpoint,
            MaintenanceGrpc.getHashKVMethod(),
            HashKVRequest.newBuilder().setRevision(revision).build());
    long hashRevision = Wire.number(answer, HASH_REVISION);
    return new Hash(
        Messages.header(answer.getHeader()),
        Integer.toUnsignedLong(answer.getHash()),
        answer.getCompactRevision(),
        hashRevision == 0 ? OptionalLong.empty() : OptionalLong.of(hashRevision));
  }

  /** Asks all. */
  public List<Of<Hash>> hashKv(List<Endpoint> endpoints, long revision) {
    return all(endpoints, endpoint -> hashKv(endpoint, revision));
  }

  /** Whether each serves; unreachable ones are unhealthy, not missing. */
  public List<Health> health(List<Endpoint> endpoints) {
    return all(endpoints, this::health).stream().map(of -> of.value().orElseThrow()).toList();
  }

  /** Whether one serves. */
  public Health health(Endpoint endpoint) {
    long start = System.nanoTime();
    String error;
    try {
      error = trouble(endpoint);
    } catch (EtcdException e) {
      // A user without the right to read that key was let in and answered by a serving member.
      error = e.kind() == FailureCause.PERMISSION_DENIED ? "" : e.getMessage();
    }
    return new Health(
        endpoint, error.isEmpty(), Duration.ofNanos(System.nanoTime() - start), error);
  }

  private String trouble(Endpoint endpoint) {
    RangeRequest read = RangeRequest.newBuilder().setKey(HEALTH).build();
    try {
      calls.at(endpoint, KVGrpc.getRangeMethod(), read);
    } catch (EtcdException e) {
      if (e.kind() == FailureCause.LEARNER) {
        calls.at(endpoint, KVGrpc.getRangeMethod(), read.toBuilder().setSerializable(true).build());
        return "";
      }
      if (e.kind() != FailureCause.PERMISSION_DENIED) {
        throw e;
      }
    }
    StringBuilder alarms = new StringBuilder();
    calls
        .at(
            endpoint,
            MaintenanceGrpc.getAlarmMethod(),
            AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build())
        .getAlarmsList()
        .forEach(alarm -> alarms.append(Maintenance.alarmName(alarm.getAlarmValue())).append(' '));
    return alarms.isEmpty() ? "" : "Active Alarm(s): " + alarms;
  }

  private static <T> List<Of<T>> all(List<Endpoint> endpoints, Function<Endpoint, T> ask) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> asked =
          endpoints.stream().map(e -> threads.submit(() -> ask.apply(e))).toList();
      List<Of<T>> answers = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        answers.add(answer(endpoints.get(i), asked.get(i)));
      }
      return answers;
    }
  }

  private static <T> Of<T> answer(Endpoint endpoint, Future<T> asked) {
    try {
      return new Of<>(endpoint, Optional.of(asked.get()), Optional.empty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdException failure) {
        return new Of<>(endpoint, Optional.empty(), Optional.of(failure));
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Of<>(
          endpoint,
          Optional.empty(),
          Optional.of(new EtcdException(FailureCause.CLOSED, endpoint + ": interrupted")));
    }
  }
}
