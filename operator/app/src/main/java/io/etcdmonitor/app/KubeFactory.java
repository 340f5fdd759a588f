package io.etcdmonitor.app;

import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.kube.KubeOperator;

/** Makes the Kubernetes side of an operator. */
@FunctionalInterface
public interface KubeFactory {
  /**
   * Makes it; nothing runs yet.
   *
   * @throws UserException when no Kubernetes API is configured
   */
  Handle create(AppConfig.Operator config, Engine engine);

  /**
   * The Kubernetes side with what it runs on.
   *
   * @param operator to be started
   * @param client closed after it
   */
  record Handle(KubeOperator operator, Runnable client) implements AutoCloseable {
    @Override
    public void close() {
      operator.close();
      client.run();
    }
  }
}
