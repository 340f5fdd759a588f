package io.etcdmonitor.notify.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The incidents of one group that we opened and did not resolve yet, by episode. Holds the routing
 * key that opened each: PagerDuty drops what comes through another.
 */
final class Incidents {
  private static final String KEY = "pagerduty.incidents";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * An open incident.
   *
   * @param state what PagerDuty was told last, such as {@code critical} or {@code acknowledged}
   * @param by the delivery that told it
   */
  record Incident(String routingKey, String dedupKey, String state, String by) {
    Incident in(String newState) {
      return new Incident(routingKey, dedupKey, newState, by);
    }

    @Override
    public String toString() {
      return "incident " + dedupKey + " " + state;
    }
  }

  private final ChannelMemory memory;
  private final Map<String, Incident> open = new TreeMap<>();

  Incidents(ChannelMemory memory) {
    this.memory = memory;
    memory.get(KEY).ifPresent(this::read);
  }

  private void read(String text) {
    try {
      MAPPER
          .readTree(text)
          .properties()
          .forEach(entry -> {
            JsonNode i = entry.getValue();
            open.put(
                entry.getKey(),
                new Incident(
                    i.path("key").asText(),
                    i.path("dedup").asText(),
                    i.path("state").asText(),
                    i.path("by").asText()));
          });
    } catch (JsonProcessingException e) {
      // Ours alone writes it, whole; a torn one can only mean another program, and forgetting is
      // safe: the dedup key is computed, the routing key is the present one.
      open.clear();
    }
  }

  Optional<Incident> of(String episode) {
    return Optional.ofNullable(open.get(episode));
  }

  void opened(String episode, Incident incident) {
    open.put(episode, incident);
    write();
  }

  void closed(String episode) {
    if (open.remove(episode) != null) {
      write();
    }
  }

  private void write() {
    ObjectNode node = MAPPER.createObjectNode();
    open.forEach((episode, i) ->
        node.putObject(episode)
            .put("key", i.routingKey())
            .put("dedup", i.dedupKey())
            .put("state", i.state())
            .put("by", i.by()));
    memory.put(KEY, node.toString());
  }
}
