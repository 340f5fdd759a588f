package io.etcdmonitor.e2e.chaos;

/**
 * Something to do.
 *
 * @param what in words
 * @param mends whether less is wrong afterwards
 * @param deed does it
 */
record Step(String what, boolean mends, Deed deed) {
  /** What is done. */
  interface Deed {
    void run() throws Exception;
  }

  static Step hurt(String what, Deed deed) {
    return new Step(what, false, deed);
  }

  static Step mend(String what, Deed deed) {
    return new Step(what, true, deed);
  }
}
