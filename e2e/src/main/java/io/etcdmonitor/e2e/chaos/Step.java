package io.etcdmonitor.e2e.chaos;

/**
 * Something to do.
 *
 * @param what in words
 * @param mends whether less is wrong afterwards
 * @param replicas whether it is done to replicas, or to what is between them and the API
 * @param deed does it
 */
record Step(String what, boolean mends, boolean replicas, Deed deed) {
  /** What is done. */
  interface Deed {
    void run() throws Exception;
  }

  static Step hurt(String what, Deed deed) {
    return new Step(what, false, false, deed);
  }

  static Step mend(String what, Deed deed) {
    return new Step(what, true, false, deed);
  }

  Step ofReplicas() {
    return new Step(what, mends, true, deed);
  }
}
