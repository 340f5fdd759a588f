package io.etcdmonitor.notify.console;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.ChannelOption.Type;
import io.etcdmonitor.notify.option.ChannelType;
import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.option.Pace;
import io.etcdmonitor.notify.render.Overrides;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;

/** Standard output, or the log. */
public final class ConsoleChannelType extends ChannelType {
  static final String TARGET = "target";
  static final String FORMAT = "format";

  @Override
  public String type() {
    return "console";
  }

  @Override
  public String description() {
    return "Writes alerts to standard output or to the program's log: for trying things out, and"
        + " for those who collect logs.";
  }

  @Override
  public List<ChannelOption> options() {
    return List.of(
        CommonOptions.optional(
            TARGET, Type.TEXT, "stdout", "`stdout`, or `log` for the program's own log."),
        CommonOptions.optional(
            FORMAT,
            Type.TEXT,
            "text",
            "`text` for people, or `json`: one line with the fields of the webhook's default"
                + " body."),
        CommonOptions.title("the first line"),
        CommonOptions.text("all other lines"),
        CommonOptions.messagesPerMinute(6000));
  }

  @Override
  public String sample() {
    return """
    type: console
    format: json
    """;
  }

  @Override
  public String notes() {
    return "The log takes firing alerts as warnings and resolved ones as information, each as one"
        + " entry of the logger `io.etcdmonitor.alert`.";
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    boolean json = options.oneOf(FORMAT, "text", "json").equals("json");
    ConsoleChannel.Sink sink =
        options.oneOf(TARGET, "stdout", "log").equals("log")
            ? ConsoleChannel.log()
            : ConsoleChannel.stream(System.out, new FileOutputStream(FileDescriptor.out));
    return new ConsoleChannel(name, json, Overrides.of(options), sink, Pace.of(options));
  }
}
