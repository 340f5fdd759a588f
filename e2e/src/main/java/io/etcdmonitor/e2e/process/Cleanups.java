package io.etcdmonitor.e2e.process;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened and is to be closed, the last first. Thread-safe. */
public final class Cleanups implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final PrintStream out;
  private final String prefix;

  /**
   * Of nothing yet.
   *
   * @param out where it is told that something could not be closed
   * @param prefix what such a line begins with
   */
  public Cleanups(PrintStream out, String prefix) {
    this.out = out;
    this.prefix = prefix;
  }

  /** Has something closed at the end; returns it. */
  public synchronized <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes each of them once, also when others fail; callers that come later wait for it. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception | AssertionError e) {
        out.println(prefix + ": " + e);
      }
    }
  }
}
