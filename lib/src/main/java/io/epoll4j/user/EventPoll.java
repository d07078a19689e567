package io.epoll4j.user;

/// One epoll, as Linux's `struct eventpoll`.
final class EventPoll extends OpenFile {
    EventPoll(Core core, int flags) {
        super(core, flags);
    }

    static void releaseFile(OpenFile file) {}

    @Override
    int poll(PollTable table) {
        return 0;
    }

    @Override
    void release() {}
}
