/// The system calls, each named as Linux names it and answering what Linux answers: `>= 0`, or
/// `-errno`.
///
/// Nothing in this package throws or allocates on the way of a call, so it may be used from any
/// thread and at any rate. It is the one seam of epoll4j: whatever stands above runs on any kernel
/// that implements it.
package io.epoll4j.sys;
