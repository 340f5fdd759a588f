/** When an alert is due: conditions over results as data, and the built-in rules. */
package io.etcdmonitor.engine.alert.rule;
