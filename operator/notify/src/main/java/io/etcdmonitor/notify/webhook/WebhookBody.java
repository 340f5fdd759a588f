package io.etcdmonitor.notify.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.template.JsonTemplate;
import io.etcdmonitor.notify.template.SchemaJson;
import io.etcdmonitor.notify.template.TemplateException;
import java.util.Map;

/** The JSON that a webhook sends. */
@FunctionalInterface
interface WebhookBody {
  JsonNode of(AlertMessage message);

  static WebhookBody of(OptionValues options, String channel) {
    boolean alertmanager =
        options
            .oneOf(WebhookChannelType.PRESET, "default", "alertmanager-v4")
            .equals("alertmanager-v4");
    Map<String, Object> tree = options.tree(WebhookChannelType.BODY);
    if (!tree.isEmpty()) {
      if (alertmanager) {
        throw options.error("give either a preset or a body, not both");
      }
      try {
        JsonTemplate template = JsonTemplate.parse(tree, MessageFields.SCHEMA);
        return template::render;
      } catch (TemplateException e) {
        throw options.error("the template " + e.getMessage());
      }
    }
    return alertmanager
        ? message -> AlertmanagerV4.body(channel, message)
        : message -> SchemaJson.object(message, MessageFields.SCHEMA);
  }
}
