/** Alerting put together: its file, its channels, its surroundings. */
package io.etcdmonitor.app.alerts;
