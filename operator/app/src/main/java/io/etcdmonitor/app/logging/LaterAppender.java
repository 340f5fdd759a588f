package io.etcdmonitor.app.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;

/**
 * Has another thread write, so that nobody who logs waits for a reader who takes nothing. What
 * there is no room for is lost, and the reader is told how many lines in their place, once there is
 * room again.
 */
final class LaterAppender extends AsyncAppender {
  private final Logger logger;
  private long unsaid;
  private long dropped;

  LaterAppender(LoggerContext context, Appender<ILoggingEvent> to) {
    this.logger = context.getLogger(LaterAppender.class);
    setContext(context);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    addAppender(telling(to));
  }

  /** All that were lost since the start. */
  synchronized long dropped() {
    return dropped;
  }

  /** Whoever is first to find room tells; there may be nobody who logs again. */
  private Appender<ILoggingEvent> telling(Appender<ILoggingEvent> to) {
    AppenderBase<ILoggingEvent> written =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            to.doAppend(event);
            tell();
          }

          @Override
          public void stop() {
            super.stop();
            to.stop();
          }
        };
    written.setContext(getContext());
    written.start();
    return written;
  }

  @Override
  protected synchronized void put(ILoggingEvent event) {
    tell();
    if (getRemainingCapacity() > 0) {
      super.put(event);
    } else {
      unsaid++;
      dropped++;
    }
  }

  private synchronized void tell() {
    if (unsaid > 0 && getRemainingCapacity() > 0) {
      super.put(notice(unsaid));
      unsaid = 0;
    }
  }

  private ILoggingEvent notice(long lines) {
    LoggingEvent notice =
        new LoggingEvent(
            LaterAppender.class.getName(),
            logger,
            Level.WARN,
            lines == 1
                ? "1 log line was dropped here: nobody took it from standard error in time"
                : "{} log lines were dropped here: nobody took them from standard error in time",
            null,
            new Object[] {lines});
    // Else that of whoever logs next: it is about no cluster.
    notice.setMDCPropertyMap(Map.of());
    preprocess(notice);
    return notice;
  }
}
