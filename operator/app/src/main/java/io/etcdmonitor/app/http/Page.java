package io.etcdmonitor.app.http;

/** What is served on a path. Called from many threads. */
@FunctionalInterface
public interface Page {
  /**
   * Makes the answer.
   *
   * @param accept the request's Accept header, empty when absent
   */
  Answer render(String accept);
}
