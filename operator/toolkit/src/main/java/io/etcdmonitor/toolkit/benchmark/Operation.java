package io.etcdmonitor.toolkit.benchmark;

/** One kind of measured operation; a benchmark may have two. */
enum Operation {
  PUT("put", false),
  READ("read", true),
  RANGE("range", true),
  DELETE("delete", false),
  TXN("txn", false),
  EVENT("event", true),
  KEEP_ALIVE("keep-alive", false);

  private final String word;
  private final boolean read;

  Operation(String word, boolean read) {
    this.word = word;
    this.read = read;
  }

  String word() {
    return word;
  }

  /** Whether the target for reads applies. */
  boolean read() {
    return read;
  }
}
