package io.etcdmonitor.notify.console;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.Outcomes;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.render.Overrides;
import io.etcdmonitor.notify.template.SchemaJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes messages where the operator's own output goes. */
final class ConsoleChannel implements AlertChannel {
  private static final Logger LOG = LoggerFactory.getLogger("io.etcdmonitor.alert");

  /** Takes one whole message; false when it could not be written. */
  @FunctionalInterface
  interface Sink {
    boolean write(AlertMessage message, String text);
  }

  private final String name;
  private final boolean json;
  private final Overrides overrides;
  private final Sink sink;
  private final int pace;

  ConsoleChannel(String name, boolean json, Overrides overrides, Sink sink, int pace) {
    this.name = name;
    this.json = json;
    this.overrides = overrides;
    this.sink = sink;
    this.pace = pace;
  }

  /**
   * To a stream.
   *
   * @param under where it leads: after one failed write the stream itself says for ever that it
   *     failed, whatever becomes of the next
   */
  static Sink stream(PrintStream out, OutputStream under) {
    return (message, text) -> {
      // One call, so that two messages never mix.
      String whole = text.endsWith("\n") ? text : text + "\n";
      if (out.checkError()) {
        return write(under, whole.getBytes(out.charset()));
      }
      out.print(whole);
      out.flush();
      return !out.checkError();
    };
  }

  private static boolean write(OutputStream under, byte[] bytes) {
    try {
      under.write(bytes);
      under.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static Sink log() {
    return (message, text) -> {
      if (message.status() == Status.FIRING) {
        LOG.warn("{}", text);
      } else {
        LOG.info("{}", text);
      }
      return true;
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
    return sink.write(message, render(message))
        ? Delivery.sent("")
        : Outcomes.retry("closed", "standard output cannot be written");
  }

  @Override
  public String render(AlertMessage message) {
    if (json) {
      return SchemaJson.object(message, MessageFields.SCHEMA).toString();
    }
    return overrides.titleOf(message) + "\n\n" + overrides.plainBody(message);
  }

  @Override
  public int messagesPerMinute() {
    return pace;
  }
}
