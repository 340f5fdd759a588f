package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one channel is to be told of one group now.
 *
 * @param send what to send; empty for nothing
 * @param withheld why each other episode is not told, by episode
 * @param wakeAt when the answer may change by time alone
 * @param ledger the ledger, with what silences have changed in it
 */
public record Plan(
    Optional<Send> send, Map<String, String> withheld, Optional<Instant> wakeAt, Ledger ledger) {

  public Plan {
    withheld = Map.copyOf(withheld);
  }

  /**
   * One message.
   *
   * @param kind why
   * @param firing episodes that fire
   * @param resolved episodes that are over
   */
  public record Send(Kind kind, List<String> firing, List<String> resolved) {
    public Send {
      firing = firing.stream().sorted().toList();
      resolved = resolved.stream().sorted().toList();
    }
  }
}
