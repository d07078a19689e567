/// Epoll, part by part as in fs/eventpoll.c: [EventPoll][io.epoll4j.jvm.epoll.EventPoll],
/// [EpItem][io.epoll4j.jvm.epoll.EpItem], the tree and the lists.
package io.epoll4j.jvm.epoll;
