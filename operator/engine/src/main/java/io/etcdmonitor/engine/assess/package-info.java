/** From the latest results to conditions and health. */
package io.etcdmonitor.engine.assess;
