package io.etcdmonitor.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.etcdmonitor.app.config.LogFormat;
import io.etcdmonitor.app.config.LogLevel;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code: no logback.xml is looked for. Everything goes to standard error, because
 * standard output is for what a command prints. Before {@link #apply} only warnings are logged.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
  /** MDC key: the cluster. */
  public static final String CLUSTER = "cluster";

  /** MDC key: its namespace. */
  public static final String NAMESPACE = "namespace";

  /** MDC key: the feature. */
  public static final String FEATURE = "feature";

  /** Lines that wait to be written; more are lost, and counted. */
  private static final int WAITING = 4_096;

  private static final String LATER = "later";
  private static final int FLUSH_MILLIS = 1_000;

  private static final String PLAIN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n%ex{full}";

  /** They show what goes over the wire as it is: passwords, tokens, Secrets. */
  private static final List<String> WIRES =
      List.of(
          "io.grpc.netty.NettyClientHandler",
          "io.fabric8.kubernetes.client.http.HttpLoggingInterceptor");

  /** Their warnings say nothing that a person needs. */
  private static final List<String> NEEDLESS =
      List.of(
          // It warns of every v1alpha1 in use: ours.
          "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils",
          // Of each watch that the API server ends without a word, with a stack of 40 lines, that
          // it
          // cannot say goodbye. The watch is opened anew.
          "io.fabric8.kubernetes.client.jdkhttp.JdkWebSocketImpl",
          // It shows the stack of a failed handshake again, of which the call tells in one line.
          "io.netty.channel.DefaultChannelPipeline");

  /** Called by logback when it starts. */
  public LogSetup() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    install(context, LogLevel.WARN, console(context, LogFormat.PLAIN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Changes level and format, at once and for all loggers. */
  public static void apply(LogLevel level, LogFormat format) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      install(context, level, notAwaited(context, console(context, format)));
    }
  }

  /** Ends logging, and waits a moment for what was logged to be written. */
  public static void close() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  static Appender<ILoggingEvent> console(LoggerContext context, LogFormat format) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder(context, format));
    appender.start();
    return appender;
  }

  static void install(LoggerContext context, LogLevel level, Appender<ILoggingEvent> appender) {
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(libraries(level));
    context.getLogger("io.etcdmonitor").setLevel(level(level));
    Level wire = root.getLevel().isGreaterOrEqual(Level.INFO) ? root.getLevel() : Level.INFO;
    WIRES.forEach(name -> context.getLogger(name).setLevel(wire));
    NEEDLESS.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
  }

  /**
   * Has another thread write. Whoever reads standard error may not take it (a node whose disk
   * hangs, a pager that somebody left): nobody must look at no cluster, or send no alert, for that.
   */
  static Appender<ILoggingEvent> notAwaited(LoggerContext context, Appender<ILoggingEvent> to) {
    LaterAppender later = new LaterAppender(context, to);
    later.setName(LATER);
    later.setQueueSize(WAITING);
    later.setMaxFlushTime(FLUSH_MILLIS);
    later.start();
    return later;
  }

  /** Lines that were lost because nobody took them from standard error. */
  public static long dropped() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        ? dropped(context)
        : 0;
  }

  static long dropped(LoggerContext context) {
    return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LATER)
            instanceof LaterAppender later
        ? later.dropped()
        : 0;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    if (format == LogFormat.PLAIN) {
      PatternLayoutEncoder plain = new PatternLayoutEncoder();
      plain.setContext(context);
      plain.setPattern(PLAIN);
      plain.start();
      return plain;
    }
    JsonLayout layout = new JsonLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> json = new LayoutWrappingEncoder<>();
    json.setContext(context);
    json.setLayout(layout);
    json.start();
    return json;
  }

  /** Libraries tell their news at INFO; only what goes wrong in them matters to people. */
  private static Level libraries(LogLevel level) {
    return level == LogLevel.INFO ? Level.WARN : level(level);
  }

  private static Level level(LogLevel level) {
    return Level.toLevel(level.name());
  }
}
