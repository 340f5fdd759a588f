package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.Members;
import java.time.Duration;
import java.util.List;

/** Looks names up while a person types: briefly, few, and silently when it does not work. */
final class ShellNames {
  static final int MOST = 50;
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private final EtcdOperations operations;

  ShellNames(EtcdOperations operations) {
    this.operations = operations;
  }

  /** Keys that begin so, at most {@link #MOST}; answered by one member, without quorum. */
  List<String> keys(String prefix) {
    try {
      return operations
          .within(PATIENCE)
          .get(
              Keys.prefix(prefix),
              GetOptions.DEFAULT.withLimit(MOST).withKeysOnly().asSerializable())
          .kvs()
          .stream()
          .map(KeyValue::keyText)
          .filter(ShellNames::plain)
          .toList();
    } catch (EtcdException e) {
      return List.of();
    }
  }

  /**
   * Whether a key is one word as it stands: others have to be quoted, and some would command the
   * terminal.
   */
  private static boolean plain(String key) {
    return key.codePoints()
        .noneMatch(c ->
            Character.isWhitespace(c)
                || Character.isISOControl(c)
                || c == '"'
                || c == '\''
                || c == '\ufffd');
  }

  /** All members, as one of them knows them. */
  List<Members.Member> members() {
    try {
      return operations.members(PATIENCE).list(false).members();
    } catch (EtcdException e) {
      return List.of();
    }
  }
}
