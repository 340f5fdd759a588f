package io.etcdmonitor.kube.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;

/** The part of the framework's context that reconcilers use. */
public final class StubContext {
  private StubContext() {}

  /**
   * A context.
   *
   * @param deleted whether the object is gone
   */
  @SuppressWarnings("unchecked") // A proxy knows no type arguments.
  public static <T extends HasMetadata> Context<T> of(boolean deleted) {
    return (Context<T>)
        Proxy.newProxyInstance(
            StubContext.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, args) -> {
              if (method.getName().equals("isPrimaryResourceDeleted")) {
                return deleted;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
