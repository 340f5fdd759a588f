/** Commands that measure: benchmark and disk-check. */
package io.etcdmonitor.app.cli.tool;
