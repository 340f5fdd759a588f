package io.etcdmonitor.e2e.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.grafana.Dashboard.Row;
import io.etcdmonitor.e2e.grafana.Dashboard.Variable;

/** Writes a dashboard as Grafana 10 and newer import it. */
final class DashboardJson {
  private static final int COLUMNS = 24;
  private static final int SCHEMA = 39;
  private static final ObjectMapper JSON = new ObjectMapper();

  private int id;
  private int x;
  private int y;
  private int lineHeight;

  private DashboardJson() {}

  static String of(Dashboard dashboard) {
    ObjectNode root = new DashboardJson().write(dashboard);
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return JSON.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of ours cannot be written", e);
    }
  }

  private ObjectNode write(Dashboard dashboard) {
    ObjectNode root = JSON.createObjectNode();
    root.put("uid", "etcd-monitor-" + dashboard.name());
    root.put("title", dashboard.title());
    root.put("description", "Generated from Dashboards.java by make generate.");
    root.putArray("tags").add("etcd").add("etcd-monitor");
    root.put("editable", true).put("graphTooltip", 1).put("refresh", "30s");
    root.put("schemaVersion", SCHEMA).put("timezone", "");
    root.putObject("time").put("from", "now-1h").put("to", "now");
    ObjectNode link = root.putArray("links").addObject();
    link.put("type", "dashboards").put("title", "etcd-monitor").put("asDropdown", true);
    link.put("includeVars", true).put("keepTime", true).putArray("tags").add("etcd-monitor");
    variables(root.putObject("templating").putArray("list"), dashboard);
    root.putObject("annotations").putArray("list");
    ArrayNode panels = root.putArray("panels");
    for (Row row : dashboard.rows()) {
      row(panels, row);
    }
    return root;
  }

  private static void variables(ArrayNode list, Dashboard dashboard) {
    list.addObject()
        .put("name", "datasource")
        .put("label", "Data source")
        .put("type", "datasource")
        .put("query", "prometheus");
    for (Variable variable : dashboard.variables()) {
      String query = "label_values(%s, %s)".formatted(variable.metric(), variable.name());
      ObjectNode node = list.addObject();
      node.put("name", variable.name()).put("type", "query").put("definition", query);
      node.putObject("query").put("query", query).put("refId", variable.name());
      node.set("datasource", datasource());
      node.put("refresh", 2).put("sort", 1).put("multi", variable.several());
      node.put("includeAll", variable.several()).put("allValue", variable.all());
      if (variable.several()) {
        ObjectNode current = node.putObject("current");
        current.put("text", "All").put("value", "$__all");
      }
    }
  }

  private void row(ArrayNode panels, Row row) {
    newLine();
    if (!row.title().isEmpty()) {
      ObjectNode node = panels.addObject();
      node.put("id", ++id).put("type", "row").put("title", row.title()).put("collapsed", false);
      position(node, COLUMNS, 1);
      node.putArray("panels");
    }
    row.panels().forEach(panel -> PanelJson.write(place(panels, panel), panel));
  }

  private ObjectNode place(ArrayNode panels, Panel panel) {
    ObjectNode node = panels.addObject();
    node.put("id", ++id).put("type", panel.type.word).put("title", panel.title);
    position(node, panel.width, panel.height);
    node.set("datasource", datasource());
    return node;
  }

  private void position(ObjectNode node, int width, int height) {
    if (x + width > COLUMNS) {
      newLine();
    }
    node.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
    x += width;
    lineHeight = Math.max(lineHeight, height);
  }

  private void newLine() {
    y += lineHeight;
    x = 0;
    lineHeight = 0;
  }

  static ObjectNode datasource() {
    return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
  }
}
