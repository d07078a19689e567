package io.epoll4j.loop;

import static java.util.Objects.requireNonNull;

import io.epoll4j.Address;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One connection of a loop: what a [Handler] talks to.
///
/// Belongs to its loop's thread; from anywhere else, [#execute] brings a task there. Holds no
/// buffer until something waits to be sent, and its timer is part of it.
public final class Peer extends Entry {
    /// How far a connection has come.
    enum Phase {
        CONNECTING,
        OPEN,
        /// This end has closed: the queue is sent, what comes in is thrown away.
        CLOSING,
        /// All is sent and ended; waiting for the other end's last byte, since closing with bytes
        /// unread would reset the connection and cut off the reply.
        LINGERING,
        CLOSED
    }

    /// What has become of the sending side.
    enum Output {
        OPEN,
        /// To be shut down when the queue is empty.
        ENDING,
        ENDED
    }

    // Each field says whose it is: nobody else writes it.

    // Its own, as the application asks.

    Timeouts timeouts;
    private @Nullable Object attachment;

    /// Reading was stopped; closing ends that.
    boolean paused;

    /// Time limits were set; noted while [Handler#timedOut] is called.
    boolean renewed;

    /// The descriptor was given out: a duplicate may outlive ours.
    boolean exposed;

    // Of Filtered, and of handler(Handler).

    /// Whom the loop calls: the application's handler, or the outermost of its filters.
    Handler handler;

    /// Where the application's handler is, behind its filters; null if there are none.
    @Nullable Inside inside;

    // Of Opening.

    /// The other end's `struct sockaddr`, null if unknown. Kept, as the kernel no longer tells it
    /// after a reset.
    byte @Nullable [] remote;

    /// Counted against the limit per address; null where there is none.
    @Nullable Object address;

    /// Counted against the limit on accepted connections.
    boolean admitted;

    /// While connecting: the kernel is at it. A socket that it is not at would report a hang-up.
    boolean underWay;

    // Of Closing; Opening sets the phase OPEN, Sender ends the output of a broken connection.

    Phase phase;
    Output output = Output.OPEN;

    /// While connecting: to be closed once what was written has been sent.
    boolean closeLater;

    /// Why this end began to close, where it was not told to by the application: to be reported,
    /// whatever else ends it. Of Deadlines too, while it asks the handler.
    @Nullable CloseReason cause;

    // Of Sender.

    /// The queue: chunks not yet sent.
    @Nullable Chunk head;

    @Nullable Chunk tail;

    /// Stream offsets: bytes given to [#write], and taken by the kernel.
    long written;

    long sent;

    /// Bytes written as replies, that is during [Handler#received] of this peer, since replies were
    /// last all sent; and where in the stream they end.
    long replies;

    long replyEnd;

    /// Not read until its replies have been taken; closing ends that.
    boolean awaitingReplies;

    /// The kernel took no more; EPOLLOUT will come.
    boolean blocked;

    boolean aboveHigh;

    // Of ReceiveBuffer.

    /// Which place of the receive buffer it sends from, negative if none.
    int borrowed = -1;

    // Of Receiver.

    /// Stream offset: bytes received.
    long received;

    boolean inputEnded;

    /// A short read is not the end: epoll reported the other end's hang-up, an error or urgent
    /// data; or, as Opening sees, this is a Unix-domain socket, where a read stops behind bytes
    /// that descriptors came with; or Sender has found the connection broken.
    boolean readOn;

    // Of Draining.

    /// While draining, and there may still be something to read that had arrived before: where in
    /// the stream that ends at the latest. Else 0.
    long drainsAt;

    // Of Callbacks.

    /// While closed, and its handler is yet to be told: why; and who is to be told next.
    @Nullable CloseReason reason;

    @Nullable Peer nextClosed;

    // Of whoever learns of it.

    /// Loop times at which bytes last came in, went out, or their absence began to count.
    long lastRead;

    long lastWrite;

    /// The errno that ended the connection.
    int error;

    Peer(Loop loop, int fd, Handler handler, Phase phase) {
        super(loop, fd);
        this.handler = handler;
        this.phase = phase;
        timeouts = loop.settings.timeouts;
        lastRead = loop.now;
        lastWrite = loop.now;
    }

    /// Queues all that remains in `bytes` and consumes it; the order of writes is the order on the
    /// wire. What a turn writes leaves in as few system calls as the kernel allows. The receive
    /// buffer given to [Handler#received] is sent straight from where it is, when the handler has
    /// returned: what was written of it must be left as it is until then.
    ///
    /// @return whether there is room for more: false above [Settings#waterMarks], until
    ///   [Handler#writable], and once this end has ended or closed, when nothing is queued
    public boolean write(ByteBuffer bytes) {
        check();
        Inside behind = inside;
        return behind == null ? loop.sender.write(this, bytes) : behind.write(this, bytes);
    }

    /// Ends the sending side after what is queued; the other end may go on.
    public void end() {
        check();
        if (inside == null) loop.closing.end(this);
        else inside.end(this);
    }

    /// Closes: what is queued is sent, the sending side ended, and the descriptor released when the
    /// other end has ended too, or [Timeouts#linger] has passed. Nothing more is received.
    public void close() {
        check();
        if (inside == null) loop.closing.close(this);
        else inside.close(this);
    }

    /// Gives up at once: what is queued is dropped and the connection reset.
    public void abort() {
        check();
        loop.closing.abort(this);
    }

    /// Stops reading until [#resume]; bytes, and the other end's end, wait in the kernel.
    public void pause() {
        check();
        if (inside == null) stopReading();
        else inside.pause(this);
    }

    /// Reads again.
    public void resume() {
        check();
        if (inside == null) goOnReading();
        else inside.resume(this);
    }

    /// From any thread: runs `task` where this peer may be touched.
    public void execute(Runnable task) {
        loop.executeFor(this, task);
    }

    /// Lets another handler serve this from the next call on. Filters stay; those that `next`
    /// brings come behind them, see [Filter#between].
    public void handler(Handler next) {
        check();
        Filter first = Filtered.install(this, requireNonNull(next));
        if (first != null && phase == Phase.OPEN) first.opened(this);
        else if (first == null && inside != null) inside.handler(next);
        else if (first == null) handler = next;
    }

    /// Sets other time limits than the loop's.
    public void timeouts(Timeouts limits) {
        check();
        timeouts = requireNonNull(limits);
        renewed = true;
        loop.deadlines.start(this);
    }

    /// What [#attach] was given.
    public @Nullable Object attachment() {
        loop.check();
        return attachment;
    }

    /// Keeps something that belongs to this connection.
    public void attach(@Nullable Object value) {
        loop.check();
        attachment = value;
    }

    /// The loop that serves this.
    public Loop loop() {
        return loop;
    }

    /// Whether this end may still write.
    public boolean isOpen() {
        return takesBytes() && (inside == null || inside.isOpen());
    }

    /// The same of the connection itself, whatever filters have been told.
    boolean takesBytes() {
        return (phase == Phase.OPEN || phase == Phase.CONNECTING) && output == Output.OPEN;
    }

    /// How many bytes wait to be sent.
    public long unsent() {
        return written - sent;
    }

    /// How many bytes came in.
    public long bytesIn() {
        return received;
    }

    /// How many bytes the kernel took.
    public long bytesOut() {
        return sent;
    }

    /// The errno that ended this connection, 0 if none did.
    public int error() {
        return error;
    }

    /// Why a filter closed this ([CloseReason#PROTOCOL]), in words; empty if none did.
    public String detail() {
        return inside == null ? "" : inside.detail();
    }

    /// The descriptor, for socket options. It stays the loop's: do not close it.
    public int fd() {
        exposed = true;
        return fd;
    }

    /// The other end's address: who was accepted, or where the connect leads. Answers as long as
    /// there is this peer, also when the connection is gone; of family AF_UNSPEC (`none`) if the
    /// kernel did not know it.
    public Address remote() {
        return Sockets.address(remote);
    }

    /// This end's address, which the kernel is asked for; of family AF_UNSPEC (`none`) when the
    /// connection is gone.
    public Address local() {
        check();
        return phase == Phase.CLOSED ? Sockets.address(null) : Address.of(loop.sockets.name(fd));
    }

    @Override
    public String toString() {
        return "peer " + Integer.toUnsignedString((int) data) + " " + phase + " " + remote();
    }

    /// What happened at the time `before` has lasted until `now`.
    void served(long before, long now) {
        if (lastRead == before) lastRead = now;
        if (lastWrite == before) lastWrite = now;
    }

    /// Whether its handler has paused.
    boolean isPaused() {
        return inside == null ? paused : inside.isPaused();
    }

    void stopReading() {
        paused = true;
        follow();
    }

    void goOnReading() {
        if (!paused) return;
        paused = false;
        lastRead = loop.now;
        readSoon();
    }

    /// Whether bytes are wanted from the kernel now, be it only to throw them away.
    boolean isReading() {
        return !inputEnded
                && !paused
                && !awaitingReplies
                && (phase == Phase.OPEN || phase == Phase.CLOSING || phase == Phase.LINGERING);
    }

    /// Reads on the next turn without waiting for epoll to say so.
    void readSoon() {
        loop.ready.add(this);
        follow();
    }

    /// Lets epoll know what is wanted now.
    void follow() {
        if (phase == Phase.CLOSED) return;
        int answer = loop.poller.adjust(this);
        if (answer < 0) loop.closing.reset(this, -answer);
    }

    @Override
    void moveTo(Loop next) {
        if (phase != Phase.CLOSED) {
            loop.connections.decrementAndGet();
            next.connections.incrementAndGet();
        }
        super.moveTo(next);
    }

    @Override
    void ready(int events) {
        loop.receiver.serve(this, events);
        if (drainsAt > 0) loop.draining.goOn(this);
    }

    @Override
    int wanted() {
        if (phase == Phase.CONNECTING) return underWay ? Poller.OUT : 0;
        // After the other end's last byte a reset is still news, and no more than once.
        int in = isReading() ? Poller.IN : inputEnded ? Poller.DEAD : 0;
        return in | (blocked ? Poller.OUT : 0);
    }

    @Override
    void flush() {
        if (!blocked && phase != Phase.CONNECTING) loop.sender.flush(this);
    }

    @Override
    void expire(Loop on) {
        on.deadlines.expired(this);
    }

    @Override
    Class<?> handlerClass() {
        return inside == null ? handler.getClass() : inside.handlerClass();
    }

    @Override
    void giveUp() {
        cause = CloseReason.FAILED;
        loop.closing.abort(this, CloseReason.FAILED);
    }

    @Override
    void discard() {
        loop.closing.abort(this);
    }
}
