package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** One ctl command: its flags, and what it does. Errors are one line, exit codes are etcdctl's. */
final class Leaf implements Command {
  /** What a command does; the answer is its exit code. */
  @FunctionalInterface
  interface Body {
    int run(Ctl ctl) throws IOException, InterruptedException;
  }

  /** A body that ends well or throws. */
  @FunctionalInterface
  interface Plain {
    void run(Ctl ctl) throws IOException, InterruptedException;
  }

  private final String name;
  private final String arguments;
  private final String description;
  private final List<OptionSpec> options = new ArrayList<>();
  private final Body body;
  private final CtlHost host;

  Leaf(CtlHost host, String name, String arguments, String description, Body body) {
    this.host = host;
    this.name = name;
    this.arguments = arguments;
    this.description = description;
    this.body = body;
  }

  static Leaf of(CtlHost host, String name, String arguments, String description, Plain body) {
    return new Leaf(
        host,
        name,
        arguments,
        description,
        ctl -> {
          body.run(ctl);
          return 0;
        });
  }

  /** A flag without a value. */
  Leaf flag(String flag, String text) {
    options.add(ConnectionFlags.flag(flag, text));
    return this;
  }

  /** A flag with a value. */
  Leaf option(String flag, String label, String text) {
    options.add(ConnectionFlags.text(flag, label, text));
    return this;
  }

  /** {@code --cluster} alone means all members, as in etcdctl; with a value an EtcdCluster. */
  Leaf wholeCluster() {
    options.add(
        OptionSpec.builder(ConnectionFlags.CLUSTER)
            .type(String.class)
            .arity("0..1")
            .fallbackValue("")
            .paramLabel("NAMESPACE/NAME")
            .description(
                "Alone: every member of the member list. With a name: connect as this EtcdCluster"
                    + " in Kubernetes says, and take every member.")
            .build());
    return this;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name(name);
    spec.usageMessage().description(description.replace("%", "%%")).sortOptions(false).width(100);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help.")
            .build());
    spec.addOption(
        OptionSpec.builder("--debug")
            .type(boolean.class)
            .description("Show the stack trace of an error.")
            .build());
    options.forEach(spec::addOption);
    int own = spec.options().size();
    CtlFlags.addTo(spec);
    hide(spec, own);
    if (!arguments.isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0..*")
              .arity("0..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .paramLabel(arguments)
              .hideParamSyntax(true)
              .build());
    }
    return spec;
  }

  /** What all commands take is shown once, on ctl itself. */
  private static void hide(CommandSpec spec, int from) {
    List<OptionSpec> shared = List.copyOf(spec.options().subList(from, spec.options().size()));
    for (OptionSpec option : shared) {
      spec.remove(option);
      spec.addOption(option.toBuilder().hidden(true).build());
    }
    spec.usageMessage()
        .footer(
            "", "Where to connect and what to print: 'etcd-monitor ctl --help' shows those flags.");
  }

  @Override
  public int run(ParseResult parsed) {
    try (Ctl ctl = new Ctl(parsed, host)) {
      // Before anything is done: what cannot be printed afterwards would look as if it had failed.
      ctl.format();
      refuseLostBytes(parsed.originalArgs());
      return run(ctl);
    } catch (CtlException e) {
      return failed(e.getMessage(), e.code());
    } catch (EtcdException e) {
      return failed(e.getMessage(), CtlException.ERROR);
    } catch (UncheckedIOException | IOException e) {
      return failed(e.getMessage(), CtlException.ERROR);
    } catch (BadTlsMaterialException | IllegalArgumentException e) {
      return failed(e.getMessage(), CtlException.BAD_ARGS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CtlException.INTERRUPTED;
    }
  }

  private int run(Ctl ctl) throws IOException, InterruptedException {
    try {
      return body.run(ctl);
    } catch (EtcdException e) {
      return failed(e.getMessage() + Advice.on(e, ctl.ops().endpoints()), CtlException.ERROR);
    }
  }

  /** Java puts U+FFFD for bytes that are no UTF-8: many keys would become one. */
  private static void refuseLostBytes(List<String> words) {
    if (words.stream().anyMatch(word -> word.indexOf('\ufffd') >= 0)) {
      throw CtlException.badArgs(
          "a word of the command line is no UTF-8 text: 'put KEY' takes any value from standard input,"
              + " and in 'txn' and the shell \"\\xff\" stands for any byte");
    }
  }

  private int failed(String message, int code) {
    OutputChoice.complaint(host.terminal(), "Error: " + message);
    return code;
  }
}
