/** Alerts that people can trust: rules, life cycle, delivery. See DESIGN.md. */
package io.etcdmonitor.engine.alert;
