package io.etcdmonitor.engine.testing;

import java.lang.reflect.Proxy;

/** An interface of which a test needs a few methods. */
public final class Stub {
  private Stub() {}

  /** What a method answers. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Answers a call.
     *
     * @param name of the method
     */
    Object to(String name, Object[] arguments);
  }

  /** An object whose methods answer so. */
  public static <T> T of(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer.to(method.getName(), arguments)));
  }
}
