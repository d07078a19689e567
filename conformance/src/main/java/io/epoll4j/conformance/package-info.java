/// Each documented behaviour of epoll as one executable case, written once and run on any kernel.
package io.epoll4j.conformance;
