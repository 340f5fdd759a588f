/** Keeps the latest results, tells what changed and whoever listens. */
package io.etcdmonitor.engine.hub;
