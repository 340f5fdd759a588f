package io.etcdmonitor.patterns;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Which failures pass by themselves, and how long to wait for that. */
public final class Transient {
  private static final long FIRST = 50;
  private static final long LONGEST = 1_000;

  private Transient() {}

  /** Whether the same call may work later although nobody changes anything. */
  public static boolean is(EtcdException failure) {
    FailureCause kind = failure.kind();
    return kind.unreachable()
        || kind == FailureCause.NO_LEADER
        || kind == FailureCause.LEARNER
        || failure.words().contains("too many requests");
  }

  /** Throws what does not pass by itself. */
  public static void orThrow(EtcdException failure) {
    if (!is(failure)) {
      throw failure;
    }
  }

  /**
   * How long to wait before this attempt (from 1), jittered: many clients must not come in step.
   */
  public static Duration pause(int attempt) {
    long most = Math.min(LONGEST, FIRST << Math.min(attempt, 10));
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }
}
