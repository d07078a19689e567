/// What a simulated world costs: time and memory.
package io.epoll4j.bench.world;
