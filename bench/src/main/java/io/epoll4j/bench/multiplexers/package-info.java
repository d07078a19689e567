/// What a wait costs: select, poll and epoll against the number of descriptors watched.
@NullMarked
package io.epoll4j.bench.multiplexers;

import org.jspecify.annotations.NullMarked;
