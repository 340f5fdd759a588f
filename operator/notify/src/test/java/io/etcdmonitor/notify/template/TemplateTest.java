package io.etcdmonitor.notify.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.notify.render.HtmlRenderer;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.testing.Messages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static String render(String source, AlertMessage message) {
    return Template.parse(source, MessageFields.SCHEMA).render(message);
  }

  @Test
  void writesFieldsLoopsAndConditions() {
    String source =
        """
        {{ state }}: {{cluster.name}}/{{ labels.team | upper }}
        {{ for e in episodes }}
        - {{ e.member }} {{ e.severity }}{{ if e.acknowledgedBy }}, taken by {{ e.acknowledgedBy }}{{ else }}, open{{ end }}
        {{ if e.status == "resolved" }}
          over after {{ e.duration }}
        {{ end }}
        {{ end }}
        {{ if not truncatedEpisodes }}all{{ end }}
        """;
    assertThat(render(source, Messages.several()))
        .isEqualTo(
            """
            CRITICAL: main/DATABASES
            - etcd-1 critical, open
            - etcd-2 warning, taken by maria
            - etcd-3 critical, open
              over after 4m 30s
            all
            """);
  }

  @Test
  void aLoopOverLabelsGoesByName() {
    assertThat(
            render("{{ for l in labels }}{{ l.key }}={{ l.value }};{{ end }}", Messages.firing()))
        .isEqualTo("rule=MemberDown;team=databases;");
    assertThat(render("{{ labels }}|{{ labels.nothing }}|", Messages.firing()))
        .isEqualTo("rule=MemberDown, team=databases||");
    assertThat(
            render(
                "{{ for e in episodes }}{{ e.labels.etcd-monitor }}{{ end }}", Messages.firing()))
        .isEmpty();
  }

  @Test
  void valuesAreEscapedAndNeverReadAsTemplates() {
    assertThat(
            Template.parse(
                    "<b>{{ for e in episodes }}{{ e.summary }}{{ end }}</b>", MessageFields.SCHEMA)
                .render(Messages.hostile(), HtmlRenderer::escape))
        .isEqualTo(
            "<b>&lt;!channel&gt; @here &amp; &lt;b&gt;&quot;bold&quot;&lt;/b&gt; {{ title }}</b>");
  }

  @Test
  void theResultIsBounded() {
    String nested =
        "{{ for a in episodes }}".replace("a ", "a ")
            + "{{ for b in labels }}"
            + "x".repeat(200_000)
            + "{{ end }}{{ end }}";
    assertThat(render(nested, Messages.several())).hasSize(Template.MOST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{{ clster.name }}~line 1, column 1: there is no field \"clster\" (in \"clster.name\"); did you mean \"cluster\"?",
        "`a\nb {{ cluster.nam }}`~line 2, column 3: there is no field \"nam\"",
        "{{ title.length }}~\"title\" in \"title.length\" has no fields of its own",
        "{{ episodes }}~is no text",
        "{{ cluster }}~is no text",
        "{{ title~line 1, column 1: {{ without }}",
        "{{ if title }}x~this has no {{ end }}",
        "x{{ end }}~without an if or for",
        "{{ if a }}{{ end }}~there is no field \"a\"",
        "{{ for e in title }}{{ end }}~neither a list nor a map",
        "{{ for e in episodes }}{{ e.nope }}{{ end }}~there is no field \"nope\"",
        "{{ for e in episodes }}{{ end }}{{ e.id }}~there is no field \"e\"",
        "{{ for e in episodes }}{{ else }}{{ end }}~a for has no else",
        "{{ for e episodes }}{{ end }}~a loop is written",
        "{{ title | shout }}~there is no filter \"shout\"",
        "{{ title() }}~is no field",
        "{{ if episodes == \"x\" }}{{ end }}~can be compared",
        "{{ }}~is no field",
      })
  void refusesAtLoad(String source, String problem) {
    assertThatThrownBy(() -> Template.parse(source, MessageFields.SCHEMA))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(problem)
        .hasMessageStartingWith("line ");
  }

  @Test
  void tooDeepIsRefused() {
    String deep = "{{ if title }}".repeat(9) + "{{ end }}".repeat(9);
    assertThatThrownBy(() -> Template.parse(deep, MessageFields.SCHEMA))
        .hasMessageContaining("inside each other");
  }

  @Test
  void jsonTemplatesKeepTypesAndShape() {
    Object tree =
        Map.of(
            "text", "{{ state }} {{ title }}",
            "firing", "{{ firing }}",
            "labels", "{{ labels }}",
            "links", "{{ links }}",
            "fixed", List.of(1, true, 2.5),
            "alerts",
                Map.of(
                    "$for",
                    "e in episodes",
                    "$each",
                    Map.of("stale", "{{ e.stale }}", "id", "{{ e.id }}")));
    String json =
        JsonTemplate.parse(tree, MessageFields.SCHEMA).render(Messages.several()).toString();
    assertThat(json)
        .contains("\"text\":\"CRITICAL Member etcd-1 is unreachable\"")
        .contains("\"firing\":2")
        .contains("\"labels\":{\"rule\":\"MemberDown\",\"team\":\"databases\"}")
        .contains(
            "\"links\":[{\"text\":\"Dashboard\",\"url\":\"https://grafana.example/d/etcd?cluster=main&x=1\"}]")
        .contains("\"fixed\":[1,true,2.5]")
        .contains("\"stale\":false");
  }

  @Test
  void jsonTemplatesSayWhereTheProblemIs() {
    Object tree = Map.of("a", Map.of("b", List.of("{{ nope }}")));
    assertThatThrownBy(() -> JsonTemplate.parse(tree, MessageFields.SCHEMA))
        .hasMessageStartingWith("body.a.b[]: there is no field \"nope\"");
    Object loop = Map.of("$for", "e in title", "$each", "x");
    assertThatThrownBy(() -> JsonTemplate.parse(loop, MessageFields.SCHEMA))
        .hasMessageContaining("neither a list nor a map");
    assertThatThrownBy(() -> JsonTemplate.parse(Map.of("$if", "x"), MessageFields.SCHEMA))
        .hasMessageContaining("\"$if\" is unknown");
  }
}
