package io.epoll4j.inspect.rule;

import io.epoll4j.inspect.model.Target;
import java.util.List;

/// Epolls in epolls: meant, or an accident. It is said, not blamed.
final class NestedEpoll implements Rule {
    @Override
    public List<Finding> find(Looks looks) {
        var findings = new Findings(Sickness.NESTED_EPOLL);
        for (var epoll : looks.epolls())
            for (var item : epoll.items())
                if (item.target() instanceof Target.Nested)
                    findings.add(epoll, item, Certainty.POSSIBLE, "watches epoll " + item.fd());
        return findings.list();
    }
}
