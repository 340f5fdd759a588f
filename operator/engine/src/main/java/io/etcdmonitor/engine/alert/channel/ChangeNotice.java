package io.etcdmonitor.engine.alert.channel;

import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that was done on purpose, such as an upgrade: shown beside alerts, so that people see
 * what came before them. It calls nobody.
 *
 * @param summary one line
 * @param cluster what it was done to
 * @param details names and values
 * @param links for people
 * @param time when it was done
 */
public record ChangeNotice(
    String summary,
    ClusterKey cluster,
    Map<String, String> details,
    List<Link> links,
    Instant time) {

  public ChangeNotice {
    details = Map.copyOf(details);
    links = List.copyOf(links);
  }
}
