package io.etcdmonitor.app.http;

/** What is served on all paths below one. Called from many threads. */
@FunctionalInterface
public interface Resource {
  /**
   * Does what is asked for.
   *
   * @throws IllegalArgumentException with one sentence for a request that cannot be understood: 400
   */
  Answer answer(Request request);
}
