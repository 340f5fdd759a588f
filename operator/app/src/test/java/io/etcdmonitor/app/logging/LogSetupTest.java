package io.etcdmonitor.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LogSetupTest {
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
    LoggerContext context = new LoggerContext();
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
}
