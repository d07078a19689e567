package io.epoll4j.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.inspect.Inspector.Examination;
import io.epoll4j.inspect.rule.Certainty;
import io.epoll4j.inspect.rule.Finding;
import io.epoll4j.inspect.rule.Sickness;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs with one sickness each, of `sick.py`: exactly that is found, at its certainty, where it
/// is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SickTest {
    private static final Duration APART = Duration.ofSeconds(1);

    /// Those that burn a processor are looked at by so many at once.
    private static final int BURNING = 5;

    private static final Pattern BURN =
            Pattern.compile("hangup_.*|epollout_.*|unread_.*|never_.*|stuck_comp.*|zero_.*");

    /// Other tests lower the limit of the whole machine for a moment.
    private static final Set<Sickness> OF_THE_MACHINE = Set.of(Sickness.WATCH_LIMIT);

    /// What was seen of a program, and where it said it is sick.
    private record Patient(Examination examination, int epoll, List<Integer> fds, String holder) {}

    private final Map<String, Patient> patients = new LinkedHashMap<>();

    @BeforeAll
    void examineAll() throws Exception {
        assumeTrue(Program.has("python3"), "no python3 here, in which the sick programs are");
        var source = Files.readString(Program.resource("sick.py"));
        var names =
                Pattern.compile("^def (\\w+)\\((?:interval=\\w+)?\\):", Pattern.MULTILINE)
                        .matcher(source)
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !name.equals("connection"))
                        .toList();
        examine(names.stream().filter(name -> !BURN.matcher(name).matches()).toList());
        var burning = names.stream().filter(name -> BURN.matcher(name).matches()).toList();
        for (int i = 0; i < burning.size(); i += BURNING)
            examine(burning.subList(i, Math.min(i + BURNING, burning.size())));
    }

    private void examine(List<String> names) throws Exception {
        var programs = new LinkedHashMap<String, Program>();
        try {
            for (var name : names) programs.put(name, Program.python("sick.py", name));
            for (var program : programs.values()) program.words("sick");
            var inspectors =
                    programs.values().stream().map(program -> Inspector.of(program.pid())).toList();
            var examinations = Examinations.of(inspectors, APART).iterator();
            for (var name : names) {
                var sick = programs.get(name).words("sick");
                var fds = sick.stream().skip(1).map(Integer::valueOf).toList();
                var holder =
                        name.startsWith("closed_")
                                ? String.join(" ", programs.get(name).words("holder"))
                                : "";
                patients.put(
                        name,
                        new Patient(
                                examinations.next(),
                                Integer.parseInt(sick.getFirst()),
                                fds,
                                holder));
            }
        } finally {
            programs.values().forEach(Program::close);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "missed_edge,             missed-edge,        LIKELY",
        "missed_edge_tick,        missed-edge,        LIKELY",
        "missed_edge_pipe,        missed-edge,        LIKELY",
        "missed_accept,           missed-edge,        LIKELY",
        "oneshot_disarmed,        oneshot-disarmed,   LIKELY",
        "hangup_spin,             hangup-spin,        SURE",
        "hangup_spin_reset,       hangup-spin,        SURE",
        "hangup_spin_eof,         hangup-spin,        SURE",
        "hangup_spin_pipe,        hangup-spin,        SURE",
        "epollout_spin,           epollout-spin,      SURE",
        "epollout_spin_unix,      epollout-spin,      LIKELY",
        "unread_eventfd,          unread-eventfd,     SURE",
        "unread_timerfd,          unread-timerfd,     SURE",
        "unread_timerfd_once,     unread-timerfd,     SURE",
        "unread_signalfd,         unread-signalfd,    SURE",
        "unread_input,            unread-input,       SURE",
        "never_accepted,          unread-input,       LIKELY",
        "closed_but_watched,      closed-but-watched, SURE",
        "closed_but_watched_copy, closed-but-watched, SURE",
        "thundering_herd,         thundering-herd,    POSSIBLE",
        "thundering_herd_forked,  thundering-herd,    POSSIBLE",
        "stuck_handler,           stuck-handler,      SURE",
        "stuck_computing,         stuck-handler,      LIKELY",
        "stuck_on_a_lock,         stuck-handler,      SURE",
        "backlog_full,            backlog-full,       LIKELY",
        "close_wait,              close-wait,         LIKELY",
        "close_wait_edge,         close-wait,         LIKELY",
        "nested_epoll,            nested-epoll,       POSSIBLE",
        "unused_epoll,            unused-epoll,       POSSIBLE",
        "nobody_waits,            nobody-waits,       POSSIBLE",
        "zero_timeout,            zero-timeout,       POSSIBLE",
        "descriptor_limit,        descriptor-limit,   SURE",
    })
    void isFoundAsWhatItIs(String program, String code, Certainty certainty) {
        var patient = patients.get(program);
        assertNotNull(patient, "no program " + program);
        var findings =
                patient.examination.findings().stream()
                        .filter(finding -> !OF_THE_MACHINE.contains(finding.sickness()))
                        .toList();
        var own = findings.stream().filter(one -> one.sickness().code().equals(code)).toList();
        assertEquals(1, own.size(), findings::toString);
        assertEquals(certainty, own.getFirst().certainty(), findings::toString);
        assertEquals(patient.epoll, own.getFirst().epoll(), findings::toString);
        assertEquals(patient.fds, own.getFirst().fds(), findings::toString);
        var others = new ArrayList<>(findings);
        others.removeAll(own);
        assertFalse(others.stream().anyMatch(Finding::counts), findings::toString);
    }

    @Test
    void whoKeepsAClosedDescriptorOpenIsNamed() {
        var child = patients.get("closed_but_watched");
        var held = child.holder.split(" ");
        var seen = child.examination.findings().getFirst().evidence();
        assertTrue(seen.contains("as " + held[1] + " of "), seen);
        assertTrue(seen.contains("(pid " + held[0] + ")"), seen);
        var copy = patients.get("closed_but_watched_copy");
        seen = copy.examination.findings().getFirst().evidence();
        assertTrue(seen.contains("as " + copy.holder.split(" ")[1] + " of the process"), seen);
    }

    @Test
    void aStuckHandlersCallIsNamed() {
        var seen = patients.get("stuck_handler").examination.findings().getFirst().evidence();
        assertTrue(seen.contains("clock_nanosleep"), seen);
        seen = patients.get("stuck_on_a_lock").examination.findings().getFirst().evidence();
        assertTrue(seen.contains("futex"), seen);
    }
}
