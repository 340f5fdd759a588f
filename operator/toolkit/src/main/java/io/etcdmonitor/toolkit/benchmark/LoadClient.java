package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;

/**
 * One simulated client: makes one call at a time. What happens to a call is told on the event loop
 * of its connection, where nothing may block.
 */
abstract class LoadClient {

  /** Who gives a client its next call. */
  interface Driver {
    /** The client is free again. Called on an event loop. */
    void ended(LoadClient client, boolean measured, boolean good);
  }

  final Lane lane;
  private Driver driver;
  private long intended;
  private boolean measured;
  private Operation operation;
  private volatile long sent;
  private volatile boolean busy;
  private volatile boolean abandoned;

  LoadClient(Lane lane) {
    this.lane = lane;
  }

  /** Who is told; before the first call of a phase. */
  final void drivenBy(Driver newDriver) {
    driver = newDriver;
  }

  /**
   * Makes a call.
   *
   * @param due when it was to begin, by {@code nanoTime}: its latency counts from then
   * @param number of the operation in its phase
   * @param counts whether it is measured
   */
  final void begin(long due, long number, boolean counts) {
    intended = due;
    measured = counts;
    sent = System.nanoTime();
    busy = true;
    operation = send(due, number, counts);
  }

  /** Sends the call and says what it is; never blocks. */
  abstract Operation send(long due, long number, boolean counts);

  /** Ends the call under way with an error. */
  abstract void cancel(String why);

  /** Ends what outlives a call. */
  void close() {}

  /** Gives up a call that got no answer for so long. */
  final void cancelWhenOlder(long now, long nanos) {
    if (busy && now - sent > nanos) {
      cancel("no answer within " + nanos / 1_000_000 + " ms");
    }
  }

  /** From now on what is cancelled is nobody's error: the person has ended the run. */
  final void abandon() {
    abandoned = true;
  }

  final void succeeded() {
    if (measured) {
      lane.tally().took(operation, System.nanoTime() - intended);
    }
    free(true);
  }

  final void failed(EtcdFailure failure) {
    if (measured && !abandoned) {
      lane.tally().failed(failure);
    }
    free(false);
  }

  final void timedOut(String why) {
    failed(new EtcdFailure(FailureCause.TIMEOUT, lane.endpoint() + ": " + why));
  }

  final long waited() {
    return System.nanoTime() - sent;
  }

  private void free(boolean good) {
    busy = false;
    driver.ended(this, measured, good);
  }
}
