package io.epoll4j.bench.server;

import io.epoll4j.loop.Loop;
import io.epoll4j.loop.Settings;
import io.epoll4j.loop.Trigger;

/// Ours: the loop with its handler interface, as the README shows it.
final class LoopEcho {
    private LoopEcho() {}

    static int start(String name, int port, int threads) {
        var trigger = name.equals("loop-lt") ? Trigger.LEVEL : Trigger.EDGE;
        var loop = Loop.open(new Settings().trigger(trigger));
        int bound = loop.listen(port, (peer, bytes) -> peer.write(bytes)).port();
        Thread.ofPlatform().daemon().name(name).start(loop::run);
        return bound;
    }
}
