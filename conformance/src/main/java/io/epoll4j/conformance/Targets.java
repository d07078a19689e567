package io.epoll4j.conformance;

import java.util.List;

/// The kernels there are to try.
public enum Targets {
    /// The Linux kernel this JVM runs on.
    LINUX {
        @Override
        public Target open() {
            return new LinuxTarget();
        }
    };

    /// A target for one case.
    public abstract Target open();

    /// The kernels that `name` (`linux`, `jvm` or `both`) stands for.
    public static List<Targets> named(String name) {
        return List.of(LINUX);
    }
}
