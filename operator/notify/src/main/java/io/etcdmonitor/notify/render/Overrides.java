package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.template.Template;
import io.etcdmonitor.notify.template.TemplateException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The title and text of one channel, where its owner wrote templates for them. Immutable.
 *
 * @param title for the first line
 * @param text for all the rest
 */
public record Overrides(Optional<Template> title, Optional<Template> text) {

  /**
   * Reads the options {@code title} and {@code text}; an empty one means the built-in one.
   *
   * @throws IllegalArgumentException naming the channel, the option, the place and what is wrong
   */
  public static Overrides of(OptionValues options) {
    return new Overrides(
        template(options, CommonOptions.TITLE), template(options, CommonOptions.TEXT));
  }

  /** Reads one option that is a template. */
  public static Optional<Template> template(OptionValues options, String name) {
    String source = options.text(name);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Template.parse(source, MessageFields.SCHEMA));
    } catch (TemplateException e) {
      throw options.error("the template " + name + ", " + e.getMessage());
    }
  }

  /** The title, one line. */
  public String titleOf(AlertMessage message) {
    return ownTitle(message).orElseGet(() -> Words.title(message));
  }

  /** The owner's title; one that comes out empty is none: Slack and PagerDuty refuse that. */
  public Optional<String> ownTitle(AlertMessage message) {
    return title
        .map(template -> Words.oneLine(template.render(message)))
        .filter(text -> !text.isEmpty());
  }

  /** The owner's text, its values escaped. */
  public Optional<String> textOf(AlertMessage message, UnaryOperator<String> escape) {
    return text.map(template -> template.render(message, escape));
  }

  /** The layout with the owner's title. */
  public Layout layoutOf(AlertMessage message) {
    Layout layout = Layout.of(message);
    return new Layout(
        titleOf(message), layout.lead(), layout.items(), layout.more(), layout.links());
  }

  /** All but the title as plain text. */
  public String plainBody(AlertMessage message) {
    return textOf(message, UnaryOperator.identity())
        .orElseGet(() -> TextRenderer.body(Layout.of(message)));
  }
}
