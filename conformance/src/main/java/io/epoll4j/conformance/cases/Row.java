package io.epoll4j.conformance.cases;

import io.epoll4j.conformance.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a method of a [Lab] a case.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /// The row's name: `ET-01`, or `X-ET-01` where the catalogue has none.
    String id();

    /// What must be seen.
    String says();

    Scope scope() default Scope.BOTH;

    /// Which kernels do otherwise.
    String version() default "";
}
