package io.etcdmonitor.toolkit.benchmark;

/** Hears how a benchmark goes. Called from the benchmark's own threads; must return quickly. */
public interface Progress {
  /** Nobody listens. */
  Progress NONE = new Progress() {};

  /** What is done now, for example {@code writing 10000 keys}. */
  default void phase(String what) {}

  /** Another second was measured. */
  default void second(Report.Second second) {}
}
