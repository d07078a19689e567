package io.epoll4j.inspect.rule;

import java.util.List;

/// One diagnosis: a pure function of two looks.
interface Rule {
    List<Finding> find(Looks looks);
}
