package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Command;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A name with commands below it; its own words are what must follow. */
final class Group {
  private Group() {}

  static CommandSpec of(String name, String description, List<? extends Command> commands) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .sortOptions(false)
        .width(100)
        .synopsisSubcommandLabel("COMMAND");
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Show this help.")
            .build());
    CtlFlags.addTo(spec);
    if (!name.equals(CtlCommand.NAME)) {
      hide(spec);
    }
    for (Command command : commands) {
      CommandSpec sub = command.spec();
      spec.addSubcommand(sub.name(), sub);
    }
    return spec;
  }

  private static void hide(CommandSpec spec) {
    for (OptionSpec option : List.copyOf(spec.options())) {
      if (!option.usageHelp()) {
        spec.remove(option);
        spec.addOption(option.toBuilder().hidden(true).build());
      }
    }
  }
}
