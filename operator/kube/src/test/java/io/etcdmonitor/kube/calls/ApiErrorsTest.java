package io.etcdmonitor.kube.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
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
        .isEqualTo("pods is forbidden (HTTP 403)");
  }

  @Test
  void anAnswerIsToldOnceAndInItsOwnWords() {
    var status =
        new StatusBuilder().withCode(403).withMessage("leases is forbidden: User x cannot get");
    var refused =
        new KubernetesClientException(
            "Failure executing: GET at: https://api/. Message: leases. Received status: Status()",
            403,
            status.build());
    assertThat(ApiErrors.sentence(refused))
        .isEqualTo("leases is forbidden: User x cannot get (HTTP 403)");
    assertThat(ApiErrors.refusal(refused)).isEqualTo(ApiErrors.sentence(refused));
    assertThat(
            ApiErrors.sentence(
                new KubernetesClientException("bad gateway", 502, status.withMessage("").build())))
        .as("nothing was said")
        .isEqualTo("bad gateway (HTTP 502)");
  }

  @Test
  void anyOtherFailureHasItsMessageOrItsName() {
    assertThat(ApiErrors.sentence(new IllegalStateException("closed"))).isEqualTo("closed");
    assertThat(ApiErrors.sentence(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  private static KubernetesClientException silent(Throwable cause) {
    return new KubernetesClientException("Operation: [get] failed.", cause);
  }
}
