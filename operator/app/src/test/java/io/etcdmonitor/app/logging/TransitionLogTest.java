package io.etcdmonitor.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.etcdmonitor.app.FakeClock;
import io.etcdmonitor.app.Sightings;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class TransitionLogTest {
  private static final ClusterKey ORDERS = Sightings.key("orders");

  private final Logger logger = (Logger) LoggerFactory.getLogger(TransitionLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    MDC.clear();
  }

  @Test
  void troubleIsAWarningAndRecoveryIsNotAndBothSayWhere() {
    MDC.put(LogSetup.CLUSTER, "before");
    new TransitionLog()
        .onResult(
            change(
                transition(TransitionType.QUORUM_LOST, true),
                transition(TransitionType.MEMBER_RECOVERED, false)));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                Level.WARN, "team-a/orders: QuorumLost: what happened"),
            org.assertj.core.groups.Tuple.tuple(
                Level.INFO, "team-a/orders: MemberRecovered: what happened"));
    assertThat(lines.list.get(0).getMDCPropertyMap())
        .containsEntry(LogSetup.CLUSTER, "orders")
        .containsEntry(LogSetup.NAMESPACE, "team-a")
        .containsEntry(LogSetup.FEATURE, "healthy");
    assertThat(MDC.get(LogSetup.CLUSTER)).isEqualTo("before");
  }

  @Test
  void resultsWithoutNewsAreNotLogged() {
    new TransitionLog().onResult(change());

    assertThat(lines.list).isEmpty();
  }

  private static ResultChange change(Transition... transitions) {
    InspectionResult result = Sightings.healthy(ORDERS, new FakeClock().instant(), "m0");
    return new ResultChange(
        Sightings.spec(ORDERS, "healthy"), result, Optional.empty(), true, List.of(transitions));
  }

  private static Transition transition(TransitionType type, boolean trouble) {
    return new Transition(
        ORDERS, Sightings.spec(ORDERS, "healthy").key(), type, trouble, "", "", "what happened");
  }
}
