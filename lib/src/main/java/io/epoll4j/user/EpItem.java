package io.epoll4j.user;

import org.jspecify.annotations.Nullable;

/// One watched (open file description, number) of one epoll, as Linux's `struct epitem`.
final class EpItem extends WaitEntry {
    @Nullable EpItem fllink;
    @Nullable EpItem fllinkPrevious;

    @Override
    boolean wake(int key) {
        return false;
    }
}
