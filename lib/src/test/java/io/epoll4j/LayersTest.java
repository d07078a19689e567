package io.epoll4j;

import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows between the packages of this module point down only. A module cannot police its own
/// packages, so the class files are asked whom they know.
class LayersTest {
    /// The plan: for each package, the packages below it that it uses, all of them and no others.
    /// `loop` and `jvm` never meet: that keeps the loop free of the kernel it runs on. The root
    /// package is the empty name.
    private static final Map<String, Set<String>> BELOW =
            Map.ofEntries(
                    entry("thread", Set.of()),
                    entry("sys", Set.of("thread")),
                    entry("", Set.of("sys", "thread")),
                    entry("loop", Set.of("", "sys")),
                    entry("jvm.spi", Set.of("sys")),
                    entry("jvm.task", Set.of("jvm.spi", "sys")),
                    entry("jvm.file", Set.of("jvm.task", "jvm.spi", "sys")),
                    entry("jvm.epoll", Set.of("jvm.file", "jvm.task", "sys")),
                    entry("jvm.net", Set.of("jvm.file", "jvm.task", "jvm.spi", "sys")),
                    entry("jvm.tcp", Set.of("jvm.net", "jvm.file", "jvm.task", "jvm.spi", "sys")),
                    entry("jvm.udp", Set.of("jvm.net", "jvm.file", "jvm.task", "jvm.spi", "sys")),
                    entry("jvm.unix", Set.of("jvm.net", "jvm.file", "jvm.task", "sys")),
                    entry(
                            "jvm.call",
                            Set.of(
                                    "jvm.tcp",
                                    "jvm.udp",
                                    "jvm.unix",
                                    "jvm.epoll",
                                    "jvm.net",
                                    "jvm.file",
                                    "jvm.task",
                                    "jvm.spi",
                                    "sys")),
                    entry(
                            "jvm",
                            Set.of(
                                    "jvm.call",
                                    "jvm.unix",
                                    "jvm.epoll",
                                    "jvm.net",
                                    "jvm.file",
                                    "jvm.task",
                                    "jvm.spi",
                                    "sys")),
                    entry("sim", Set.of("loop", "jvm", "jvm.spi", "sys")));

    /// A class of this module wherever a class file spells it: in a name, a descriptor, a
    /// signature.
    private static final Pattern OURS = Pattern.compile("io/epoll4j/((?:[a-z]\\w*/)*)[A-Z]");

    @Test
    void everyArrowPointsDown() throws IOException {
        var wrong = new TreeSet<String>();
        for (var file : classFiles()) wrong.addAll(wrongArrows(Files.readAllBytes(file)));
        assertEquals(Set.of(), wrong);
    }

    @Test
    void everyArrowOfThePlanIsThere() throws IOException {
        var seen = new TreeMap<String, Set<String>>();
        for (var file : classFiles()) {
            var model = ClassFile.of().parse(file);
            var home = packageOf(model.thisClass().asInternalName());
            seen.computeIfAbsent(home, any -> new TreeSet<>()).addAll(known(model));
        }
        seen.forEach((home, known) -> known.remove(home));
        assertEquals(new TreeMap<>(BELOW), seen);
    }

    @Test
    void noArrowsLeadRoundInACircle() {
        var placed = new HashSet<String>();
        while (placed.addAll(standingOn(placed))) {}
        assertEquals(BELOW.keySet(), placed, "the rest stands on itself");
    }

    /// The packages that need nothing but these.
    private static Set<String> standingOn(Set<String> placed) {
        return BELOW.keySet().stream()
                .filter(name -> placed.containsAll(BELOW.get(name)))
                .collect(toSet());
    }

    private static List<Path> classFiles() throws IOException {
        try (var files = Files.walk(mainClasses())) {
            var classes =
                    files.filter(file -> file.toString().endsWith(".class"))
                            .filter(file -> !file.endsWith("module-info.class"))
                            .filter(file -> !file.endsWith("package-info.class"))
                            .toList();
            assertFalse(classes.isEmpty(), "this test looked in the wrong place");
            return classes;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jvm, loop, io.epoll4j.jvm.MadeUp -> io.epoll4j.loop",
        "jvm.file, jvm.epoll, io.epoll4j.jvm.file.MadeUp -> io.epoll4j.jvm.epoll",
        "jvm.tcp, jvm.udp, io.epoll4j.jvm.tcp.MadeUp -> io.epoll4j.jvm.udp",
        "jvm.spi, jvm, io.epoll4j.jvm.spi.MadeUp -> io.epoll4j.jvm",
        "loop, jvm, io.epoll4j.loop.MadeUp -> io.epoll4j.jvm",
        "sys, '', io.epoll4j.sys.MadeUp -> io.epoll4j",
        "'', loop, io.epoll4j.MadeUp -> io.epoll4j.loop",
        "loop, sim, io.epoll4j.loop.MadeUp -> io.epoll4j.sim",
        "attic, attic, io.epoll4j.attic.MadeUp -> a package without a place in this test",
    })
    void anArrowThatPointsUpOrAsideIsSeen(String from, String to, String message) {
        assertEquals(Set.of(message), wrongArrows(madeUp(from, to)));
    }

    @ParameterizedTest
    @CsvSource({
        "loop, sys",
        "jvm, sys",
        "jvm.tcp, jvm.net",
        "jvm.epoll, jvm.file",
        "sim, jvm",
        "sim, loop",
        "'', sys",
        "sys, sys"
    })
    void anArrowThatPointsDownIsNot(String from, String to) {
        assertEquals(Set.of(), wrongArrows(madeUp(from, to)));
    }

    /// Where the module's own classes are. Its tests, which patch it, may look wherever they like.
    private static Path mainClasses() {
        var module = LayersTest.class.getModule();
        assertTrue(module.isNamed(), "run this test on the module path");
        var found = module.getLayer().configuration().findModule(module.getName());
        return Path.of(found.orElseThrow().reference().location().orElseThrow());
    }

    private static Set<String> wrongArrows(byte[] classFile) {
        var model = ClassFile.of().parse(classFile);
        var name = model.thisClass().asInternalName();
        var home = packageOf(name);
        var below = BELOW.get(home);
        var from = name.replace('/', '.') + " -> ";
        if (below == null) return Set.of(from + "a package without a place in this test");
        var wrong = new TreeSet<String>();
        for (var other : known(model)) {
            if (!other.equals(home) && !below.contains(other)) wrong.add(from + fullName(other));
        }
        return wrong;
    }

    /// The packages of this module that a class names.
    private static Set<String> known(ClassModel model) {
        var spelled =
                StreamSupport.stream(model.constantPool().spliterator(), false)
                        .filter(Utf8Entry.class::isInstance)
                        .map(entry -> ((Utf8Entry) entry).stringValue())
                        .collect(joining(" "));
        return OURS.matcher(spelled)
                .results()
                .map(match -> inside(match.group(1)))
                .collect(toCollection(TreeSet::new));
    }

    private static String packageOf(String internalName) {
        return inside(
                internalName.substring("io/epoll4j/".length(), internalName.lastIndexOf('/') + 1));
    }

    private static String inside(String folder) {
        return folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1).replace('/', '.');
    }

    private static String fullName(String inside) {
        return inside.isEmpty() ? "io.epoll4j" : "io.epoll4j." + inside;
    }

    /// A class in package `from` that names one of package `to` in nothing but a method's
    /// signature.
    private static byte[] madeUp(String from, String to) {
        var other = ClassDesc.of(fullName(to), "Other");
        return ClassFile.of()
                .build(
                        ClassDesc.of(fullName(from), "MadeUp"),
                        builder ->
                                builder.withMethod(
                                        "use",
                                        MethodTypeDesc.of(CD_void, other),
                                        ClassFile.ACC_ABSTRACT,
                                        method -> {}));
    }
}
