/** The life of an alert, and what each channel is to be told of it. Pure; time comes in. */
package io.etcdmonitor.engine.alert.state;
