package io.etcdmonitor.e2e.grafana;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Writes what is within a panel. */
final class PanelJson {
  private PanelJson() {}

  static void write(ObjectNode node, Panel panel) {
    List<String> words = new ArrayList<>();
    if (!panel.description.isEmpty()) {
      words.add(panel.description);
    }
    panel.emptyWhen().ifPresent(when -> words.add("Empty " + when + "."));
    node.put("description", String.join(" ", words));
    targets(node.putArray("targets"), panel);
    ObjectNode fields = node.putObject("fieldConfig");
    defaults(fields.putObject("defaults"), panel);
    overrides(fields.putArray("overrides"), panel);
    options(node.putObject("options"), panel);
    if (panel.type == Panel.Type.TABLE) {
      transformations(node.putArray("transformations"), panel);
    }
  }

  private static void targets(ArrayNode targets, Panel panel) {
    char ref = 'A';
    for (Query query : panel.queries) {
      ObjectNode target = targets.addObject();
      target.put("refId", String.valueOf(ref++)).put("expr", query.expression());
      target.put("legendFormat", query.legend());
      target.set("datasource", DashboardJson.datasource());
      boolean now = panel.type == Panel.Type.TABLE || panel.type == Panel.Type.NUMBER;
      target.put("instant", now).put("range", !now);
      if (panel.type == Panel.Type.TABLE) {
        target.put("format", "table");
      }
    }
  }

  private static void defaults(ObjectNode defaults, Panel panel) {
    defaults.put("unit", panel.unit);
    defaults.putObject("color").put("mode", colours(panel));
    ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    ArrayNode steps = thresholds.putArray("steps");
    steps.addObject().putNull("value").put("color", panel.limits.isEmpty() ? "text" : "green");
    if (!panel.limits.isEmpty()) {
      steps.addObject().put("value", panel.limits.get(0)).put("color", "orange");
      steps.addObject().put("value", panel.limits.get(1)).put("color", "red");
    }
    if (panel.type != Panel.Type.TABLE) {
      mappings(defaults.putArray("mappings"), panel);
    }
    ObjectNode custom = defaults.putObject("custom");
    if (panel.type == Panel.Type.GRAPH) {
      custom.put("showPoints", "never").put("fillOpacity", panel.stacked ? 30 : 5);
      // What is not known is a gap, not a line through it.
      custom.put("spanNulls", false);
      custom.putObject("stacking").put("mode", panel.stacked ? "normal" : "none");
      custom.putObject("thresholdsStyle").put("mode", panel.limits.isEmpty() ? "off" : "line");
    }
  }

  private static String colours(Panel panel) {
    return panel.type == Panel.Type.GRAPH ? "palette-classic" : "thresholds";
  }

  private static void mappings(ArrayNode mappings, Panel panel) {
    if (!panel.meanings.isEmpty()) {
      ObjectNode options = mappings.addObject().put("type", "value").putObject("options");
      panel.meanings.keySet().stream()
          .sorted()
          .forEach(value ->
              options
                  .putObject(Integer.toString(value))
                  .put("text", panel.meanings.get(value).word())
                  .put("color", panel.meanings.get(value).colour()));
    }
  }

  /** Of a table: each column has a unit; the first of them is the one with words and colours. */
  private static void overrides(ArrayNode overrides, Panel panel) {
    panel.columnUnits.keySet().stream()
        .sorted()
        .forEach(column -> {
          ArrayNode properties = named(overrides, column);
          properties.addObject().put("id", "unit").put("value", panel.columnUnits.get(column));
        });
    if (panel.type == Panel.Type.TABLE && !panel.meanings.isEmpty()) {
      ArrayNode properties = named(overrides, panel.queries.get(0).legend());
      ArrayNode mappings = properties.addObject().put("id", "mappings").putArray("value");
      mappings(mappings, panel);
      properties
          .addObject()
          .put("id", "custom.cellOptions")
          .putObject("value")
          .put("type", "color-text");
    }
  }

  private static ArrayNode named(ArrayNode overrides, String column) {
    ObjectNode override = overrides.addObject();
    override.putObject("matcher").put("id", "byName").put("options", column);
    return override.putArray("properties");
  }

  private static void options(ObjectNode options, Panel panel) {
    switch (panel.type) {
      case GRAPH -> {
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
        ObjectNode legend = options.putObject("legend").put("displayMode", "list");
        legend.put("placement", "bottom").put("showLegend", true);
      }
      case NUMBER -> {
        options.put("colorMode", "value").put("graphMode", "none").put("textMode", "auto");
        options.putObject("reduceOptions").put("values", false).putArray("calcs").add("last");
      }
      case STATES -> {
        options.put("mergeValues", true).put("showValue", "never").put("rowHeight", 0.8);
        options.putObject("legend").put("displayMode", "list").put("placement", "bottom");
      }
      case TABLE -> {
        options.put("showHeader", true).put("cellHeight", "sm");
        ObjectNode sort = options.putArray("sortBy").addObject();
        sort.put("displayName", panel.queries.get(0).legend()).put("desc", true);
      }
    }
  }

  /** The queries side by side, one column each, named as their legends say. */
  private static void transformations(ArrayNode transformations, Panel panel) {
    transformations.addObject().put("id", "merge").putObject("options");
    ObjectNode organize = transformations.addObject().put("id", "organize");
    ObjectNode options = organize.putObject("options");
    options.putObject("excludeByName").put("Time", true);
    ObjectNode names = options.putObject("renameByName");
    if (panel.queries.size() == 1) {
      names.put("Value", panel.queries.get(0).legend());
    }
    char ref = 'A';
    for (Query query : panel.queries) {
      names.put("Value #" + ref++, query.legend());
    }
  }
}
