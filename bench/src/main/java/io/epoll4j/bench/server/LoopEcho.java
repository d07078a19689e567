package io.epoll4j.bench.server;

import io.epoll4j.loop.AcceptMode;
import io.epoll4j.loop.Handler;
import io.epoll4j.loop.Loop;
import io.epoll4j.loop.LoopGroup;
import io.epoll4j.loop.Settings;
import io.epoll4j.loop.Trigger;
import io.epoll4j.sys.Kernel;

/// Ours: the loop with its handler interface, as the README shows it.
final class LoopEcho {
    private LoopEcho() {}

    static int start(String name, int port, int threads) {
        var trigger = name.equals("loop-lt") ? Trigger.LEVEL : Trigger.EDGE;
        var settings = new Settings().trigger(trigger);
        Handler echo = (peer, bytes) -> peer.write(bytes);
        if (threads > 1) {
            var group = LoopGroup.open(Kernel.linux(), threads, AcceptMode.REUSEPORT, settings);
            int bound = group.listen(port, echo).port();
            group.start();
            return bound;
        }
        var loop = Loop.open(settings);
        int bound = loop.listen(port, echo).port();
        Thread.ofPlatform().daemon().name(name).start(loop::run);
        return bound;
    }
}
