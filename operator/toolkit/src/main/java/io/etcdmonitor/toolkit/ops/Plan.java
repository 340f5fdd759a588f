package io.etcdmonitor.toolkit.ops;

import java.util.List;
import java.util.Optional;

/**
 * What an operation will do, said before it is done.
 *
 * @param steps sentences, in order
 * @param refusal why it must not be done, with the arithmetic; empty when it may
 */
public record Plan(List<String> steps, Optional<String> refusal) {

  public Plan {
    steps = List.copyOf(steps);
  }

  static Plan of(String... steps) {
    return new Plan(List.of(steps), Optional.empty());
  }

  static Plan refused(String why) {
    return new Plan(List.of(), Optional.of(why));
  }

  /**
   * @throws RefusedException when it must not be done
   */
  public void check() {
    refusal.ifPresent(why -> {
      throw new RefusedException(why);
    });
  }

  /** An operation that we do not do because it would do harm. */
  public static final class RefusedException extends EtcdException {
    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(io.etcdmonitor.etcd.FailureCause.OTHER, why);
    }
  }
}
