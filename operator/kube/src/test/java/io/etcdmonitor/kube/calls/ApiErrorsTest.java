package io.etcdmonitor.kube.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class ApiErrorsTest {

  @Test
  void whyTheApiDoesNotAnswerIsSaid() {
    assertThat(ApiErrors.words(silent(new IOException(new ConnectException("refused")))))
        .isEqualTo(
            "the Kubernetes API does not answer (ConnectException: refused): check the kubeconfig and"
                + " its context");
    assertThat(ApiErrors.words(silent(new UnresolvedAddressException())))
        .contains("(UnresolvedAddressException)");
  }

  @Test
  void whatTheApiAnsweredIsTold() {
    assertThat(ApiErrors.words(new KubernetesClientException("pods is forbidden", 403, null)))
        .isEqualTo("pods is forbidden");
  }

  private static KubernetesClientException silent(Throwable cause) {
    return new KubernetesClientException("Operation: [get] failed.", cause);
  }
}
