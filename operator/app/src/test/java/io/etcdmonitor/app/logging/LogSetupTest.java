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

  @Test
  void whoWantsErrorsOnlyGetsNoMoreOfTheWire() {
    LogSetup.install(context, LogLevel.ERROR, LogSetup.console(context, LogFormat.PLAIN));

    assertThat(context.getLogger("io.grpc.netty.NettyClientHandler").isWarnEnabled()).isFalse();
  }
}
