package io.etcdmonitor.e2e.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The chart helm/etcd-monitor, rendered and installed by the Helm that helm-java carries. */
final class Chart {
  static final String RELEASE = "etcd-monitor";
  static final String NAMESPACE = "etcd-monitor";

  // Without it helm-java renders for Kubernetes 1.20, which the chart refuses.
  private static final String KUBE_VERSION = "1.36.2";

  private static final Helm HELM = new Helm(Checkout.CHART);

  private Chart() {}

  static LintResult lint() {
    return HELM.lint().strict().call();
  }

  /** What {@code helm template} prints for these values (YAML), without the CRDs. */
  static String text(String values) {
    return text(RELEASE, NAMESPACE, values);
  }

  static String text(String release, String namespace, String values) {
    return withFile(
        values,
        file ->
            HELM.template()
                .withName(release)
                .withNamespace(namespace)
                .withKubeVersion(KUBE_VERSION)
                .skipCrds()
                .withValuesFile(file)
                .call());
  }

  static Manifests render(String values) {
    return Manifests.parse(text(values));
  }

  static Manifests render(String release, String namespace, String values) {
    return Manifests.parse(text(release, namespace, values));
  }

  /** What Helm says about values that it must refuse. */
  static String refusal(String values) {
    try {
      text(values);
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
    throw new AssertionError("Helm accepted these values: " + values);
  }

  /** {@code helm install}; what it printed, NOTES included. */
  static String install(String kubeconfig, String namespace, String values) {
    return install(RELEASE, kubeconfig, namespace, values);
  }

  static String install(String release, String kubeconfig, String namespace, String values) {
    return withFile(
        values,
        file -> {
          InstallCommand install =
              HELM.install()
                  .withName(release)
                  .withNamespace(namespace)
                  .createNamespace()
                  .withKubeConfigContents(kubeconfig)
                  .withValuesFile(file);
          return install.call().getOutput();
        });
  }

  /** {@code helm upgrade}; what it printed. */
  static String upgrade(String kubeconfig, String namespace, String values) {
    return upgrade(RELEASE, kubeconfig, namespace, values);
  }

  static String upgrade(String release, String kubeconfig, String namespace, String values) {
    return withFile(
        values,
        file -> {
          UpgradeCommand upgrade =
              HELM.upgrade()
                  .withName(release)
                  .withNamespace(namespace)
                  .withKubeConfigContents(kubeconfig)
                  .withValuesFile(file);
          return upgrade.call().getOutput();
        });
  }

  static void uninstall(String kubeconfig, String namespace) {
    uninstall(RELEASE, kubeconfig, namespace);
  }

  static void uninstall(String release, String kubeconfig, String namespace) {
    Helm.uninstall(release).withNamespace(namespace).withKubeConfigContents(kubeconfig).call();
  }

  private static <T> T withFile(String values, Function<Path, T> action) {
    try {
      Path file = Files.createTempFile("etcd-monitor-values", ".yaml");
      try {
        Files.writeString(file, values);
        return action.apply(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
