package io.etcdmonitor.toolkit.benchmark;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;

/** Draws lines or bars as SVG: no script, no file besides. */
final class Plot {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 240;
  private static final int LEFT = 64;
  private static final int BOTTOM = 36;
  private static final int TOP = 14;
  private static final int RIGHT = 12;
  private static final int STEPS = 4;
  private static final List<String> COLOURS = List.of("#1f6feb", "#d1495b", "#2a9d5c", "#8250df");

  /** One line. */
  record Line(String name, List<Double> x, List<Double> y) {}

  private final StringBuilder svg = new StringBuilder();
  private final double mostX;
  private final double mostY;

  private Plot(double mostX, double mostY) {
    this.mostX = mostX > 0 ? mostX : 1;
    this.mostY = mostY > 0 ? mostY * 1.05 : 1;
  }

  static String lines(String title, String xUnit, String yUnit, List<Line> lines) {
    double mostX = lines.stream().mapToDouble(l -> max(l.x())).max().orElse(1);
    double mostY = lines.stream().mapToDouble(l -> max(l.y())).max().orElse(1);
    Plot plot = new Plot(mostX, mostY);
    plot.frame(title, yUnit);
    for (int step = 0; step <= STEPS; step++) {
      double x = plot.mostX * step / STEPS;
      // The last label would be cut off at the edge.
      plot.text(
          plot.x(x),
          HEIGHT - BOTTOM + 16,
          step == STEPS ? "end" : "middle",
          TextReport.number(x) + xUnit);
    }
    for (int i = 0; i < lines.size(); i++) {
      plot.line(lines.get(i), COLOURS.get(i % COLOURS.size()), i);
    }
    return plot.end();
  }

  static String bars(String title, List<Report.Bar> bars) {
    double most = bars.stream().mapToDouble(bar -> (double) bar.count()).max().orElse(1);
    Plot plot = new Plot(bars.size(), most);
    plot.frame(title, "");
    for (int i = 0; i < bars.size(); i++) {
      double from = plot.x(i + 0.08);
      double to = plot.x(i + 0.92);
      double top = plot.y((double) bars.get(i).count());
      plot.add(
          "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
          from, top, to - from, HEIGHT - BOTTOM - top, COLOURS.get(0));
      plot.text(
          plot.x(i + 0.5),
          HEIGHT - BOTTOM + 16,
          "middle",
          "\u2264" + TextReport.number(bars.get(i).upToMillis()));
    }
    return plot.end();
  }

  private void frame(String title, String yUnit) {
    add(
        "<figure><figcaption>%s</figcaption><svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
        HtmlReport.escaped(title), WIDTH, HEIGHT, HtmlReport.escaped(title));
    for (int step = 0; step <= STEPS; step++) {
      double value = mostY * step / STEPS;
      add(
          "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='grid'/>",
          LEFT, WIDTH - RIGHT, y(value), y(value));
      text(LEFT - 6, y(value) + 4, "end", TextReport.number(value) + yUnit);
    }
  }

  private void line(Line line, String colour, int index) {
    svg.append("<polyline fill='none' stroke-width='1.8' stroke='").append(colour);
    svg.append("' points='");
    for (int i = 0; i < line.x().size(); i++) {
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(line.x().get(i)), y(line.y().get(i))));
    }
    svg.append("'/>");
    // As a style: the page's own rule for texts wins over an attribute.
    add(
        "<text x='%d' y='%d' style='fill:%s' font-weight='600'>%s</text>",
        LEFT + 10 + index * 90, TOP + 10, colour, HtmlReport.escaped(line.name()));
  }

  private void text(double x, double y, String anchor, String text) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>",
        x, y, anchor, HtmlReport.escaped(text));
  }

  @FormatMethod
  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }

  private double x(double value) {
    return LEFT + value / mostX * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / mostY * (HEIGHT - BOTTOM - TOP);
  }

  private String end() {
    return svg.append("</svg></figure>\n").toString();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(v -> v).max().orElse(0);
  }
}
