package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Case;
import io.epoll4j.conformance.Target;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Every case there is.
public final class Suite {
    private static final List<Supplier<Lab>> TOPICS =
            List.of(
                    Creating::new,
                    CtlErrors::new,
                    CtlSemantics::new,
                    WaitErrors::new,
                    Timeouts::new,
                    LevelTriggered::new,
                    EdgeTriggered::new,
                    OneShot::new,
                    Exclusive::new,
                    ExclusiveWakeUps::new,
                    HangUps::new,
                    Nesting::new,
                    NestingLimits::new,
                    WakeUpAlone::new,
                    WakeUpCrowd::new,
                    WakeUps::new,
                    NothingLost::new,
                    Gatherings::new,
                    Races::new,
                    Lifecycle::new,
                    Order::new,
                    WhileWaiting::new,
                    Overflow::new,
                    SignalMasks::new,
                    BusyPoll::new,
                    Sources::new,
                    Pipes::new,
                    Polling::new,
                    Selecting::new,
                    Signalling::new,
                    Numbers::new,
                    Statuses::new,
                    Counters::new,
                    Clocks::new,
                    Selectors::new,
                    SocketErrors::new,
                    SocketOptions::new,
                    OptionLengths::new,
                    OptionRules::new,
                    Flows::new,
                    Messages::new,
                    Passing::new,
                    Cycles::new,
                    Batches::new,
                    ErrorQueues::new,
                    UnixPeers::new,
                    UnixPaths::new,
                    UnixDatagrams::new,
                    Backlogs::new,
                    UnderACall::new,
                    Urgent::new,
                    TcpConnecting::new,
                    Tcp::new,
                    TcpEndings::new,
                    TcpPromises::new,
                    DualStack::new,
                    Udp::new,
                    Processes::new,
                    UringWaits::new,
                    Tutorial::new);

    private Suite() {}

    /// The cases by topic, and within one by their names.
    public static List<Case> cases() {
        var all = new ArrayList<Case>();
        for (var topic : TOPICS) all.addAll(casesOf(topic));
        all.addAll(WakeUpTable.cases());
        return List.copyOf(all);
    }

    private static List<Case> casesOf(Supplier<Lab> topic) {
        return rowsOf(topic.get().getClass())
                .map(method -> caseOf(topic, method))
                .sorted(Comparator.comparing(Case::id))
                .toList();
    }

    private static Stream<Method> rowsOf(Class<?> topic) {
        return Arrays.stream(topic.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Row.class));
    }

    private static Case caseOf(Supplier<Lab> topic, Method method) {
        var row = method.getAnnotation(Row.class);
        return new Case(
                row.id(), row.says(), row.scope(), row.version(), on -> run(topic, method, on));
    }

    private static void run(Supplier<Lab> topic, Method method, Target target) throws Exception {
        try (var lab = topic.get()) {
            lab.open(target);
            method.invoke(lab);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            throw e;
        }
    }
}
