package io.etcdmonitor.app.config;

/** What is logged, and everything worse. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE
}
