package io.etcdmonitor.notify.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The incidents that we opened and did not resolve yet, by episode. Holds the routing key that
 * opened each: PagerDuty drops what comes through another.
 */
final class Incidents {
  private static final String KEY = "pagerduty.incident";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * An open incident.
   *
   * @param state what PagerDuty was told last, such as {@code critical} or {@code acknowledged}
   * @param by the delivery that told it
   * @param at when that was composed
   */
  record Incident(String routingKey, String dedupKey, String state, String by, Instant at) {
    Incident in(String newState) {
      return new Incident(routingKey, dedupKey, newState, by, at);
    }

    @Override
    public String toString() {
      return "incident " + dedupKey + " " + state;
    }
  }

  private final ChannelMemory memory;

  Incidents(ChannelMemory memory) {
    this.memory = memory;
  }

  Optional<Incident> of(String episode) {
    return memory.get(ChannelMemory.of(episode, KEY)).flatMap(Incidents::read);
  }

  private static Optional<Incident> read(String text) {
    try {
      JsonNode i = MAPPER.readTree(text);
      return Optional.of(
          new Incident(
              i.path("key").asText(),
              i.path("dedup").asText(),
              i.path("state").asText(),
              i.path("by").asText(),
              Instant.parse(i.path("at").asText())));
    } catch (JsonProcessingException | DateTimeException e) {
      // Ours alone writes it, whole; a torn one can only mean another program, and forgetting is
      // safe: the dedup key is computed, the routing key is the present one.
      return Optional.empty();
    }
  }

  void opened(String episode, Incident incident) {
    memory.put(
        ChannelMemory.of(episode, KEY),
        MAPPER
            .createObjectNode()
            .put("key", incident.routingKey())
            .put("dedup", incident.dedupKey())
            .put("state", incident.state())
            .put("by", incident.by())
            .put("at", incident.at().toString())
            .toString());
  }

  void closed(String episode) {
    memory.put(ChannelMemory.of(episode, KEY), "");
  }
}
