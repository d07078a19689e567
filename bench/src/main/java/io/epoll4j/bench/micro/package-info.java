/// The small things, each by itself, with JMH.
@NullMarked
package io.epoll4j.bench.micro;

import org.jspecify.annotations.NullMarked;
