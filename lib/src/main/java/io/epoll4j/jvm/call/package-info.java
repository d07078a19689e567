/// The system calls, a class for each topic: each finds its file and asks it.
package io.epoll4j.jvm.call;
