package io.etcdmonitor.e2e.grafana;

/**
 * One query of a panel.
 *
 * @param expression PromQL, with dashboard variables
 * @param legend of its series; in a table the title of its column
 */
public record Query(String expression, String legend) {}
