/// What each thread has for itself. Not exported.
package io.epoll4j.thread;
