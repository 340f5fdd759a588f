package io.etcdmonitor.kube.event;

/** What became of something worth an Event. */
public enum EventOutcome {
  /** A new Event was written. */
  CREATED,
  /** It was counted in the series of an Event written before. */
  AGGREGATED,
  /** More than the budget of its object allows. */
  OVER_BUDGET,
  /** The queue was full, or its object is gone. */
  DROPPED,
  /** The API refused it. */
  REFUSED
}
