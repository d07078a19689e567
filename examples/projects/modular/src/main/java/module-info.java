module demo {
    requires io.epoll4j;
}
