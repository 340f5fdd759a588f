package io.etcdmonitor.kube.status;

import java.util.function.UnaryOperator;

/**
 * What of a status matters. Pure functions.
 *
 * @param <S> the status
 * @param <P> what of the last one goes into the next
 */
public interface StatusShape<S, P> {
  /** Without what changes from run to run: a difference in the rest is written at once. */
  S essence(S status);

  /**
   * {@link #essence} with rounded numbers: a difference is written when the last write is a while
   * ago. Where these are equal, the essences are.
   */
  S numbers(S status);

  /**
   * What of a status that was written is remembered, for composing the next. Small: there is one of
   * each object.
   *
   * @param shared gives an equal string that is in memory already, where there is one
   */
  P past(S status, UnaryOperator<String> shared);
}
