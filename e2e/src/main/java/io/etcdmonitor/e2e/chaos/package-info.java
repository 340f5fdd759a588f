/** Random faults, and whether what the operator says of them is true. */
package io.etcdmonitor.e2e.chaos;
