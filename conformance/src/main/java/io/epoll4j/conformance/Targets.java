package io.epoll4j.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The kernels there are to try.
public enum Targets {
    /// The Linux kernel this JVM runs on.
    LINUX {
        @Override
        public Target open() {
            return new LinuxTarget();
        }
    },
    /// The kernel inside the JVM.
    JVM {
        @Override
        public Target open() {
            return new JvmTarget();
        }
    };

    /// A target for one case.
    public abstract Target open();

    /// The kernels that `name` (`linux`, `jvm` or `both`) stands for.
    public static List<Targets> named(String name) {
        return Arrays.stream(values())
                .filter(kernel -> name.equals("both") || kernel.toString().equals(name))
                .toList();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
