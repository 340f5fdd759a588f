package io.etcdmonitor.app.cli.ctl;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Flags of every ctl command. */
final class CtlFlags {
  static final String WRITE_OUT = "--write-out";
  static final String HEX = "--hex";
  static final String YES = "--yes";

  private CtlFlags() {}

  static CommandSpec addTo(CommandSpec spec) {
    ConnectionFlags.addTo(spec);
    spec.addOption(
        OptionSpec.builder("-w", WRITE_OUT)
            .type(String.class)
            .arity("1")
            .paramLabel("simple|table|json|fields|yaml")
            .description("What is printed. Default: simple.")
            .build());
    spec.addOption(ConnectionFlags.flag(HEX, "Keys, values and IDs in hex."));
    spec.addOption(ConnectionFlags.flag(YES, "Do not ask before something is changed for good."));
    return spec;
  }
}
