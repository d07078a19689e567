/// The cases by topic, and the laboratory they work in.
@org.jspecify.annotations.NullMarked
package io.epoll4j.conformance.cases;
