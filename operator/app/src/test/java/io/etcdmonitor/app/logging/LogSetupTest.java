package io.etcdmonitor.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import io.etcdmonitor.app.config.LogFormat;
import io.etcdmonitor.app.config.LogLevel;
import io.etcdmonitor.etcd.testing.Await;
import io.netty.channel.DefaultChannelPipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSetupTest {
  private final LoggerContext context = new LoggerContext();

  /** A reader who takes nothing before it is let go. */
  private static final class Full extends AppenderBase<ILoggingEvent> {
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch written = new CountDownLatch(3);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      lines.add(event.getFormattedMessage());
      written.countDown();
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoLogsDoesNotWaitForTheReader() throws InterruptedException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    Full full = new Full();
    full.setContext(context);
    full.start();
    Logger logger = context.getLogger("io.etcdmonitor.test");
    logger.setLevel(Level.INFO);
    logger.addAppender(LogSetup.notAwaited(context, full));
    for (int i = 0; i < 3; i++) {
      logger.info("line {}", i);
    }
    assertThat(full.lines).isEmpty();
    full.letGo.countDown();
    assertThat(full.written.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(full.lines).containsExactly("line 0", "line 1", "line 2");
    context.stop();
  }

  /**
   * Of 10,000 lines at most two queues full are waiting: the one that is being written, and one.
   */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoReadsAgainIsToldHowManyLinesAreMissingAndWhere() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    Full full = new Full();
    full.setContext(context);
    full.start();
    Logger logger = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    logger.setLevel(Level.INFO);
    logger.addAppender(LogSetup.notAwaited(context, full));
    assertThat(LogSetup.dropped(context)).isZero();
    int logged = 10_000;
    for (int i = 0; i < logged; i++) {
      logger.info("line {}", i);
    }
    long dropped = LogSetup.dropped(context);
    assertThat(dropped).isBetween(logged - 2L * 4_096 - 1, logged - 4_096L);
    full.letGo.countDown();
    String notice =
        dropped + " log lines were dropped here: nobody took them from standard error in time";
    until("the gap is told", () -> full.lines.contains(notice));
    logger.info("after");
    until("logging goes on", () -> full.lines.contains("after"));
    assertThat(full.lines)
        .containsOnlyOnce(notice)
        .containsSubsequence("line 0", notice, "after")
        .hasSize((int) (logged - dropped) + 2);
    assertThat(full.lines.get(full.lines.size() - 2)).isEqualTo(notice);
    assertThat(LogSetup.dropped(context)).as("the notice is not one of them").isEqualTo(dropped);
    context.stop();
  }

  private static void until(String what, Await.Condition condition) {
    Await.until(what, Duration.ofSeconds(30), condition);
  }

  /** At debug gRPC's shows each frame: passwords by their bytes, tokens as they are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.grpc.netty.NettyClientHandler",
        "io.fabric8.kubernetes.client.http.HttpLoggingInterceptor"
      })
  void whatGoesOverTheWireIsNeverLogged(String logger) throws Exception {
    assertThat(Class.forName(logger, false, getClass().getClassLoader())).isNotNull();
    LogSetup.install(context, LogLevel.TRACE, LogSetup.console(context, LogFormat.PLAIN));

    assertThat(context.getLogger(logger).isDebugEnabled()).isFalse();
    assertThat(context.getLogger(logger).isWarnEnabled()).isTrue();
    assertThat(context.getLogger("io.grpc.Other").isTraceEnabled()).isTrue();
  }

  /** Netty warns with a stack of 40 lines where the server's certificate is refused. */
  @Test
  void aRefusedCertificateIsNotToldTwice() {
    LogSetup.install(context, LogLevel.INFO, LogSetup.console(context, LogFormat.PLAIN));

    Logger pipeline = context.getLogger(DefaultChannelPipeline.class);
    assertThat(pipeline.isWarnEnabled()).isFalse();
    assertThat(pipeline.isErrorEnabled()).isTrue();
  }

  /** The client warns with a stack of 40 lines of each watch that the API server ends. */
  @Test
  void aWatchThatEndsIsNotToldOf() {
    LogSetup.install(context, LogLevel.INFO, LogSetup.console(context, LogFormat.PLAIN));

    Logger watches = context.getLogger("io.fabric8.kubernetes.client.jdkhttp.JdkWebSocketImpl");
    assertThat(watches.isWarnEnabled()).isFalse();
    assertThat(watches.isErrorEnabled()).isTrue();
  }

  @Test
  void whoWantsErrorsOnlyGetsNoMoreOfTheWire() {
    LogSetup.install(context, LogLevel.ERROR, LogSetup.console(context, LogFormat.PLAIN));

    assertThat(context.getLogger("io.grpc.netty.NettyClientHandler").isWarnEnabled()).isFalse();
  }
}
