/// Linux epoll for Java, through the Foreign Function & Memory API: no native library, no runtime
/// dependency.
///
/// # Where to begin
///
/// A server that gives back what it gets, on the event loop; the handler is the whole application:
///
/// ```java
/// import module io.epoll4j;
///
/// void main(String[] arguments) {
///     int port = arguments.length == 0 ? 9001 : Integer.parseInt(arguments[0]);
///     try (var loop = Loop.open()) {
///         var bound = loop.listen(port, (peer, bytes) -> peer.write(bytes));
///         IO.println("listening on " + bound);
///         loop.run();
///     }
/// }
/// ```
///
/// - **To serve connections**, take [io.epoll4j.loop], with [io.epoll4j.loop.Loop] and
///   [io.epoll4j.loop.Handler].
/// - **For epoll itself**, with every flag and nothing hidden, take [io.epoll4j], with
///   [io.epoll4j.Epoll] and [io.epoll4j.Events].
/// - **For a system call as Linux has it**, answers and errnos and all, take [io.epoll4j.sys], with
///   [io.epoll4j.sys.Kernel].
/// - **To test a server** in a simulated world, from one seed, take [io.epoll4j.sim], with
///   [io.epoll4j.sim.World].
/// - **To watch any Java object**, or to read how epoll works, take [io.epoll4j.jvm], with
///   [io.epoll4j.jvm.JvmKernel] and [io.epoll4j.jvm.Pollable].
///
/// Whoever runs on Linux grants native access: `--enable-native-access=io.epoll4j`, or
/// `=ALL-UNNAMED` on the class path. The kernel inside the JVM needs none.
///
/// # Which thread may call what
///
/// A [kernel][io.epoll4j.sys.Kernel] and an [epoll][io.epoll4j.Epoll] may be used from any thread,
/// as on Linux. A [loop][io.epoll4j.loop.Loop] belongs to the thread that runs it: to wake it, to
/// stop it and to hand it tasks are the only calls from outside.
///
/// # What comes back
///
/// Would-block is a value. A failure is a [io.epoll4j.sys.SysException] that names the call, its
/// arguments, the errno and what to do about it; below, in `sys`, it is `-errno`.
@org.jspecify.annotations.NullMarked
@SuppressWarnings(
        "exports") // whoever compiles against this module needs no annotations of nullness
module io.epoll4j {
    requires jdk.jfr;
    requires static jdk.unsupported; // for StopSignals
    requires static org.jspecify;

    exports io.epoll4j;
    exports io.epoll4j.loop;
    exports io.epoll4j.sys;
    exports io.epoll4j.jvm;
    exports io.epoll4j.jvm.spi;
    exports io.epoll4j.sim;
}
