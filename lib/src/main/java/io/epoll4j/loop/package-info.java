/// The event loop: [Loop] and its [Handler], on any [io.epoll4j.sys.Kernel].
///
/// {@snippet file="LoopEcho.java"}
///
/// # What it does for you
///
/// Each connection is a [Peer], registered once; no `epoll_ctl` and no object for a message. What
/// is written is queued and sent at the end of the turn, with water marks that stop whoever does
/// not read. No peer keeps others waiting for more than its share. [Timeouts] limit silence,
/// reading, writing, connecting and closing; [Loop#drain] ends in order, with every byte that had
/// come answered. [Settings] has all that can be set, each with what holds if it is not.
///
/// # Which class for what
///
/// - [Loop]: one thread. [LoopGroup]: several, which share their listeners in one of the ways of
///   [AcceptMode].
/// - [Handler]: what to do when a peer is there, has said something, or is gone. A lambda is one.
/// - [Peer]: write, pause, end, close. [Datagrams] is the same for UDP and Unix-domain datagrams.
/// - [Acceptor]: a listener in hand. [Filter]: a codec or an encryption before the handler;
///   [Framing] cuts lines and messages.
/// - [Watch]: any other descriptor, on the same loop.
/// - [Loop#schedule]: timers. [Loop#execute]: a task from another thread.
/// - [Snapshot]: counts, and what a loop is doing.
///
/// # Threads
///
/// A loop belongs to the thread that runs it, and all calls of handlers are made there. From
/// outside only [Loop#execute], [Loop#schedule], [Loop#stop] and [Loop#drain] may be called,
/// `execute` of a peer, and an [Acceptor]; anything else is refused by an exception. A handler must
/// not wait: work that waits belongs on a virtual thread, which hands its result back.
///
/// # Time
///
/// A turn looks at the clock once after its wait, and all in it happens at that time. [Loop#turn]
/// does one by hand; [Loop#run] only repeats it. Time is the kernel's: in a world of
/// [io.epoll4j.sim] it passes as the test says.
package io.epoll4j.loop;
