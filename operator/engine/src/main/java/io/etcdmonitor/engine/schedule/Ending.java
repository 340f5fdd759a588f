package io.etcdmonitor.engine.schedule;

/** How a run ended, as far as its next run goes. */
enum Ending {
  /** It saw what it looked for, be it bad. */
  LOOKED,
  /** It could not look. */
  BLIND,
  /** Its result does not count: this process was late. */
  POSTPONED
}
