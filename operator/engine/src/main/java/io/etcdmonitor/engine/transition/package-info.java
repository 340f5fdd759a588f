/** Tells what happened between two results, once. */
package io.etcdmonitor.engine.transition;
