package io.etcdmonitor.e2e.kube;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;

/** What a kubeconfig, as text, says of its one server. */
public final class Kubeconfigs {
  private Kubeconfigs() {}

  /** The port of the server. */
  public static int port(String kubeconfig) {
    return URI.create(Config.fromKubeconfig(kubeconfig).getMasterUrl()).getPort();
  }

  /** The same by another port, such as that of a proxy. */
  public static String withPort(String kubeconfig, int port) {
    return kubeconfig.replace(":" + port(kubeconfig), ":" + port);
  }
}
