package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the operator says while it cannot start. */
@EnableKubernetesMockClient
class StarterMockTest {
  private static final String CLUSTERS = "/apis/etcdmonitor.io/v1alpha1/etcdclusters?limit=1";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Starter.class);
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getFormattedMessage());
          assertThat(event.getThrowableProxy()).as("no stack trace").isNull();
        }
      };

  KubernetesMockServer server;
  KubernetesClient client;

  @BeforeEach
  void listen() {
    ear.start();
    logger.addAppender(ear);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(ear);
  }

  @Test
  void aMissingCrdIsSaidOnceAndWaitedFor() {
    server.expect().get().withPath(CLUSTERS).andReturn(404, "{}").always();
    try (KubeOperator operator = start()) {
      eventually(() -> assertThat(server.getRequestCount()).isGreaterThanOrEqualTo(2));
      assertThat(operator.stats().synced()).isFalse();
      assertThat(said)
          .singleElement()
          .asString()
          .contains("etcdclusters.etcdmonitor.io is not installed", "kubectl apply");
    }
  }

  @Test
  void aMissingRightIsSaid() {
    server.expect().get().withPath(CLUSTERS).andReturn(403, "{}").always();
    try (KubeOperator operator = start()) {
      eventually(
          () -> assertThat(said).singleElement().asString().contains("may not list", "RBAC"));
      assertThat(operator.stats().leader()).isFalse();
    }
  }

  private KubeOperator start() {
    KubeOperator operator =
        new KubeOperator(
            client,
            FakeEngine.usual(),
            TestConfig.of(Set.of(), LeaseSettings.disabled()),
            new ApiCallCounter(),
            Clock.systemUTC());
    operator.start();
    return operator;
  }
}
