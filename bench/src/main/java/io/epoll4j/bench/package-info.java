/// Measurements: JMH for the small things, servers and a load generator for the large ones.
package io.epoll4j.bench;
