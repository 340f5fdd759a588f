package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A report as one page that needs nothing besides itself: no script, no network. */
public final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title}</title>
      <style>
      :root { color-scheme: light dark; --line: #8884; --soft: #8882; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { text-align: right; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
      th:first-child, td:first-child { text-align: left; }
      figure { margin: 1rem 0; } figcaption { font-weight: 600; }
      svg { width: 100%; height: auto; background: var(--soft); border-radius: 6px; font-size: 11px; }
      svg text { fill: currentColor; } .grid { stroke: var(--line); }
      .MET { color: #2a9d5c; } .MISSED { color: #d1495b; }
      pre { background: var(--soft); border-radius: 6px; padding: .8rem; overflow-x: auto; }
      </style></head><body>
      """;

  private HtmlReport() {}

  /** The page. */
  public static String of(Report report) {
    String title = "etcd benchmark " + report.parameters().kind() + ", run " + report.id();
    StringBuilder page = new StringBuilder(HEAD.replace("{title}", escaped(title)));
    page.append("<h1>").append(escaped(title)).append("</h1>\n");
    page.append("<p>")
        .append(escaped(report.started()))
        .append(" · SLO <strong class='")
        .append(escaped(report.slo().verdict()))
        .append("'>")
        .append(escaped(report.slo().verdict().toLowerCase(java.util.Locale.ROOT)))
        .append("</strong> ")
        .append(escaped(report.slo().reason()))
        .append("</p>\n");
    marks(report, page);
    operations(report, page);
    plots(report, page);
    page.append("<h2>The report as text</h2>\n<pre>");
    TextReport.of(report).forEach(line -> page.append(escaped(line)).append('\n'));
    return page.append("</pre>\n</body></html>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static void marks(Report report, StringBuilder page) {
    if (report.slo().marks().isEmpty()) {
      return;
    }
    page.append("<table><tr><th>judged</th><th>measured</th><th>mark</th><th></th></tr>\n");
    for (Report.Mark mark : report.slo().marks()) {
      String met = mark.met() ? "MET" : "MISSED";
      row(
          page,
          List.of(
              escaped(mark.name()),
              TextReport.number(mark.actual()) + " " + escaped(mark.unit()),
              TextReport.number(mark.target()) + " " + escaped(mark.unit()),
              "<span class='" + met + "'>" + (mark.met() ? "met" : "missed") + "</span>"));
    }
    page.append("</table>\n");
  }

  private static void operations(Report report, StringBuilder page) {
    page.append("<h2>Latency in milliseconds</h2>\n<table><tr><th>operation</th><th>count</th>")
        .append("<th>per second</th><th>min</th><th>mean</th><th>p50</th><th>p90</th><th>p95</th>")
        .append("<th>p99</th><th>p99.9</th><th>max</th></tr>\n");
    for (Report.OperationResult result : report.operations()) {
      List<String> cells = new ArrayList<>();
      cells.add(escaped(result.operation()));
      cells.add(Long.toString(result.count()));
      cells.add(TextReport.number(result.perSecond()));
      Report.Latency latency = result.latency();
      List<ToDoubleFunction<Report.Latency>> columns =
          List.of(
              Report.Latency::min,
              Report.Latency::mean,
              Report.Latency::p50,
              Report.Latency::p90,
              Report.Latency::p95,
              Report.Latency::p99,
              Report.Latency::p999,
              Report.Latency::max);
      columns.forEach(column ->
          cells.add(latency == null ? "none" : TextReport.number(column.applyAsDouble(latency))));
      row(page, cells);
    }
    page.append("</table>\n");
  }

  private static void row(StringBuilder page, List<String> cells) {
    page.append("<tr>");
    cells.forEach(cell -> page.append("<td>").append(cell).append("</td>"));
    page.append("</tr>\n");
  }

  private static void plots(Report report, StringBuilder page) {
    page.append("<h2>Over time</h2>\n");
    List<Report.Second> series = whole(report.series());
    page.append(
        Plot.lines(
            "Operations per second",
            " s",
            "",
            report.operations().stream()
                .map(o ->
                    line(
                        o.operation(),
                        series,
                        s -> s.byOperation().getOrDefault(o.operation(), 0.0)))
                .toList()));
    List<Report.Second> answered = series.stream().filter(s -> s.latency() != null).toList();
    page.append(
        Plot.lines(
            "Latency",
            " s",
            " ms",
            List.of(
                line("p50", answered, s -> s.latency().p50()),
                line("p95", answered, s -> s.latency().p95()),
                line("p99", answered, s -> s.latency().p99()))));
    if (series.stream().anyMatch(s -> s.errors() > 0)) {
      page.append(
          Plot.lines(
              "Errors", " s", "", List.of(line("errors", series, s -> (double) s.errors()))));
    }
    page.append("<h2>Distribution</h2>\n");
    for (Report.OperationResult result : report.operations()) {
      if (result.latency() != null) {
        page.append(
            Plot.bars("How many took so long: " + result.operation() + ", ms", result.histogram()));
        page.append(percentiles(result));
      }
    }
  }

  /** What is left over at the end says little about a second. */
  private static List<Report.Second> whole(List<Report.Second> series) {
    return series.stream().filter(second -> second.seconds() >= 0.5 || series.size() == 1).toList();
  }

  private static String percentiles(Report.OperationResult result) {
    return Plot.lines(
        "Latency by percentile: " + result.operation(),
        " %",
        " ms",
        List.of(
            new Plot.Line(
                result.operation(),
                result.percentiles().stream().map(Report.Percentile::percentile).toList(),
                result.percentiles().stream().map(Report.Percentile::millis).toList())));
  }

  private static Plot.Line line(
      String name, List<Report.Second> series, ToDoubleFunction<Report.Second> value) {
    return new Plot.Line(
        name,
        series.stream().map(s -> s.at() + s.seconds()).toList(),
        series.stream().map(value::applyAsDouble).toList());
  }
}
