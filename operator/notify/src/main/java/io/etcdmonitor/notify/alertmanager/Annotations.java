package io.etcdmonitor.notify.alertmanager;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.render.Overrides;
import io.etcdmonitor.notify.template.Template;
import io.etcdmonitor.notify.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The annotations that a channel's owner wrote templates for. Alertmanager takes alerts one by one,
 * so each template sees a message with that alert alone. Immutable.
 *
 * @param templates by annotation
 */
record Annotations(Map<String, Template> templates) {
  static final String OPTION = "annotations";

  Annotations {
    templates = Map.copyOf(templates);
  }

  /**
   * Reads the options {@code title}, {@code text} and {@code annotations}.
   *
   * @throws IllegalArgumentException naming the channel, the option, the place and what is wrong
   */
  static Annotations of(OptionValues options) {
    Map<String, Template> templates = new TreeMap<>();
    options
        .texts(OPTION)
        .forEach((name, source) -> {
          if (!PrometheusAlert.labelName(name).equals(name)) {
            throw options.error(
                "the option annotations.%s: a name is of letters, digits and _".formatted(name));
          }
          templates.put(name, parse(options, name, source));
        });
    Overrides overrides = Overrides.of(options);
    overrides.title().ifPresent(template -> templates.put("summary", template));
    overrides.text().ifPresent(template -> templates.put("description", template));
    return new Annotations(templates);
  }

  private static Template parse(OptionValues options, String name, String source) {
    try {
      return Template.parse(source, MessageFields.SCHEMA);
    } catch (TemplateException e) {
      throw options.error("the template annotations.%s, %s".formatted(name, e.getMessage()));
    }
  }

  /** The alert with these annotations; one that comes out empty is left out. */
  PrometheusAlert on(PrometheusAlert alert, AlertMessage message, Episode episode) {
    if (templates.isEmpty()) {
      return alert;
    }
    AlertMessage alone = alone(message, episode);
    Map<String, String> annotations = new TreeMap<>(alert.annotations());
    templates.forEach((name, template) -> {
      String text = template.render(alone).strip();
      if (text.isEmpty()) {
        annotations.remove(name);
      } else {
        annotations.put(name, text);
      }
    });
    return new PrometheusAlert(alert.labels(), annotations, alert.generatorUrl());
  }

  private static AlertMessage alone(AlertMessage message, Episode episode) {
    return new AlertMessage(
        message.idempotencyKey(),
        message.groupKey(),
        message.kind(),
        episode.status(),
        episode.severity(),
        message.cluster(episode),
        message.clusterDescription(),
        episode.summary(),
        List.of(episode),
        0,
        episode.labels(),
        message.links(),
        message.time());
  }
}
