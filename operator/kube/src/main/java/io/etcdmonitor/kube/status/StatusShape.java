package io.etcdmonitor.kube.status;

/** What of a status matters. Pure functions. */
public interface StatusShape<S> {
  /** Without what changes from run to run: a difference in the rest is written at once. */
  S essence(S status);

  /**
   * {@link #essence} with rounded numbers: a difference is written when the last write is a while
   * ago. Where these are equal, the essences are.
   */
  S numbers(S status);

  /** What of a status that was written is remembered, for comparing and for composing the next. */
  default S kept(S status) {
    return status;
  }
}
